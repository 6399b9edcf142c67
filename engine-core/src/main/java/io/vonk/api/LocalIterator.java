package io.vonk.api;

import io.vonk.internal.operator.Results;
import io.vonk.internal.plan.PlanNode;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The records of a collection in order, fetched one partition at a time. Used by one thread. */
final class LocalIterator<T> implements Iterator<T> {
    private final Actions actions;
    private final PlanNode node;
    private final int partitionCount;
    private int nextPartition;
    private Iterator<T> current = List.<T>of().iterator();

    LocalIterator(Actions actions, PlanNode node) {
        this.actions = actions;
        this.node = node;
        this.partitionCount = node.partitionCount();
    }

    @Override
    public boolean hasNext() {
        while (!current.hasNext() && nextPartition < partitionCount) {
            int[] partition = {nextPartition++};
            List<Results.Encoded> records =
                    Actions.await(actions.some(node, "toLocalIterator", partition, Results.records()));
            current = records.get(0).<T>decode().iterator();
        }
        return current.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the collection has no more records");
        }
        return current.next();
    }
}
