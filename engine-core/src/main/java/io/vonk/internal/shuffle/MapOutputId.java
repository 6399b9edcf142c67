package io.vonk.internal.shuffle;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;

/**
 * Which map output: two attempts at the same map partition write two outputs, and a reader says which one it means.
 *
 * @param mapPartition the partition that the map task computed, at least 0
 */
public record MapOutputId(ShuffleId shuffle, int mapPartition, TaskAttemptId attempt) {

    /** Refuses a negative partition. */
    public MapOutputId {
        if (mapPartition < 0) {
            throw new IllegalArgumentException("map partition must be at least 0, got: " + mapPartition);
        }
    }

    /** {@code shuffle-7 map partition 3 attempt-12}. */
    @Override
    public String toString() {
        return shuffle + " map partition " + mapPartition + " " + attempt;
    }
}
