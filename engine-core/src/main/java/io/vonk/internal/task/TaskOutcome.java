package io.vonk.internal.task;

import io.vonk.internal.id.ShuffleId;
import io.vonk.runtime.Accumulator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How an attempt ended. A value: nobody has to read a message to know what to do next. */
public sealed interface TaskOutcome {

    /**
     * It did its work.
     *
     * @param result what the driver gets, for a task that gives results
     * @param digest of the map output, for a task that writes a shuffle
     * @param accumulators the task's copies
     * @param counters named counts
     * @param recordsRead how many records its sources gave
     * @param bytesRead how large the pieces of input are that it read, as far as that is known
     */
    record Succeeded(
            @Nullable Object result,
            long digest,
            List<Accumulator<?, ?>> accumulators,
            Map<String, Long> counters,
            long recordsRead,
            long bytesRead)
            implements TaskOutcome {

        /** The same with another result. */
        public Succeeded withResult(@Nullable Object other) {
            return new Succeeded(other, digest, accumulators, counters, recordsRead, bytesRead);
        }
    }

    /** The user's code or data failed in a way that would happen again. */
    record UserError(TaskFailure failure) implements TaskOutcome {}

    /** Something failed that another try may not meet. */
    record TransientError(TaskFailure failure) implements TaskOutcome {}

    /** The task did not get the memory that it needed. */
    record OutOfMemory(TaskFailure failure) implements TaskOutcome {}

    /**
     * A map output could not be read.
     *
     * @param alsoLost outputs of the shuffle that are lost together with it: their partitions, and the attempts that wrote them
     */
    record FetchFailed(
            ShuffleId shuffle, int mapPartition, long mapAttempt, Map<Integer, Long> alsoLost, TaskFailure failure)
            implements TaskOutcome {}

    /** It was asked to stop. */
    record Killed() implements TaskOutcome {}
}
