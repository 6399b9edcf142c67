package io.vonk.internal.operator;

import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.IteratorReader;
import io.vonk.internal.join.HashJoin;
import io.vonk.internal.join.JoinTable;
import io.vonk.internal.join.SortMergeJoin;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.session.Deferred;
import io.vonk.internal.session.JobRunner;
import io.vonk.internal.session.JobRunner.JobRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Joins each partition with all records of another plan, which the driver gathers, encoded, before the first job that needs
 * them. Each task makes a table of them, or sorts and merges if that does not fit; tables are not shared, so that each task's
 * memory is its own and ends with it.
 */
final class BroadcastJoin implements PartitionFunction, Deferred {
    private final transient @Nullable PlanNode right;
    private final Joining.Type type;
    private volatile @Nullable ArrayList<Results.Encoded> gathered;

    BroadcastJoin(PlanNode right, Joining.Type type) {
        this.right = right;
        this.type = type;
    }

    @Override
    public boolean prepared() {
        return gathered != null;
    }

    @Override
    public PlanNode needs() {
        if (right == null) {
            throw new IllegalStateException("only the driver's copy knows its plan");
        }
        return right;
    }

    @Override
    public synchronized CompletableFuture<Void> prepare(JobRunner runner, String group) {
        if (prepared()) {
            return CompletableFuture.completedFuture(null);
        }
        PlanNode node = needs();
        int[] partitions = new int[node.partitionCount()];
        for (int i = 0; i < partitions.length; i++) {
            partitions[i] = i;
        }
        ArrayList<Results.Encoded> parts = new ArrayList<>();
        JobRequest<Results.Encoded> gathering = new JobRequest<>(
                node, partitions, Results.records(), (part, partition) -> parts.add(part), node.callSite(), group);
        return runner.submit(gathering).thenRun(() -> gathered = parts);
    }

    @Override
    public BatchReader open(TaskScope scope, int partition, BatchReader input) throws Exception {
        List<Results.Encoded> parts = gathered;
        if (parts == null) {
            throw new IllegalStateException("the broadcast side has not been gathered");
        }
        JoinTable table = JoinTable.tryBuild(scope.operators(), reader(scope, parts));
        if (table == null) {
            // All of the right side is here, so each task can sort and merge its part on its own.
            return SortMergeJoin.open(scope.operators(), type.type(), type.shape(), input, reader(scope, parts));
        }
        scope.context().onClose(table);
        return HashJoin.openBroadcast(scope.operators(), type.type(), type.shape(), input, table);
    }

    private static BatchReader reader(TaskScope scope, List<Results.Encoded> parts) {
        return new IteratorReader(records(parts, scope.operators().classLoader()));
    }

    private static Iterator<Object> records(List<Results.Encoded> parts, ClassLoader loader) {
        return parts.stream()
                .<Object>flatMap(part -> part.records().decode(loader).stream())
                .iterator();
    }

    @Override
    public String describe() {
        return "broadcast of the other side";
    }
}
