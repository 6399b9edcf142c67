package io.vonk.internal.plan;

import io.vonk.function.Partitioner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Each partition of the parent sent through an {@link Operator}; partition for partition. */
public final class OperatorNode extends PlanNode {
    private final PlanNode parent;
    private final Operator operator;

    /**
     * A node that applies {@code operator}.
     *
     * @param partitioner what the result promises; the parent's own where the operator keeps the keys
     */
    public OperatorNode(
            long id, CallSite callSite, PlanNode parent, Operator operator, @Nullable Partitioner partitioner) {
        super(id, callSite, partitioner);
        this.parent = parent;
        this.operator = operator;
    }

    /** Where the records come from. */
    public PlanNode parent() {
        return parent;
    }

    /** What is done to them. */
    public Operator operator() {
        return operator;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of(parent);
    }

    @Override
    int countPartitions() {
        return parent.marks().partitionCount;
    }

    @Override
    public String describe() {
        String how = operator instanceof PartitionOperator partitions
                ? partitions.function().describe()
                : "";
        return how.isEmpty() ? callSite().operation() : callSite().operation() + " (" + how + ")";
    }
}
