package io.vonk.api;

import io.vonk.function.Partitioner;
import io.vonk.internal.operator.Results;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanPrinter;
import io.vonk.internal.stage.StagePrinter;
import io.vonk.runtime.StorageLevel;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What all partitioned collections have in common: a place in the lineage, partitions that can be kept, and a count.
 *
 * <p>A collection is a description: it holds no records, never changes, and can be used by many threads. Operations that
 * give another collection do nothing until an action (such as {@link #count}) needs their result.
 *
 * @param <S> the kind of collection that methods returning "this" have
 */
public abstract sealed class Partitioned<S> permits Rdd, LongRdd, DoubleRdd {
    final Lineage lineage;
    final PlanNode node;

    Partitioned(Lineage lineage, PlanNode node) {
        this.lineage = lineage;
        this.node = Objects.requireNonNull(node);
    }

    abstract S self();

    /** A collection of the same kind over another node. */
    abstract S with(PlanNode other);

    /** The session that this collection belongs to. */
    public final VonkSession session() {
        return lineage.session();
    }

    final Actions actions() {
        return lineage.session().actions();
    }

    /** The number of partitions. Looks at the input the first time, if this is read from files. */
    public final int partitionCount() {
        return node.partitionCount();
    }

    /** How the keys are placed, if that is known. */
    public final Optional<Partitioner> partitioner() {
        return Optional.ofNullable(node.partitioner());
    }

    /** The name given with {@link #setName}, if any. */
    public final Optional<String> name() {
        return Optional.ofNullable(node.marks().name());
    }

    /** Names this collection in plans, progress and messages; returns this. */
    public S setName(String name) {
        node.marks().name(Objects.requireNonNull(name, "name"));
        return self();
    }

    /** Keeps the partitions in memory, as objects, once they are computed; returns this. */
    public S cache() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    /**
     * Keeps the partitions once they are computed; returns this.
     *
     * @throws IllegalStateException if another level was asked for before; call {@link #unpersist} first
     */
    public S persist(StorageLevel level) {
        Objects.requireNonNull(level, "level");
        StorageLevel before = node.marks().storageLevel();
        if (before != null && before != level) {
            throw new IllegalStateException(node.callSite() + " is kept as " + before
                    + " already; call unpersist() before asking for " + level);
        }
        node.marks().storageLevel(level);
        return self();
    }

    /** Forgets the kept partitions and keeps none from now on; returns this. */
    public S unpersist() {
        node.marks().storageLevel(null);
        lineage.session().backend().dropKept(node);
        return self();
    }

    /** Where the partitions are kept, if anywhere. */
    public final Optional<StorageLevel> storageLevel() {
        return Optional.ofNullable(node.marks().storageLevel());
    }

    /**
     * Asks for the records to be written to the session's checkpoint directory after the next action on this collection;
     * from then on they are read from there, and what they were computed from is no longer needed.
     *
     * @throws IllegalStateException if the session has no checkpoint directory
     */
    public void checkpoint() {
        lineage.session().requireCheckpointDirectory();
        node.marks().wantCheckpoint();
    }

    /** Whether the checkpoint has been written. */
    public final boolean isCheckpointed() {
        return node.marks().checkpoint() != null;
    }

    /** The number of records. */
    public long count() {
        return Actions.await(countAsync("count"));
    }

    /** The number of records, in the background; cancelling the future cancels the job. */
    public CompletableFuture<Long> countAsync() {
        return countAsync("countAsync");
    }

    private CompletableFuture<Long> countAsync(String action) {
        return Actions.mapKeepingCancel(actions().all(node, action, Results.count()), Actions::sum);
    }

    /** Whether there are no records. Looks at as few partitions as it can. */
    public boolean isEmpty() {
        return actions().first(node, "isEmpty", 1).isEmpty();
    }

    /** The lineage as an indented tree, in the manner of Spark. */
    public String toDebugString() {
        return PlanPrinter.tree(node);
    }

    /** The stages that an action on this collection would run, with their operations and the user's lines. */
    public String explain() {
        return StagePrinter.stages(node);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " " + node;
    }
}
