package io.vonk.internal.plan;

import io.vonk.internal.id.ShuffleId;
import java.util.List;

/** The pairs of the parent, placed by key; every partition needs every partition of the parent. */
public final class ShuffleNode extends PlanNode {
    private final PlanNode parent;
    private final Exchange exchange;
    private final ShuffleId shuffleId;

    /** A node that exchanges the parent's records as {@code exchange} says. */
    public ShuffleNode(long id, CallSite callSite, PlanNode parent, Exchange exchange) {
        super(id, callSite, exchange instanceof Exchange.Distinct ? null : exchange.partitioner());
        this.parent = parent;
        this.exchange = exchange;
        this.shuffleId = new ShuffleId(id);
    }

    /** A node whose parent is another stage's business: the copy that tasks in other processes read their input by. */
    public static ShuffleNode input(long id, CallSite callSite, Exchange exchange) {
        return new ShuffleNode(id, callSite, new UnionNode(id, callSite, List.of()), exchange);
    }

    /** Where the records come from. */
    public PlanNode parent() {
        return parent;
    }

    /** How they are exchanged. */
    public Exchange exchange() {
        return exchange;
    }

    /** The number of the shuffle, equal to the number of the node. */
    public ShuffleId shuffleId() {
        return shuffleId;
    }

    @Override
    public List<PlanNode> parents() {
        return List.of(parent);
    }

    @Override
    int countPartitions() {
        return exchange.partitioner().partitionCount();
    }

    @Override
    public String describe() {
        return callSite().operation() + " (" + exchange.describe() + ")";
    }
}
