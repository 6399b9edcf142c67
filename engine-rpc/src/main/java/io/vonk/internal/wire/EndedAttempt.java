package io.vonk.internal.wire;

import io.vonk.internal.id.ShuffleId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ended, with everything that is of the user's classes still as bytes.
 *
 * @param job in whose turn it ran
 * @param attempt which
 * @param launch the first attempt of the range that it was launched with
 * @param nanos how long it ran, at least 0
 */
public record EndedAttempt(long job, long attempt, long launch, long nanos, Outcome outcome) {

    /** How. */
    public sealed interface Outcome {}

    /**
     * It did its work.
     *
     * @param accumulators the task's copies; empty for none
     */
    public record Success(Made made, byte[] accumulators, Map<String, Long> counters, long recordsRead, long bytesRead)
            implements Outcome {}

    /** It failed; {@code what} is what {@code FailureBytes} has written. */
    public record Failure(Kind kind, byte[] what) implements Outcome {}

    /** It could not read map outputs: partitions and the attempts that wrote them, the one that was asked for first. */
    public record FetchFailure(
            ShuffleId shuffle, int mapPartition, long mapAttempt, Map<Integer, Long> alsoLost, byte[] what)
            implements Outcome {}

    /** It was asked to stop, or given back. */
    public record Killed() implements Outcome {}

    /** In which way it failed. */
    public enum Kind {
        USER_ERROR,
        TRANSIENT_ERROR,
        OUT_OF_MEMORY
    }

    /** What it made. */
    public sealed interface Made {}

    /** A result, as {@code SerializedValue}. */
    public record Result(byte[] value) implements Made {}

    /** A result of so many bytes that waits to be fetched. */
    public record HeldResult(long bytes) implements Made {}

    /**
     * A map output.
     *
     * @param sparseIndex where which keys are; null unless it is to be cut into ranges
     */
    public record WrittenOutput(ShuffleId shuffle, int mapPartition, long digest, byte @Nullable [] sparseIndex)
            implements Made {}
}
