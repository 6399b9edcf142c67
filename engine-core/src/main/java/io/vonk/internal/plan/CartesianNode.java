package io.vonk.internal.plan;

import java.util.List;

/** All pairs of a record of the left parent and one of the right; one partition per pair of partitions. */
public final class CartesianNode extends PlanNode {
    private final PlanNode left;
    private final PlanNode right;

    /** The product of two nodes. */
    public CartesianNode(long id, CallSite callSite, PlanNode left, PlanNode right) {
        super(id, callSite, null);
        this.left = left;
        this.right = right;
    }

    /** Where the first records of the pairs come from. */
    public PlanNode left() {
        return left;
    }

    /** Where the second records of the pairs come from. */
    public PlanNode right() {
        return right;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of(left, right);
    }

    @Override
    int countPartitions() {
        return Math.multiplyExact(left.partitionCount(), right.partitionCount());
    }

    @Override
    public String describe() {
        return "cartesian";
    }
}
