package io.vonk.internal.scheduler;

import io.vonk.internal.id.StageId;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one stage: which are pending, running, done, and by which attempt. A wanted partition is in exactly one
 * of {@code pending}, {@code pendingAlone}, {@code done}, or it is running; {@code attempts} then names the attempt that
 * runs or that was accepted. Two bits and a long for each task: a million tasks are 8 MB and no object.
 */
abstract sealed class StageState permits MapStage, ResultStage {

    private static final long NONE = -1;

    private final StageSpec spec;
    private final List<MapStage> parents;
    private final int wantedCount;
    private final BitSet pending;
    private final BitSet done;
    private final long[] attempts;
    private final DurationSample durations = new DurationSample();
    private @Nullable BitSet pendingAlone;
    private @Nullable Map<Integer, Long> copies;
    private @Nullable Map<Integer, PartitionHistory> histories;
    private int pendingCount;
    private int aloneCount;
    private int doneCount;
    private int cursor;
    private long epoch;
    private boolean inputsRead;
    private StagePhase phase = new StagePhase.Idle();

    StageState(StageSpec spec, List<MapStage> parents) {
        this.spec = spec;
        this.parents = parents;
        this.pending = new BitSet(spec.partitionCount());
        this.done = new BitSet(spec.partitionCount());
        this.attempts = new long[spec.partitionCount()];
        for (PartitionRange range : spec.wanted()) {
            pending.set(range.from(), range.until());
        }
        this.wantedCount = pending.cardinality();
        this.pendingCount = wantedCount;
    }

    final StageSpec spec() {
        return spec;
    }

    final StageId id() {
        return spec.id();
    }

    final List<MapStage> parents() {
        return parents;
    }

    final StagePhase phase() {
        return phase;
    }

    final void phase(StagePhase next) {
        phase = next;
    }

    final boolean isActive() {
        return phase.isActive();
    }

    /** Raised when an input changed: what was launched in an earlier epoch is stale. */
    final long epoch() {
        return epoch;
    }

    final int pendingCount() {
        return pendingCount;
    }

    final int aloneCount() {
        return aloneCount;
    }

    final int doneCount() {
        return doneCount;
    }

    final int wantedCount() {
        return wantedCount;
    }

    final int runningCount() {
        return wantedCount - doneCount - pendingCount - aloneCount;
    }

    final boolean isAllDone() {
        return doneCount == wantedCount;
    }

    final boolean isDone(int partition) {
        return done.get(partition);
    }

    final BitSet done() {
        return done;
    }

    final DurationSample durations() {
        return durations;
    }

    /** The running or accepted attempt of a partition; -1 when it is pending. */
    final long attemptOf(int partition) {
        return attempts[partition];
    }

    /** Whether this attempt, first or copy, is one that the partition waits for. */
    final boolean isLive(int partition, long attempt) {
        if (done.get(partition) || pending.get(partition)) {
            return false;
        }
        return attempts[partition] == attempt || copyOf(partition) == attempt;
    }

    /** The second attempt that runs beside the first, or -1. */
    final long copyOf(int partition) {
        Long copy = copies == null ? null : copies.get(partition);
        return copy == null ? NONE : copy;
    }

    final int copyCount() {
        return copies == null ? 0 : copies.size();
    }

    /** Whether readers of this epoch's inputs have been launched; the first launch must mark the inputs. */
    final boolean inputsRead() {
        return inputsRead;
    }

    final void markInputsRead() {
        inputsRead = true;
    }

    /** Moves at most {@code max} neighbouring pending partitions to running, with consecutive attempts. */
    final PartitionRange start(int max, long firstAttempt) {
        int from = pending.nextSetBit(cursor);
        int until = Math.min(pending.nextClearBit(from), from + max);
        pending.clear(from, until);
        pendingCount -= until - from;
        cursor = until;
        for (int p = from; p < until; p++) {
            attempts[p] = firstAttempt + (p - from);
        }
        return new PartitionRange(from, until);
    }

    /** Moves one partition that must run alone to running. */
    final PartitionRange startAlone(long attempt) {
        BitSet alone = pendingAlone == null ? new BitSet() : pendingAlone;
        int partition = alone.nextSetBit(0);
        alone.clear(partition);
        aloneCount--;
        attempts[partition] = attempt;
        return new PartitionRange(partition, partition + 1);
    }

    final void startCopy(int partition, long attempt) {
        if (copies == null) {
            copies = new LinkedHashMap<>();
        }
        copies.put(partition, attempt);
    }

    /**
     * A live attempt ended without success. When another attempt of the partition still runs, that one carries on.
     *
     * @return whether nobody works on the partition any more, so that it must be queued again
     */
    final boolean end(int partition, long attempt) {
        long copy = copyOf(partition);
        if (copies != null) {
            copies.remove(partition);
        }
        if (copy == NONE) {
            return true;
        }
        if (attempts[partition] == attempt) {
            attempts[partition] = copy;
        }
        return false;
    }

    /** Back to pending: a running partition that nobody works on, or a done one whose output is lost. */
    final void requeue(int partition) {
        if (done.get(partition)) {
            done.clear(partition);
            doneCount--;
        }
        attempts[partition] = NONE;
        pending.set(partition);
        pendingCount++;
        cursor = Math.min(cursor, partition);
    }

    /** Back to pending, to be run with nothing beside it. */
    final void requeueAlone(int partition) {
        if (pendingAlone == null) {
            pendingAlone = new BitSet();
        }
        attempts[partition] = NONE;
        pendingAlone.set(partition);
        aloneCount++;
    }

    /** Everything that runs is pending again; the attempts are live no more. */
    final void requeueRunning() {
        BitSet missing = new BitSet(spec.partitionCount());
        for (PartitionRange range : spec.wanted()) {
            missing.set(range.from(), range.until());
        }
        missing.andNot(done);
        if (pendingAlone != null) {
            missing.andNot(pendingAlone);
        }
        for (int p = missing.nextSetBit(0); p >= 0; p = missing.nextSetBit(p + 1)) {
            attempts[p] = NONE;
        }
        pending.or(missing);
        pendingCount = wantedCount - doneCount - aloneCount;
        copies = null;
        cursor = 0;
    }

    /** The running partition is done by this attempt. */
    final void finish(int partition, long attempt) {
        if (copies != null) {
            copies.remove(partition);
        }
        attempts[partition] = attempt;
        done.set(partition);
        doneCount++;
    }

    /** A new epoch, in which nothing has been done yet. */
    void startEpoch() {
        epoch++;
        done.clear();
        doneCount = 0;
        inputsRead = false;
        requeueRunning();
    }

    final PartitionHistory history(int partition) {
        if (histories == null) {
            histories = new LinkedHashMap<>();
        }
        return histories.computeIfAbsent(partition, p -> new PartitionHistory());
    }

    final int historyCount() {
        return histories == null ? 0 : histories.size();
    }

    final void forgetHistories() {
        histories = null;
    }
}
