package io.vonk.internal.plan;

import io.vonk.error.VonkException;
import io.vonk.function.Partitioner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Partition <i>i</i> made of the partitions <i>i</i> of all parents: zips, joins and cogroups of co-partitioned parents. */
public final class ZipNode extends PlanNode {
    private final List<PlanNode> parents;
    private final ZipFunction function;

    /** A node over parents with equal numbers of partitions. */
    public ZipNode(
            long id,
            CallSite callSite,
            List<? extends PlanNode> parents,
            ZipFunction function,
            @Nullable Partitioner partitioner) {
        super(id, callSite, partitioner);
        this.parents = List.copyOf(parents);
        this.function = function;
    }

    /** What makes one partition of several. */
    public ZipFunction function() {
        return function;
    }

    @Override
    public List<PlanNode> parents() {
        return parents;
    }

    @Override
    int countPartitions() {
        int count = parents.get(0).partitionCount();
        for (PlanNode parent : parents) {
            if (parent.partitionCount() != count) {
                throw new VonkException(callSite() + " needs collections with equal numbers of partitions; got: "
                        + count + " and " + parent.partitionCount() + "; bring them to equal numbers with repartition");
            }
        }
        return count;
    }

    @Override
    public String describe() {
        String how = function.describe();
        return how.isEmpty() ? callSite().operation() : callSite().operation() + " (" + how + ")";
    }
}
