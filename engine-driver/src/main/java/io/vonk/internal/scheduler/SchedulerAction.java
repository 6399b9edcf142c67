package io.vonk.internal.scheduler;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.id.ShuffleId;

/**
 * What the shell must do, in the order of the list. The order carries meaning: map outputs are accepted before the
 * launches that read them, and results before the success of their job.
 */
public sealed interface SchedulerAction {

    /** Why an attempt is launched the way it is. */
    enum LaunchMode {
        /** The usual case. */
        NORMAL,
        /** A second attempt beside a slow or suspect one; the first that is accepted wins. */
        COPY,
        /** Nothing else is launched on the executor until this attempt has been reported. */
        ALONE
    }

    /**
     * Run a range of partitions. The executor queues the range and each free slot pulls one partition at a time; queued
     * ranges of several jobs are served in turn, one partition for each job, so that a long job cannot starve a short
     * one. The attempt of partition {@code p} has the id {@code firstAttempt + p - partitions.from()}.
     *
     * @param job in whose turn the range runs; a shared shuffle may serve other jobs too
     * @param stage as it was first submitted
     * @param epoch of the stage, raised when its inputs changed: two launches of a partition with the same epoch read
     *     the same content
     */
    record Launch(
            ExecutorId executor,
            JobId job,
            StageSpec stage,
            long epoch,
            PartitionRange partitions,
            long firstAttempt,
            LaunchMode mode)
            implements SchedulerAction {}

    /**
     * Stop these attempts: forget the queued ones, interrupt the running ones. Each is reported as
     * {@link AttemptReport.GivenBack}, or as what it had ended with before. Attempts that are unknown or reported are
     * left alone.
     */
    record Kill(ExecutorId executor, long firstAttempt, int count) implements SchedulerAction {}

    /**
     * Give back those of these attempts that have not started, reporting them as {@link AttemptReport.GivenBack}; an
     * idle executor will take them. Started ones run on.
     */
    record Revoke(ExecutorId executor, long firstAttempt, int count) implements SchedulerAction {}

    /**
     * These map outputs count from now on: readers launched later read them, from this executor and these attempts.
     * Follows the report of the attempts directly, so that the shell has at hand what they reported.
     */
    record MapOutputsAccepted(ShuffleId shuffle, ExecutorId executor, PartitionRange partitions, long firstAttempt)
            implements SchedulerAction {}

    /** These map outputs count no more; their bytes are garbage. */
    record MapOutputsUnregistered(ShuffleId shuffle, PartitionRange partitions) implements SchedulerAction {}

    /**
     * All map outputs of a shuffle with the trait {@link StageSpec.Trait#FINALIZED} are there. Do the driver's work on
     * them, off the scheduler's thread because it may call the user's code, then answer with
     * {@link SchedulerEvent.ShuffleFinalized} or {@link SchedulerEvent.ShuffleFinalizationFailed} and the ticket.
     * Readers wait for it. After a loss the same epoch is finalized again when its lost outputs are back, with a new
     * ticket: decisions that readers may have acted upon (range bounds) must then stay, since readers that finished
     * before stay valid. In a new epoch nothing that was decided for the old one is in use.
     */
    record FinalizeShuffle(ShuffleId shuffle, long epoch, long ticket) implements SchedulerAction {}

    /**
     * These results of the job count. Follows the report of the attempts directly, so that the shell has the values at
     * hand. Every other reported value is garbage.
     */
    record ResultsAccepted(JobId job, PartitionRange partitions, long firstAttempt) implements SchedulerAction {}

    /** Throw away all results of the job accepted so far: they were made from data that has changed. */
    record ResultsDiscarded(JobId job) implements SchedulerAction {}

    /** All wanted results are accepted. The job is over. */
    record JobSucceeded(JobId job) implements SchedulerAction {}

    /** The job is over; results accepted for it must not be used. */
    record JobFailed(JobId job, JobFailure failure) implements SchedulerAction {}

    /** Delete everything that was kept for the shuffle. */
    record DropShuffle(ShuffleId shuffle) implements SchedulerAction {}

    /** This life of the executor is over: close its connection, refuse its messages, tell it to stop. */
    record Fence(ExecutorId executor) implements SchedulerAction {}

    /**
     * Send {@link SchedulerEvent.Tick} at this time, on the clock of {@code nowNanos}. Only the latest request counts;
     * a later or an additional tick does no harm.
     */
    record WakeAt(long nanos) implements SchedulerAction {}
}
