package io.vonk.internal.simulation;

import io.vonk.internal.id.JobId;
import io.vonk.internal.scheduler.SchedulerAction.LaunchMode;
import org.jspecify.annotations.Nullable;

/** One launched attempt: its life on the executor, and what the ledger knows of it. */
final class Attempt {

    final long id;
    final StageView stage;
    final int partition;
    final SimulatedExecutor executor;
    final JobId job;
    final LaunchMode mode;

    /** The map outputs that the driver had registered for the attempt's inputs when it was launched. */
    final Output[] located;

    /** The first attempt of the launched range: only attempts of one launch share a report. */
    final long launch;

    // on the executor
    boolean started;
    boolean ended;
    Output[] inputs = {};

    @Nullable
    Output output;

    // in the ledger
    boolean reported;
    boolean killed;
    boolean revoked;
    boolean orphaned;
    long succeededInEvent = -1;

    Attempt(
            long id,
            StageView stage,
            int partition,
            SimulatedExecutor executor,
            JobId job,
            LaunchMode mode,
            long launch,
            Output[] located) {
        this.id = id;
        this.stage = stage;
        this.partition = partition;
        this.executor = executor;
        this.job = job;
        this.mode = mode;
        this.launch = launch;
        this.located = located;
    }

    /** Whether the driver may still accept what the attempt makes. */
    boolean isLive() {
        return !reported && !killed && !orphaned;
    }
}
