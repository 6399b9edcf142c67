package io.vonk.internal.wire;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.shuffle.MapOutputId;
import java.util.List;
import java.util.Map;

/** What a driver sends to an executor. */
public sealed interface DriverOrder {

    /** A sign of life. */
    record Heartbeat() implements DriverOrder {}

    /**
     * Queue a range of attempts, one for each partition.
     *
     * @param codeHash SHA-256 of the stage's code
     * @param from the first partition
     * @param until one more than the last partition
     * @param inputs for each shuffle that the stage reads the version from which on it is good to read
     */
    record Launch(
            long job, long stage, byte[] codeHash, int from, int until, long firstAttempt, Map<ShuffleId, Long> inputs)
            implements DriverOrder {}

    /** Give back those that have not started. */
    record GiveBack(long firstAttempt, int count) implements DriverOrder {}

    /** Give back those that have not started, and stop the others. */
    record Kill(long firstAttempt, int count) implements DriverOrder {}

    /** Delete map outputs. */
    record DropOutputs(List<MapOutputId> outputs) implements DriverOrder {}

    /** Forget a shuffle and delete its map outputs. */
    record DropShuffle(ShuffleId shuffle) implements DriverOrder {}

    /** Forget the kept partitions of a node of the plan. */
    record DropKept(long node) implements DriverOrder {}

    /** Forget the value of a broadcast. */
    record DropBroadcast(long id) implements DriverOrder {}

    /** Forget a result that waits to be fetched. */
    record DropResult(long attempt) implements DriverOrder {}

    /** End. */
    record Stop(String why) implements DriverOrder {}
}
