package io.vonk.internal.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Visits plans in loops, so that their depth is limited by memory only. */
public final class PlanWalk {
    private PlanWalk() {}

    /**
     * The nodes that {@code root} is computed from, each once, parents before children, {@code root} last.
     *
     * @param parents the parents to follow; leaving some out cuts the walk there
     */
    public static List<PlanNode> postOrder(PlanNode root, Function<PlanNode, List<PlanNode>> parents) {
        List<PlanNode> ordered = new ArrayList<>();
        Set<PlanNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Visit> path = new ArrayDeque<>();
        seen.add(root);
        path.push(new Visit(root, parents.apply(root)));
        while (!path.isEmpty()) {
            Visit visit = path.peek();
            if (visit.next == visit.parents.size()) {
                ordered.add(path.pop().node);
                continue;
            }
            PlanNode parent = visit.parents.get(visit.next++);
            if (seen.add(parent)) {
                path.push(new Visit(parent, parents.apply(parent)));
            }
        }
        return ordered;
    }

    /** The node whose records a task really computes for {@code node}: its checkpoint, if there is one. */
    public static PlanNode effective(PlanNode node) {
        SourceNode checkpoint = node.marks().checkpoint();
        return checkpoint == null ? node : checkpoint;
    }

    /** The parents of {@code node}, or none where a checkpoint has cut the lineage. */
    public static List<PlanNode> effectiveParents(PlanNode node) {
        return node.marks().checkpoint() == null ? node.parents() : List.of();
    }

    static int partitionCount(PlanNode root) {
        int known = root.marks().partitionCount;
        if (known >= 0) {
            return known;
        }
        for (PlanNode node : postOrder(root, PlanWalk::parentsWithUnknownCount)) {
            if (node.marks().partitionCount < 0) {
                node.marks().partitionCount = node.countPartitions();
            }
        }
        return root.marks().partitionCount;
    }

    private static List<PlanNode> parentsWithUnknownCount(PlanNode node) {
        return node.marks().partitionCount >= 0 || node instanceof ShuffleNode ? List.of() : node.parents();
    }

    private static final class Visit {
        final PlanNode node;
        final List<PlanNode> parents;
        int next;

        Visit(PlanNode node, List<PlanNode> parents) {
            this.node = node;
            this.parents = parents;
        }
    }
}
