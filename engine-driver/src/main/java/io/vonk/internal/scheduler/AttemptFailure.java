package io.vonk.internal.scheduler;

import io.vonk.internal.id.ShuffleId;
import java.util.Map;

/**
 * Why an attempt failed. The kind decides what happens next ({@link RetryPolicy}); the cause is opaque to the scheduler
 * and comes back to the shell in {@link JobFailure}.
 */
public sealed interface AttemptFailure {

    /** What the shell will show to the user. */
    Object cause();

    /** The user's code failed in a way that would happen again: the job fails at once. */
    record UserError(Object cause) implements AttemptFailure {}

    /** A failure that another try may not meet: a broken pipe, a full disk, a busy server. */
    record TransientError(Object cause) implements AttemptFailure {}

    /** The task did not get the memory that it needed. It is tried again with an executor of its own. */
    record OutOfMemory(Object cause) implements AttemptFailure {}

    /**
     * A map output could not be read or was not what its writer had announced. The attempt is innocent; the map output
     * is computed again.
     *
     * @param shuffle one of the parents of the failed attempt's stage
     * @param mapPartition which map output
     * @param mapAttempt the attempt whose output was asked for, as the shell had it from
     *     {@link SchedulerAction.MapOutputsAccepted}
     * @param alsoLost outputs of the same shuffle that cannot be read either, as they were kept together: partitions and attempts
     */
    record FetchFailed(ShuffleId shuffle, int mapPartition, long mapAttempt, Map<Integer, Long> alsoLost, Object cause)
            implements AttemptFailure {

        /** Refuses to be changed later. */
        public FetchFailed {
            alsoLost = Map.copyOf(alsoLost);
        }

        /** The loss of one output alone. */
        public FetchFailed(ShuffleId shuffle, int mapPartition, long mapAttempt, Object cause) {
            this(shuffle, mapPartition, mapAttempt, Map.of(), cause);
        }
    }
}
