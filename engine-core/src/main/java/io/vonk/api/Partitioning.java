package io.vonk.api;

import io.vonk.function.Partitioner;
import io.vonk.function.SerComparator;
import io.vonk.internal.operator.Joining;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.OperatorNode;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanSize;
import io.vonk.internal.plan.RangePartitioner;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.RecordOperator.Kind;
import io.vonk.internal.plan.ShuffleNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides where keys go and which way a join takes, where the user left it open. */
final class Partitioning {
    /** The most bytes of input that make the other side of a join small enough to hand to every task. */
    private static final long BROADCAST_BYTES = 8L << 20;

    private Partitioning() {}

    /**
     * The partitioner of the input with the most partitions among those that have a usable one; if none has, or if it
     * would make far fewer partitions than the inputs have, a hash partitioner with as many as the largest input.
     */
    static Partitioner of(PlanNode... inputs) {
        int most = 1;
        Partitioner best = null;
        for (PlanNode input : inputs) {
            most = Math.max(most, input.partitionCount());
            Partitioner own = input.partitioner();
            if (own != null && canPlace(own) && (best == null || own.partitionCount() > best.partitionCount())) {
                best = own;
            }
        }
        // A tenth, as in Spark: too few partitions cost more than a shuffle saves.
        return best != null && best.partitionCount() * 10L >= most ? best : Partitioner.hash(most);
    }

    /** Whether a partitioner can be asked before its shuffle has run. */
    static boolean canPlace(Partitioner partitioner) {
        return !(partitioner instanceof RangePartitioner);
    }

    /** Pairs sorted over all partitions. */
    static PlanNode sorted(Lineage.Step step, PlanNode pairs, SerComparator<?> order, int partitionCount) {
        step.requirePartitions(partitionCount);
        step.checked(order);
        long nodeId = step.nextNodeId();
        Exchange exchange = new Exchange.Sort(new RangePartitioner(nodeId, partitionCount), order);
        return new ShuffleNode(nodeId, step.callSite(), pairs, exchange);
    }

    /** The order that all collections are sorted in within their partitions, if the engine knows that they are. */
    static @Nullable SerComparator<?> commonOrder(List<PlanNode> nodes) {
        SerComparator<?> common = null;
        for (PlanNode node : nodes) {
            SerComparator<?> order = order(node);
            if (order == null || common != null && !common.equals(order)) {
                return null;
            }
            common = order;
        }
        return common;
    }

    /** The order of the keys of a sorted shuffle, seen through operators that keep keys and order. */
    private static @Nullable SerComparator<?> order(PlanNode sorted) {
        PlanNode node = sorted;
        while (node instanceof OperatorNode operator
                && operator.operator() instanceof RecordOperator each
                && (each.kind() == Kind.FILTER
                        || each.kind() == Kind.MAP_VALUES
                        || each.kind() == Kind.FLAT_MAP_VALUES)) {
            node = operator.parent();
        }
        return node instanceof ShuffleNode shuffle && shuffle.exchange() instanceof Exchange.Sort sort
                ? sort.comparator()
                : null;
    }

    /** Whether the right side of a join goes to every task. */
    static boolean broadcasts(
            JoinStrategy strategy, Joining.Type type, PlanNode left, PlanNode right, Partitioner partitioner) {
        boolean possible = type == Joining.Type.INNER || type == Joining.Type.LEFT_OUTER;
        if (strategy == JoinStrategy.BROADCAST) {
            if (!possible) {
                throw new IllegalArgumentException("a " + type.words()
                        + " cannot be done by broadcast, because no task knows which records of the other side found no"
                        + " partner; use JoinStrategy.AUTO, or exchange the two sides");
            }
            return true;
        }
        if (strategy != JoinStrategy.AUTO || !possible || partitioner.equals(left.partitioner())) {
            return false;
        }
        long rightBytes = PlanSize.inputBytes(right);
        long leftBytes = PlanSize.inputBytes(left);
        return rightBytes >= 0 && rightBytes <= BROADCAST_BYTES && (leftBytes < 0 || leftBytes > 4 * rightBytes);
    }
}
