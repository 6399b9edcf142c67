package io.vonk.internal.plan;

import io.vonk.runtime.StorageLevel;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Plans as text for people. */
public final class PlanPrinter {
    /** Deeper plans are cut short: nobody reads a hundred thousand lines. */
    private static final int MAX_LINES = 2_000;

    private PlanPrinter() {}

    /** The lineage as an indented tree, in the manner of Spark: a shuffle indents what it reads. */
    public static String tree(PlanNode root) {
        StringBuilder text = new StringBuilder();
        Set<PlanNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Line> open = new ArrayDeque<>();
        open.push(new Line(root, 0));
        int lines = 0;
        while (!open.isEmpty()) {
            Line line = open.pop();
            if (lines++ == MAX_LINES) {
                text.append("… and more\n");
                break;
            }
            PlanNode node = line.node();
            text.append("  ".repeat(line.indent()))
                    .append('(')
                    .append(node.partitionCount())
                    .append(") ")
                    .append(label(node));
            if (!seen.add(node)) {
                text.append(" (see above)\n");
                continue;
            }
            text.append('\n');
            if (node.marks().checkpoint() != null) {
                continue;
            }
            List<PlanNode> parents = node.parents();
            int indent = line.indent() + (node instanceof ShuffleNode || parents.size() > 1 ? 1 : 0);
            for (int i = parents.size() - 1; i >= 0; i--) {
                open.push(new Line(parents.get(i), indent));
            }
        }
        return text.toString();
    }

    /** One line for a node: what it does, its name, the user's line, where it is kept. */
    public static String label(PlanNode node) {
        StringBuilder label = new StringBuilder(node.describe());
        String name = node.marks().name();
        if (name != null) {
            label.append(" \"").append(name).append('"');
        }
        label.append(" [")
                .append(node.id())
                .append("] at ")
                .append(node.callSite().file());
        if (node.callSite().line() > 0) {
            label.append(':').append(node.callSite().line());
        }
        StorageLevel level = node.marks().storageLevel();
        if (level != null) {
            label.append(", kept ").append(level);
        }
        if (node.marks().checkpoint() != null) {
            label.append(", checkpointed");
        }
        return label.toString();
    }

    private record Line(PlanNode node, int indent) {}
}
