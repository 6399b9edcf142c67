package io.vonk.internal.stage;

import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanPrinter;
import io.vonk.internal.plan.PlanWalk;
import io.vonk.internal.plan.ShuffleNode;
import java.util.IdentityHashMap;
import java.util.List;

/** Stages as text for people. */
public final class StagePrinter {
    private StagePrinter() {}

    /** The stages of a plan in the order in which they run, each with its operations from the last to the first. */
    public static String stages(PlanNode root) {
        List<Stage> stages = StageCutter.cut(root);
        IdentityHashMap<ShuffleNode, Integer> writers = new IdentityHashMap<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            text.append("stage ").append(i).append(": ").append(stage.partitionCount());
            text.append(stage.partitionCount() == 1 ? " task" : " tasks");
            if (stage.output() == null) {
                text.append(", gives the result\n");
            } else {
                writers.put(stage.output(), i);
                text.append(", writes ")
                        .append(PlanPrinter.label(stage.output()))
                        .append('\n');
            }
            List<PlanNode> nodes = PlanWalk.postOrder(
                    stage.root(), node -> node instanceof ShuffleNode ? List.of() : PlanWalk.effectiveParents(node));
            for (int n = nodes.size() - 1; n >= 0; n--) {
                PlanNode node = nodes.get(n);
                if (node instanceof ShuffleNode shuffle) {
                    text.append("  reads stage ").append(writers.get(shuffle)).append(": ");
                } else {
                    text.append("  ");
                }
                text.append(PlanPrinter.label(node)).append('\n');
            }
        }
        return text.toString();
    }
}
