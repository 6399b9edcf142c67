package io.vonk.internal.plan;

import java.util.List;

/** Neighbouring partitions of the parent put together, without a shuffle. */
public final class CoalesceNode extends PlanNode {
    private final PlanNode parent;
    private final int wantedPartitions;

    /** A node with {@code wantedPartitions} partitions, or as many as the parent has, if those are fewer. */
    public CoalesceNode(long id, CallSite callSite, PlanNode parent, int wantedPartitions) {
        super(id, callSite, null);
        this.parent = parent;
        this.wantedPartitions = wantedPartitions;
    }

    /** Where the records come from. */
    public PlanNode parent() {
        return parent;
    }

    /** The first of the parent's partitions that belong to {@code partition}; the next partition's first ends them. */
    public int firstParentPartition(int partition) {
        return (int) ((long) partition * parent.partitionCount() / partitionCount());
    }

    @Override
    public List<PlanNode> parents() {
        return List.of(parent);
    }

    @Override
    int countPartitions() {
        return Math.min(wantedPartitions, parent.partitionCount());
    }

    @Override
    public String describe() {
        return "coalesce";
    }
}
