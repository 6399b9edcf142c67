package io.vonk.internal.plan;

import io.vonk.io.Split;
import java.util.List;

/** How much input a plan reads, as far as that is known before anything runs. */
public final class PlanSize {
    private PlanSize() {}

    /**
     * The bytes of the sources that {@code root} is computed from, or -1 if some are not known or if an operator may make
     * many records out of few (shuffles and one-to-one operators do not).
     */
    public static long inputBytes(PlanNode root) {
        long bytes = 0;
        List<PlanNode> nodes = PlanWalk.postOrder(root, PlanWalk::effectiveParents);
        for (PlanNode visited : nodes) {
            PlanNode node = PlanWalk.effective(visited);
            if (node instanceof SourceNode source) {
                for (Split split : source.splits()) {
                    if (split.sizeBytes() < 0) {
                        return -1;
                    }
                    bytes += split.sizeBytes();
                }
            } else if (node instanceof CartesianNode
                    || node instanceof ZipNode
                    || node instanceof OperatorNode operator && mayMultiply(operator.operator())) {
                return -1;
            }
        }
        return bytes;
    }

    private static boolean mayMultiply(Operator operator) {
        return !(operator instanceof RecordOperator each) || each.kind().expands();
    }
}
