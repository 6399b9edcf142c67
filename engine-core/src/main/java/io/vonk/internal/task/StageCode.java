package io.vonk.internal.task;

import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.block.PartitionCache;
import io.vonk.internal.fusion.StageFusion;
import io.vonk.internal.plan.BatchSource;
import io.vonk.internal.plan.CartesianNode;
import io.vonk.internal.plan.CoalesceNode;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.OperatorNode;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.PartitionOperator;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanWalk;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.ShuffleNode;
import io.vonk.internal.plan.SourceNode;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.plan.UnionNode;
import io.vonk.internal.plan.ZipNode;
import io.vonk.io.Split;
import io.vonk.runtime.StorageLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The code of one stage, prepared once for all its tasks: knows how to open each partition of each node between the
 * stage's inputs and its root.
 *
 * <p>Opening follows the chain of nodes down to where records come from (a source, a shuffle, a kept partition) in a loop
 * and then stacks the operators on it: runs of record operators become one {@link Pipeline}. Only nodes with several
 * inputs recurse.
 *
 * <p>Thread safety: shared by the threads that run the stage's tasks.
 */
public final class StageCode {
    private final PlanNode root;
    private final ShuffleAccess shuffles;
    private final PartitionCache cache;
    private final FunctionInstances functions;
    private final TierUp tierUp;

    /**
     * The code that computes {@code root}.
     *
     * @param fusion the session's generated code; null if there is to be none
     */
    public StageCode(
            PlanNode root,
            ShuffleAccess shuffles,
            PartitionCache cache,
            ClassLoader classLoader,
            @Nullable StageFusion fusion) {
        this.root = root;
        this.shuffles = shuffles;
        this.cache = cache;
        this.functions = new FunctionInstances(classLoader);
        this.tierUp = TierUp.with(fusion);
    }

    /** Opens a partition of the root; the caller closes it. */
    public BatchReader open(TaskScope scope, int partition) throws Exception {
        return open(scope, root, partition);
    }

    /** An instance of a function for the task on this thread. */
    <F> F forTask(F function) {
        return functions.forTask(function);
    }

    FunctionInstances functions() {
        return functions;
    }

    /** What the stage computes. */
    PlanNode root() {
        return root;
    }

    ShuffleAccess shuffles() {
        return shuffles;
    }

    private BatchReader open(TaskScope scope, PlanNode node, int partition) throws Exception {
        return open(scope, node, partition, false);
    }

    /** Opens a partition of a node; {@code computing} if it is to be computed even though it is kept. */
    private BatchReader open(TaskScope scope, PlanNode last, int lastPartition, boolean computing) throws Exception {
        List<Above> above = new ArrayList<>();
        PlanNode visited = last;
        int partition = lastPartition;
        while (true) {
            StorageLevel level = visited.marks().storageLevel();
            if (level != null && !(computing && visited == last)) {
                return stacked(scope, kept(scope, visited, partition, level), above);
            }
            PlanNode node = PlanWalk.effective(visited);
            if (node instanceof OperatorNode operator) {
                above.add(new Above(operator, partition));
                visited = operator.parent();
            } else if (node instanceof UnionNode union) {
                int parent = 0;
                while (partition >= union.parents().get(parent).partitionCount()) {
                    partition -= union.parents().get(parent++).partitionCount();
                }
                visited = union.parents().get(parent);
            } else {
                return stacked(scope, openBase(scope, node, partition), above);
            }
        }
    }

    private BatchReader openBase(TaskScope scope, PlanNode node, int partition) throws Exception {
        if (node instanceof SourceNode source) {
            return openSource(scope, source, partition);
        }
        if (node instanceof ShuffleNode shuffle) {
            Exchange exchange = functions.forTask(shuffle.exchange());
            return new AttributedReader(
                    shuffles.read(scope, shuffle.shuffleId(), exchange, partition), node.callSite());
        }
        if (node instanceof ZipNode zip) {
            return openZip(scope, zip, partition);
        }
        if (node instanceof CoalesceNode coalesce) {
            int first = coalesce.firstParentPartition(partition);
            int end = partition + 1 == coalesce.partitionCount()
                    ? coalesce.parent().partitionCount()
                    : coalesce.firstParentPartition(partition + 1);
            return new Concatenation(end - first, index -> open(scope, coalesce.parent(), first + index));
        }
        if (node instanceof CartesianNode product) {
            int rights = product.right().partitionCount();
            BatchReader left = open(scope, product.left(), partition / rights);
            return new Product(left, () -> open(scope, product.right(), partition % rights));
        }
        throw new IllegalStateException("nothing opens " + node);
    }

    BatchReader openSource(TaskScope scope, SourceNode source, int partition) throws IOException {
        Split split = source.splits().get(partition);
        if (source.source() instanceof BatchSource batches) {
            return batches.openBatches(split);
        }
        return SourceReader.of(source.source().open(split), split, source.callSite(), scope.context());
    }

    private BatchReader openZip(TaskScope scope, ZipNode zip, int partition) throws Exception {
        List<BatchReader> inputs = new ArrayList<>();
        try {
            for (PlanNode parent : zip.parents()) {
                inputs.add(open(scope, parent, partition));
            }
            return AttributedReader.opening(
                    zip.callSite(), functions.forTask(zip.function()), scope, partition, inputs);
        } catch (Throwable e) {
            closeAfter(e, inputs);
            throw e;
        }
    }

    /** A kept partition: from the cache, or computed and put there. */
    private BatchReader kept(TaskScope scope, PlanNode node, int partition, StorageLevel level) throws Exception {
        BatchReader found = cache.open(node.id(), partition);
        if (found != null) {
            return found;
        }
        BatchReader computed = open(scope, node, partition, true);
        try {
            return cache.keep(scope.operators(), node.id(), partition, level, computed);
        } catch (Throwable e) {
            closeAfter(e, List.of(computed));
            throw e;
        }
    }

    /** Puts operators, given from the last to the first, on top of a reader. */
    private BatchReader stacked(TaskScope scope, BatchReader base, List<Above> above) throws Exception {
        BatchReader reader = base;
        try {
            for (int i = above.size() - 1; i >= 0; ) {
                OperatorNode node = above.get(i).node();
                if (node.operator() instanceof PartitionOperator operator) {
                    PartitionFunction function = functions.forTask(operator.function());
                    reader = AttributedReader.opening(
                            node.callSite(), function, scope, above.get(i).partition(), reader);
                    i--;
                    continue;
                }
                List<OperatorNode> run = new ArrayList<>();
                for (; i >= 0 && above.get(i).node().operator() instanceof RecordOperator; i--) {
                    run.add(above.get(i).node());
                }
                reader = new Pipeline(reader, run, functions, scope.operators()::checkCancelled, tierUp);
            }
            return reader;
        } catch (Throwable e) {
            closeAfter(e, List.of(reader));
            throw e;
        }
    }

    private static void closeAfter(Throwable failure, List<BatchReader> readers) {
        for (BatchReader reader : readers) {
            try {
                reader.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** An operator and the number that its partition has for it. */
    private record Above(OperatorNode node, int partition) {}
}
