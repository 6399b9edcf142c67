package io.vonk.internal.plan;

import java.util.List;

/** The partitions of all parents, one parent after the other. */
public final class UnionNode extends PlanNode {
    private final List<PlanNode> parents;

    /** A union of one or more nodes. */
    public UnionNode(long id, CallSite callSite, List<PlanNode> parents) {
        super(id, callSite, null);
        this.parents = List.copyOf(parents);
    }

    @Override
    public List<PlanNode> parents() {
        return parents;
    }

    @Override
    int countPartitions() {
        int sum = 0;
        for (PlanNode parent : parents) {
            sum = Math.addExact(sum, parent.partitionCount());
        }
        return sum;
    }

    @Override
    public String describe() {
        return "union";
    }
}
