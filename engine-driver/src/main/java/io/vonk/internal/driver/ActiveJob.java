package io.vonk.internal.driver;

import io.vonk.internal.scheduler.PartitionRange;
import io.vonk.internal.session.JobRunner.JobRequest;
import io.vonk.internal.stage.Stage;
import io.vonk.runtime.Accumulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A job between its submission and its end. Belongs to the driver's thread. */
final class ActiveJob<R> {
    private final JobRequest<R> request;
    private final List<Stage> stages;
    private final CompletableFuture<Void> future;
    /** By partition; only the wanted ones are ever set. */
    private final @Nullable Object[] results;

    private final List<List<Accumulator<?, ?>>> updates;
    private final ResultBudget budget;

    ActiveJob(JobRequest<R> request, List<Stage> stages, CompletableFuture<Void> future, ResultBudget budget) {
        this.request = request;
        this.stages = stages;
        this.future = future;
        this.budget = budget;
        int partitionCount = stages.get(stages.size() - 1).partitionCount();
        this.results = new @Nullable Object[partitionCount];
        this.updates = new ArrayList<>();
    }

    JobRequest<R> request() {
        return request;
    }

    List<Stage> stages() {
        return stages;
    }

    CompletableFuture<Void> future() {
        return future;
    }

    /**
     * Keeps a result, and what the task added to accumulators, until the job has succeeded. Results that are too large
     * together are let go at once.
     */
    void accept(int partition, @Nullable Object result, List<Accumulator<?, ?>> accumulators) {
        if (!budget.take(result)) {
            Arrays.fill(results, null);
            return;
        }
        results[partition] = result;
        if (!accumulators.isEmpty()) {
            updates.add(accumulators);
        }
    }

    /** Counts a result before it comes; false if there would be too many bytes. */
    boolean expect(long bytes) {
        return budget.expect(bytes);
    }

    /** Forgets all results: the data they were made from has changed. */
    void discard() {
        Arrays.fill(results, null);
        updates.clear();
        budget.reset();
    }

    /** Why the results cannot be held, or null if they can. */
    @Nullable
    String refusal() {
        return budget.isExceeded() ? budget.refusal(request.label()) : null;
    }

    /** What the tasks that gave results have added to accumulators. */
    List<List<Accumulator<?, ?>>> updates() {
        return updates;
    }

    /** Hands the results over, in the order of the request. */
    @SuppressWarnings({"unchecked", "NullAway"}) // a result may be null
    void deliver() {
        for (int partition : request.partitions()) {
            request.receiver().accept((R) results[partition], partition);
        }
    }

    /** The wanted partitions as ranges, ascending. */
    static List<PartitionRange> ranges(int[] partitions) {
        int[] sorted = partitions.clone();
        Arrays.sort(sorted);
        List<PartitionRange> ranges = new ArrayList<>();
        for (int i = 0; i < sorted.length; ) {
            int from = sorted[i];
            int until = from + 1;
            for (i++; i < sorted.length && sorted[i] <= until; i++) {
                until = sorted[i] + 1;
            }
            ranges.add(new PartitionRange(from, until));
        }
        return ranges;
    }
}
