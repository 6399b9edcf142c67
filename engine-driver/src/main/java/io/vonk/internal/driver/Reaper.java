package io.vonk.internal.driver;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.ShuffleNode;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Finds out when nobody can use a plan node any more, so that its map outputs and kept partitions can be dropped: without
 * it a program that makes collections in a loop would fill the disk. Belongs to the driver's thread.
 */
final class Reaper {
    private final ReferenceQueue<PlanNode> unreachable = new ReferenceQueue<>();
    private final Map<Long, Watch> watched = new HashMap<>();

    /** Watches a node from now on. */
    void watch(PlanNode node) {
        watched.computeIfAbsent(node.id(), id -> new Watch(node, unreachable));
    }

    /** Reports the nodes that have become unreachable since the last call. */
    void poll(LongConsumer dropKept, Consumer<ShuffleId> dropShuffle) {
        for (Reference<? extends PlanNode> found = unreachable.poll(); found != null; found = unreachable.poll()) {
            Watch watch = (Watch) found;
            watched.remove(watch.id);
            dropKept.accept(watch.id);
            if (watch.shuffle) {
                dropShuffle.accept(new ShuffleId(watch.id));
            }
        }
    }

    private static final class Watch extends PhantomReference<PlanNode> {
        final long id;
        final boolean shuffle;

        Watch(PlanNode node, ReferenceQueue<PlanNode> queue) {
            super(node, queue);
            this.id = node.id();
            this.shuffle = node instanceof ShuffleNode;
        }
    }
}
