package io.vonk.internal.plan;

import io.vonk.function.Partitioner;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of a computation over partitioned records; what an {@code Rdd} stands for. The whole engine in five points:
 *
 * <ul>
 *   <li>A node has a fixed number of <b>partitions</b> and, except for a source, <b>parents</b>.
 *   <li>All nodes but one are <b>narrow</b>: a partition needs a few known partitions of the parents. A {@link ShuffleNode}
 *       needs all of its parent. {@code io.vonk.internal.stage} cuts the graph there; what lies between two cuts runs in
 *       one task per partition.
 *   <li>A task computes a partition by <b>pulling batches</b> of records: {@code io.vonk.internal.task} opens the
 *       partition's source or shuffle input and stacks the operators on it.
 *   <li>A node may promise by a {@link #partitioner} that its records are pairs placed by key; operations on keys then
 *       need no shuffle.
 *   <li>A lost partition is computed again from its parents. Nothing else is needed for recovery.
 * </ul>
 *
 * <p>Nodes never change, except for their {@link Marks}, which do not change the records. Chains may be 100,000 nodes long:
 * whoever visits them does so in a loop ({@link PlanWalk}), never by recursion.
 *
 * <p>Thread safety: safe for use by many threads.
 */
public abstract sealed class PlanNode
        permits SourceNode, OperatorNode, UnionNode, CoalesceNode, ZipNode, CartesianNode, ShuffleNode {
    private final long id;
    private final CallSite callSite;
    private final @Nullable Partitioner partitioner;
    private final Marks marks = new Marks();

    PlanNode(long id, CallSite callSite, @Nullable Partitioner partitioner) {
        this.id = id;
        this.callSite = Objects.requireNonNull(callSite, "callSite");
        this.partitioner = partitioner;
    }

    /** The number of this node in its session. */
    public final long id() {
        return id;
    }

    /** The user's operation and line that made this node. */
    public final CallSite callSite() {
        return callSite;
    }

    /** How the keys of the records, which are pairs, are placed; null if nothing is promised. */
    public final @Nullable Partitioner partitioner() {
        return partitioner;
    }

    /** What users have marked this node with. */
    public final Marks marks() {
        return marks;
    }

    /** The nodes that this one is computed from. */
    public abstract List<PlanNode> parents();

    /** What this node does, for plans and messages; without its parents. */
    public abstract String describe();

    /** The number of partitions; looks at the input of a source the first time. */
    public final int partitionCount() {
        return PlanWalk.partitionCount(this);
    }

    /** The number of partitions, when those of the parents are known. */
    abstract int countPartitions();

    @Override
    public final String toString() {
        return describe() + " [" + id + "] " + callSite;
    }
}
