package io.vonk.internal.shuffle;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import org.jspecify.annotations.Nullable;

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

    // By hand, as this is a key: a record's own methods are linked at their first use, which takes a while in every
    // program.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MapOutputId id
                && id.mapPartition == mapPartition
                && id.shuffle.equals(shuffle)
                && id.attempt.equals(attempt);
    }

    @Override
    public int hashCode() {
        return (31 * shuffle.hashCode() + mapPartition) * 31 + attempt.hashCode();
    }

    /** {@code shuffle-7 map partition 3 attempt-12}. */
    @Override
    public String toString() {
        return shuffle + " map partition " + mapPartition + " " + attempt;
    }
}
