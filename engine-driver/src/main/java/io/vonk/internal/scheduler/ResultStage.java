package io.vonk.internal.scheduler;

import java.util.List;

/** A stage that makes the results of one job, and ends with it. */
final class ResultStage extends StageState {

    private final JobState job;

    ResultStage(StageSpec spec, List<MapStage> parents, JobState job) {
        super(spec, parents);
        this.job = job;
    }

    JobState job() {
        return job;
    }
}
