package io.vonk.internal.scheduler;

import io.vonk.internal.id.JobId;
import io.vonk.internal.scheduler.SchedulerAction.LaunchMode;
import java.util.BitSet;

/**
 * One launched range on one executor. It stays until every attempt in it has been reported, even when nobody waits for
 * the attempts any more: until then they may occupy a slot.
 */
final class Assignment {

    private final ExecutorState executor;
    private final JobId job;
    private final StageState stage;
    private final long epoch;
    private final PartitionRange partitions;
    private final long firstAttempt;
    private final LaunchMode mode;
    private final BitSet outstanding;
    private long progressNanos;
    private int revokedFrom;

    Assignment(
            ExecutorState executor,
            JobId job,
            StageState stage,
            PartitionRange partitions,
            long firstAttempt,
            LaunchMode mode,
            long nowNanos) {
        this.executor = executor;
        this.job = job;
        this.stage = stage;
        this.epoch = stage.epoch();
        this.partitions = partitions;
        this.firstAttempt = firstAttempt;
        this.mode = mode;
        this.progressNanos = nowNanos;
        this.revokedFrom = partitions.size();
        this.outstanding = new BitSet(partitions.size());
        outstanding.set(0, partitions.size());
    }

    ExecutorState executor() {
        return executor;
    }

    JobId job() {
        return job;
    }

    StageState stage() {
        return stage;
    }

    /** The stage's epoch at launch. */
    long epoch() {
        return epoch;
    }

    long firstAttempt() {
        return firstAttempt;
    }

    int size() {
        return partitions.size();
    }

    LaunchMode mode() {
        return mode;
    }

    int partitionOf(long attempt) {
        return partitions.from() + index(attempt);
    }

    /** Whether the range holds this attempt and the {@code count - 1} that follow. */
    boolean holds(long attempt, int count) {
        return attempt >= firstAttempt && attempt + count <= firstAttempt + size();
    }

    /** Whether the attempt has not been reported yet. */
    boolean isOutstanding(long attempt) {
        return outstanding.get(index(attempt));
    }

    /** Offsets in the range of the attempts that have not been reported. */
    BitSet outstanding() {
        return outstanding;
    }

    void report(long attempt, long nowNanos) {
        outstanding.clear(index(attempt));
        progressNanos = nowNanos;
    }

    boolean isOver() {
        return outstanding.isEmpty();
    }

    /** When the range was launched or last made progress. */
    long progressNanos() {
        return progressNanos;
    }

    /** Whether the answer to an earlier revocation may still be on its way. */
    boolean isRevoked() {
        return outstanding.nextSetBit(revokedFrom) >= 0;
    }

    void revokeFrom(int offset) {
        revokedFrom = offset;
    }

    private int index(long attempt) {
        return (int) (attempt - firstAttempt);
    }
}
