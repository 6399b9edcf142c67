package io.vonk.internal.stage;

import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanWalk;
import io.vonk.internal.plan.ShuffleNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a plan into stages at its shuffles.
 *
 * <p>A shuffle that several nodes read is written by one stage. Checkpointed nodes count as sources.
 */
public final class StageCutter {
    private final IdentityHashMap<ShuffleNode, Stage> written = new IdentityHashMap<>();
    private final List<Stage> stages = new ArrayList<>();

    private StageCutter() {}

    /** The stages of {@code root}, each after the stages that it reads from; the last one computes {@code root} itself. */
    public static List<Stage> cut(PlanNode root) {
        StageCutter cutter = new StageCutter();
        cutter.addAll(root);
        return cutter.stages;
    }

    private void addAll(PlanNode root) {
        Deque<Pending> path = new ArrayDeque<>();
        path.push(new Pending(root, null, shufflesReadBy(root)));
        while (!path.isEmpty()) {
            Pending pending = path.peek();
            if (pending.next < pending.inputs.size()) {
                ShuffleNode input = pending.inputs.get(pending.next++);
                if (!written.containsKey(input)) {
                    path.push(new Pending(input.parent(), input, shufflesReadBy(input.parent())));
                }
                continue;
            }
            path.pop();
            PlanNode node = PlanWalk.effective(pending.root);
            Stage stage = new Stage(pending.root, pending.output, pending.inputs, node.partitionCount());
            stages.add(stage);
            if (pending.output != null) {
                written.put(pending.output, stage);
            }
        }
    }

    /** The shuffles whose records reach {@code root} without passing another shuffle, in a fixed order. */
    private static List<ShuffleNode> shufflesReadBy(PlanNode root) {
        List<ShuffleNode> shuffles = new ArrayList<>();
        Set<PlanNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<PlanNode> open = new ArrayDeque<>();
        seen.add(root);
        open.add(root);
        while (!open.isEmpty()) {
            PlanNode node = open.poll();
            if (node.marks().checkpoint() != null) {
                continue;
            }
            if (node instanceof ShuffleNode shuffle) {
                shuffles.add(shuffle);
                continue;
            }
            for (PlanNode parent : node.parents()) {
                if (seen.add(parent)) {
                    open.add(parent);
                }
            }
        }
        return shuffles;
    }

    private static final class Pending {
        final PlanNode root;
        final @Nullable ShuffleNode output;
        final List<ShuffleNode> inputs;
        int next;

        Pending(PlanNode root, @Nullable ShuffleNode output, List<ShuffleNode> inputs) {
            this.root = root;
            this.output = output;
            this.inputs = inputs;
        }
    }
}
