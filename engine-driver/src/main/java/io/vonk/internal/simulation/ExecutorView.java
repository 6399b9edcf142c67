package io.vonk.internal.simulation;

import io.vonk.internal.id.JobId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A registered life of an executor, as the driver must see it. */
final class ExecutorView {

    final SimulatedExecutor executor;
    final int[] outstandingByJob;
    final List<Attempt> launched = new ArrayList<>();
    long heardNanos;
    int outstanding;

    @Nullable
    Attempt alone;

    ExecutorView(SimulatedExecutor executor, int jobs, long nowNanos) {
        this.executor = executor;
        this.outstandingByJob = new int[jobs];
        this.heardNanos = nowNanos;
    }

    int outstanding(JobId job) {
        return outstandingByJob[(int) job.value()];
    }

    void add(Attempt attempt) {
        launched.add(attempt);
        outstanding++;
        outstandingByJob[(int) attempt.job.value()]++;
    }

    void reported(Attempt attempt) {
        outstanding--;
        outstandingByJob[(int) attempt.job.value()]--;
        if (alone == attempt) {
            alone = null;
        }
    }
}
