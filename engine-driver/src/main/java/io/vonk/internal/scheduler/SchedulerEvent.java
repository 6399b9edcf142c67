package io.vonk.internal.scheduler;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.id.ShuffleId;
import java.util.List;

/** Everything that can happen to the scheduler. Events are values; the scheduler keeps nothing of them but ids and causes. */
public sealed interface SchedulerEvent {

    /** What becomes of a result when it is accepted. */
    enum Delivery {
        /** The shell keeps results until the job has succeeded; they can be taken back until then. */
        AT_END,
        /** The shell hands each result on at once; it can never be taken back. */
        STREAMED
    }

    /** How the scheduler learns that an executor is gone. */
    enum Liveness {
        /** The executor lives in the driver's own process and is never silent. */
        IN_PROCESS,
        /** The executor is heard of every half second; silence makes it suspect, then lost. */
        HEARTBEATS
    }

    /** Where the map outputs of an executor's tasks live. */
    enum OutputKeeper {
        /** They go with the executor. */
        EXECUTOR,
        /** They outlive the executor, until {@link OutputsLost}. */
        NODE
    }

    /** Whether the tasks that ran on a lost executor may have been the reason of the loss. */
    enum Blame {
        /** The process died or stopped answering: one of its tasks may have done it. */
        RUNNING_TASKS,
        /** The executor was taken away, or its whole node went: no task did it. */
        NOBODY
    }

    /**
     * A user's action.
     *
     * @param stages parents before children; the last one, and no other, makes results. A shuffle that the scheduler
     *     knows already keeps its first specification and its map outputs.
     */
    record JobSubmitted(JobId job, List<StageSpec> stages, Delivery delivery) implements SchedulerEvent {
        public JobSubmitted {
            stages = List.copyOf(stages);
        }
    }

    /** The job is not wanted any more. Ignored when the job has ended already. */
    record JobCancelled(JobId job, Object reason) implements SchedulerEvent {}

    /** An executor offers slots. A higher incarnation of a known name replaces the earlier life, which is then lost. */
    record ExecutorRegistered(ExecutorId executor, int slots, Liveness liveness, OutputKeeper keeper)
            implements SchedulerEvent {
        public ExecutorRegistered {
            if (slots < 1) {
                throw new IllegalArgumentException(executor + ": slots must be at least 1, got: " + slots);
            }
        }
    }

    /** A sign of life. Every other message of an executor is one too. */
    record ExecutorHeard(ExecutorId executor) implements SchedulerEvent {}

    /** The executor's process ended or its connection closed. */
    record ExecutorLost(ExecutorId executor, Blame blame, Object cause) implements SchedulerEvent {}

    /** The map outputs that were kept for this executor, alive or not, are gone. */
    record OutputsLost(ExecutorId executor) implements SchedulerEvent {}

    /** Attempts ended on an executor. */
    record AttemptsReported(ExecutorId executor, List<AttemptReport> reports) implements SchedulerEvent {
        public AttemptsReported {
            reports = List.copyOf(reports);
        }
    }

    /** Answer to {@link SchedulerAction.FinalizeShuffle}: readers may start. */
    record ShuffleFinalized(ShuffleId shuffle, long ticket) implements SchedulerEvent {}

    /** Answer to {@link SchedulerAction.FinalizeShuffle}: jobs that need the shuffle fail. */
    record ShuffleFinalizationFailed(ShuffleId shuffle, long ticket, Object cause) implements SchedulerEvent {}

    /**
     * Nobody can submit the shuffle any more. It is dropped, with everything that was made from it, once no active job
     * uses it.
     */
    record ShuffleReleased(ShuffleId shuffle) implements SchedulerEvent {}

    /** The time that {@link SchedulerAction.WakeAt} named has come. */
    record Tick() implements SchedulerEvent {}
}
