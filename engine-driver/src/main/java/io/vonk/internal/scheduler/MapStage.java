package io.vonk.internal.scheduler;

import io.vonk.internal.id.ShuffleId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stage that writes the map outputs of one shuffle, and the registry of these outputs: whose they are and what their
 * content is. It belongs to the session: every job that submits the shuffle uses this one object, and it stays after
 * the jobs, until the shuffle is released.
 */
final class MapStage extends StageState {

    private final ShuffleId shuffle;
    private final @Nullable ExecutorState[] owners;
    private final long[] digests;
    private final BitSet digestKnown = new BitSet();
    private final Set<StageState> readers = new LinkedHashSet<>();
    private final Set<JobState> users = new LinkedHashSet<>();
    private long contentEpoch;
    private boolean read;
    private boolean released;

    MapStage(StageSpec spec, ShuffleId shuffle, List<MapStage> parents) {
        super(spec, parents);
        this.shuffle = shuffle;
        this.owners = new @Nullable ExecutorState[spec.partitionCount()];
        this.digests = new long[spec.partitionCount()];
        if (spec.partitionCount() == 0) {
            phase(new StagePhase.Complete());
        }
    }

    ShuffleId shuffle() {
        return shuffle;
    }

    boolean isComplete() {
        return phase() instanceof StagePhase.Complete;
    }

    boolean isFinalized() {
        return spec().traits().contains(StageSpec.Trait.FINALIZED);
    }

    /** The stages that read this shuffle: those of the session's shuffles, and the result stages of active jobs. */
    Set<StageState> readers() {
        return readers;
    }

    /** The active jobs in whose graph this shuffle is. */
    Set<JobState> users() {
        return users;
    }

    /** Whether a reader has been launched in this epoch: from then on, the content must not change silently. */
    boolean isRead() {
        return read;
    }

    void markRead() {
        read = true;
    }

    boolean isReleased() {
        return released;
    }

    void released(boolean nobodyCanSubmitIt) {
        released = nobodyCanSubmitIt;
    }

    /** Whether some reader waits for what is missing here. */
    boolean isNeeded() {
        for (StageState reader : readers) {
            if (reader.isActive()) {
                return true;
            }
        }
        return false;
    }

    boolean hasKnownDigest(int partition) {
        return digestKnown.get(partition);
    }

    long digest(int partition) {
        return digests[partition];
    }

    /** Registers an output. The digest stays known when the output is lost, for comparison with its successor. */
    void register(int partition, long attempt, long digest, ExecutorState owner) {
        finish(partition, attempt);
        owners[partition] = owner;
        digests[partition] = digest;
        digestKnown.set(partition);
    }

    /** Takes these outputs out of the registry. */
    void unregister(BitSet partitions) {
        for (int p = partitions.nextSetBit(0); p >= 0; p = partitions.nextSetBit(p + 1)) {
            owners[p] = null;
            requeue(p);
        }
    }

    /** The registered outputs that this executor keeps. */
    BitSet outputsOf(ExecutorState owner) {
        BitSet found = new BitSet();
        for (int p = 0; p < owners.length; p++) {
            if (owners[p] == owner) {
                found.set(p);
            }
        }
        return found;
    }

    /** The keepers of registered outputs, each once. */
    Set<ExecutorState> owners() {
        Set<ExecutorState> found = new LinkedHashSet<>();
        for (ExecutorState owner : owners) {
            if (owner != null) {
                found.add(owner);
            }
        }
        return found;
    }

    /**
     * Raised when the content of the shuffle changes. Unlike {@link #epoch()}, which is raised when the content of the
     * inputs changes, it leaves the stage's own attempts valid.
     */
    long contentEpoch() {
        return contentEpoch;
    }

    /** Forgets all outputs and what they contained: the inputs have changed. */
    @Override
    void startEpoch() {
        super.startEpoch();
        Arrays.fill(owners, null);
        startContentEpoch();
    }

    /** Nothing that was read from this shuffle is in use any more, so its content may change. */
    void startContentEpoch() {
        contentEpoch++;
        digestKnown.clear();
        for (int p = done().nextSetBit(0); p >= 0; p = done().nextSetBit(p + 1)) {
            digestKnown.set(p);
        }
        read = false;
    }

    /** The ranges of partitions in a set, for actions. */
    static List<PartitionRange> ranges(BitSet partitions) {
        List<PartitionRange> ranges = new ArrayList<>();
        int from = partitions.nextSetBit(0);
        while (from >= 0) {
            int until = partitions.nextClearBit(from);
            ranges.add(new PartitionRange(from, until));
            from = partitions.nextSetBit(until);
        }
        return ranges;
    }
}
