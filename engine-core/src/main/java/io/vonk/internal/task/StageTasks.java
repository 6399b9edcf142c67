package io.vonk.internal.task;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.ResultFunction;

/**
 * What the tasks of a stage do. Holds no {@code ShuffleNode} of its own output, so that a shuffle nobody can name any more is
 * found by the garbage collector. Between processes it travels as {@link StageBytes}.
 */
public sealed interface StageTasks {

    /** What all tasks of the stage compute. */
    StageCode code();

    /** The operation, for messages and progress. */
    CallSite callSite();

    /** Runs one attempt on the calling thread. */
    TaskOutcome run(TaskRunner runner, RunningTask task);

    /** Tasks that write map outputs. */
    record Writing(StageCode code, ShuffleId shuffle, Exchange exchange, CallSite callSite) implements StageTasks {
        @Override
        public TaskOutcome run(TaskRunner runner, RunningTask task) {
            return runner.runShuffle(code, task, shuffle, exchange, callSite);
        }
    }

    /** Tasks that give results. */
    record Giving(StageCode code, ResultFunction<?> function, CallSite callSite) implements StageTasks {
        @Override
        public TaskOutcome run(TaskRunner runner, RunningTask task) {
            return runner.runResult(code, task, function, callSite);
        }
    }
}
