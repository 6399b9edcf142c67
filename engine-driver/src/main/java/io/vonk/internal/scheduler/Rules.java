package io.vonk.internal.scheduler;

import io.vonk.internal.id.ExecutorId;
import java.util.BitSet;
import java.util.Collection;

/**
 * The judgements that right results and recovery rest on, each in one place and each a function of what it is given.
 * Everything else in this package is bookkeeping that follows from them. Tests break them one by one and require the
 * simulator to notice.
 */
class Rules {

    static final long SUSPECT_AFTER_NANOS = 2_000_000_000L;
    static final long LOST_AFTER_NANOS = 10_000_000_000L;
    static final int MAX_FETCH_WAVES = 8;
    static final long MIN_SLOW_NANOS = 5_000_000_000L;

    // --- acceptance: together with "the executor's incarnation is registered", the one gate for every outcome ---

    /** An outcome counts only from an attempt that the partition waits for, launched in the stage's present epoch. */
    boolean accepts(Assignment assignment, int partition, long attempt) {
        return assignment.epoch() == assignment.stage().epoch()
                && assignment.stage().isLive(partition, attempt);
    }

    /** An attempt is reported once; what comes after that is a duplicate. */
    boolean isFirstReport(Assignment assignment, long attempt) {
        return assignment.isOutstanding(attempt);
    }

    /** The first report of an attempt ends its use of the executor, whether its outcome is accepted or not. */
    boolean freesSlot(boolean accepted) {
        return true;
    }

    /** A life of an executor is registered once: afterwards only a higher incarnation is let in. */
    boolean admits(ExecutorId newcomer, long highestIncarnation) {
        return newcomer.incarnation() > highestIncarnation;
    }

    /** An answer about a completed shuffle counts only if nothing was lost since the question. */
    boolean isCurrent(StagePhase.Finalizing phase, long ticket) {
        return phase.ticket() == ticket;
    }

    // --- order of stages ---

    /** A stage reads only complete shuffles. */
    boolean mayStart(int missingParents) {
        return missingParents == 0;
    }

    /** A shuffle known to the session is not computed a second time. */
    boolean shares(MapStage known) {
        return true;
    }

    /** What nobody waits for any more is stopped. */
    boolean stops(StageState stage) {
        return !(stage instanceof MapStage map) || !map.isNeeded();
    }

    // --- loss ---

    /** The launched ranges whose unreported attempts are gone with their executor. */
    Collection<Assignment> orphans(ExecutorState lost) {
        return lost.assignments();
    }

    /** Whether the map outputs of an executor are gone with it. */
    boolean takesOutputsAlong(ExecutorState lost) {
        return lost.keeper() == SchedulerEvent.OutputKeeper.EXECUTOR;
    }

    /** A failed fetch disproves exactly the map outputs that it names, those of them that are still the registered ones. */
    BitSet outputsLostBy(AttemptFailure.FetchFailed failure, MapStage stage) {
        BitSet lost = new BitSet();
        addIfRegistered(lost, failure.mapPartition(), failure.mapAttempt(), stage);
        failure.alsoLost().forEach((partition, attempt) -> addIfRegistered(lost, partition, attempt, stage));
        return lost;
    }

    private static void addIfRegistered(BitSet lost, int partition, long attempt, MapStage stage) {
        if (stage.isDone(partition) && stage.attemptOf(partition) == attempt) {
            lost.set(partition);
        }
    }

    /**
     * Whether the attempt asked for a map output that had been replaced before the attempt was launched. Then the reader
     * is at fault, not the output. Attempt ids rise with time.
     */
    boolean shouldHaveKnown(long reader, AttemptFailure.FetchFailed failure, MapStage stage) {
        int partition = failure.mapPartition();
        return stage.isDone(partition)
                && stage.attemptOf(partition) != failure.mapAttempt()
                && stage.attemptOf(partition) < reader;
    }

    /** Fetches that fail again and again after recomputation end the job. */
    boolean isHopeless(int fetchWaves) {
        return fetchWaves > MAX_FETCH_WAVES;
    }

    // --- changed content ---

    /** Whether a map output that was computed again says the same as before. */
    boolean isSameContent(long digestBefore, long digestNow) {
        return digestBefore == digestNow;
    }

    /** Whose work rests on the content of a shuffle. Asked again for each of them that is itself a shuffle. */
    Collection<StageState> readersToRollBack(MapStage changed) {
        return changed.readers();
    }

    /** Whether no result of the stage has left the engine. */
    boolean canTakeBack(ResultStage stage) {
        return stage.job().delivery() == SchedulerEvent.Delivery.AT_END || stage.doneCount() == 0;
    }

    // --- second attempts ---

    /** A partition has at most one copy, and the copy runs elsewhere. */
    boolean mayCopy(StageState stage, int partition) {
        return stage.copyOf(partition) < 0;
    }

    /** When one of two attempts is accepted, the other is stopped. */
    boolean stopsLoser() {
        return true;
    }

    /** A task that runs longer than this may be run a second time, once most of its stage is done. */
    long slowAfterNanos(long medianNanos) {
        return Math.max(MIN_SLOW_NANOS, 2 * medianNanos);
    }

    /** Most of the stage is done, and nothing of it is waiting for a slot. */
    boolean isInItsTail(StageState stage) {
        return stage.pendingCount() == 0 && 4L * stage.doneCount() >= 3L * stage.wantedCount();
    }

    // --- sizes ---

    /**
     * Guided self-scheduling: large ranges while much is left, single partitions at the end, so that neither messages
     * nor the slowest executor cost much.
     */
    int chunk(int remaining, int totalSlots) {
        return Math.max(1, remaining / (2 * totalSlots));
    }

    /** What went wrong with a partition is forgotten when its stage is complete or not needed any more. */
    boolean forgetsHistories(StageState stage) {
        return !stage.isActive();
    }
}
