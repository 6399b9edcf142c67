package io.vonk.internal.operator;

import io.vonk.data.Pair;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.operator.Shuffling.Mapped;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.session.Deferred;
import io.vonk.internal.session.JobRunner;
import io.vonk.internal.session.JobRunner.JobRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Numbers for records. */
@SuppressWarnings("NullAway") // records, keys and values may be null
public final class Indexing {
    private Indexing() {}

    /**
     * Record <i>i</i> of partition <i>k</i> of <i>n</i> gets <i>i·n + k</i>.
     *
     * @param partitionCount the <i>n</i>
     */
    public record Unique(int partitionCount) implements PartitionFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) {
            return counting(input, partition, partitionCount);
        }
    }

    /** Numbers without gaps over all partitions in order; counts all partitions but the last first. */
    public static final class Consecutive implements PartitionFunction, Deferred {
        private final transient @Nullable PlanNode counted;
        private volatile long @Nullable [] starts;

        /** Numbers the records of {@code counted}. */
        public Consecutive(PlanNode counted) {
            this.counted = counted;
        }

        @Override
        public boolean prepared() {
            return starts != null;
        }

        @Override
        public PlanNode needs() {
            if (counted == null) {
                throw new IllegalStateException("only the driver's copy knows its plan");
            }
            return counted;
        }

        @Override
        public synchronized CompletableFuture<Void> prepare(JobRunner runner, String group) {
            PlanNode node = needs();
            int partitions = node.partitionCount();
            long[] sums = new long[partitions + 1];
            if (partitions <= 1) {
                starts = sums;
                return CompletableFuture.completedFuture(null);
            }
            int[] wanted = new int[partitions - 1];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = i;
            }
            JobRequest<Long> counts = new JobRequest<>(
                    node,
                    wanted,
                    Results.count(),
                    (count, partition) -> sums[partition + 1] = sums[partition] + count,
                    node.callSite(),
                    group);
            return runner.submit(counts).thenRun(() -> starts = sums);
        }

        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) {
            long[] known = starts;
            if (known == null) {
                throw new IllegalStateException("the partitions have not been counted");
            }
            return counting(input, known[partition], 1);
        }
    }

    private static BatchReader counting(BatchReader input, long start, long step) {
        return new Mapped(input) {
            private long next = start;

            @Override
            protected Object map(@Nullable Object record) {
                long number = next;
                next = number + step;
                return new Pair<>(record, number);
            }
        };
    }
}
