package io.vonk.internal.task;

/**
 * The tasks of a stage, ready to run in this process.
 *
 * @param plan what they do
 * @param code how they compute it, which all of them share
 */
public record StageTasks(StagePlan plan, StageCode code) {

    /** Runs one attempt on the calling thread. */
    TaskOutcome run(TaskRunner runner, RunningTask task) {
        if (plan instanceof StagePlan.Writing writing) {
            return runner.runShuffle(code, task, writing.shuffle(), writing.exchange(), writing.callSite());
        }
        if (plan instanceof StagePlan.Giving giving) {
            return runner.runResult(code, task, giving.function(), giving.callSite());
        }
        throw new IllegalStateException("nothing runs " + plan);
    }

    /** Whether they write map outputs rather than give results. */
    public boolean writeShuffle() {
        return plan instanceof StagePlan.Writing;
    }
}
