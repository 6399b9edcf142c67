package io.vonk.internal.plan;

import io.vonk.runtime.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * What a user has said about a node after making it: a name, where to keep its partitions, and what stands in for it since
 * it was checkpointed. Marks never change the records of a node. Thread safety: safe for use by many threads.
 */
public final class Marks {
    private volatile @Nullable String name;
    private volatile @Nullable StorageLevel storageLevel;
    private volatile boolean checkpointWanted;
    private volatile @Nullable SourceNode checkpoint;
    volatile int partitionCount = -1;

    Marks() {}

    /** The name given by the user, or null. */
    public @Nullable String name() {
        return name;
    }

    /** Names the node. */
    public void name(String newName) {
        name = newName;
    }

    /** Where partitions are kept once computed, or null. */
    public @Nullable StorageLevel storageLevel() {
        return storageLevel;
    }

    /** Decides where partitions are kept from now on; null for nowhere. */
    public void storageLevel(@Nullable StorageLevel level) {
        storageLevel = level;
    }

    /** Whether a checkpoint is wanted and not yet made. */
    public boolean checkpointWanted() {
        return checkpointWanted && checkpoint == null;
    }

    /** Asks for a checkpoint. */
    public void wantCheckpoint() {
        checkpointWanted = true;
    }

    /** The source of the checkpoint's files, which replaces the lineage; null if there is none. */
    public @Nullable SourceNode checkpoint() {
        return checkpoint;
    }

    /** Sets what replaces the lineage. */
    public void checkpoint(SourceNode source) {
        checkpoint = source;
    }
}
