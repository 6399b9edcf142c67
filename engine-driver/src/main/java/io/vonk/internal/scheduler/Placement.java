package io.vonk.internal.scheduler;

import io.vonk.internal.id.JobId;
import io.vonk.internal.scheduler.SchedulerAction.LaunchMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what is launched where.
 *
 * <p>An executor is given work of a job while it holds fewer unreported attempts of that job than it has slots; the
 * range that it is given may be longer ({@link Rules#chunk}), and its slots pull from it. Since this is counted for each
 * job and executors serve jobs in turn, a job that comes late gets its share at once. At the end of a stage ranges are
 * single partitions; if an executor still has queued work while another is idle, the queued half is revoked.
 */
final class Placement {

    private static final long COPY_CHECK_NANOS = 1_000_000_000L;

    private final Rules rules;
    private final Outbox outbox;
    private final ExecutorTable executors;
    private final StageGraph graph;
    private long nextAttempt;
    private long copiesCheckedNanos;
    private boolean copiesChecked;

    /** The executor that is kept free for an attempt that must run alone. */
    private @Nullable ExecutorState reserved;

    Placement(Rules rules, Outbox outbox, ExecutorTable executors, StageGraph graph) {
        this.rules = rules;
        this.outbox = outbox;
        this.executors = executors;
        this.graph = graph;
    }

    /** Launches whatever can be launched now. */
    void place(Collection<JobState> jobs, long nowNanos) {
        int slots = executors.usableSlots();
        if (slots == 0 || jobs.isEmpty()) {
            return;
        }
        placeAlone(jobs, nowNanos);
        boolean launched = true;
        while (launched) {
            launched = false;
            for (JobState job : jobs) {
                launched |= !job.ready().isEmpty() && placeOne(job, slots, nowNanos);
            }
        }
        if (executors.size() > 1) {
            revoke();
            copy(nowNanos);
        }
    }

    /** Gives one range of a job to the executor with the least to do, if one has room for it. */
    private boolean placeOne(JobState job, int slots, long nowNanos) {
        ExecutorState executor = leastLoaded(job.id());
        if (executor == null) {
            return false;
        }
        StageState stage = job.ready().iterator().next();
        int chunk = rules.chunk(stage.pendingCount(), slots);
        int free = executor.slots() - executor.outstanding(job.id());
        launch(job.id(), stage, executor, executors.size() == 1 ? Math.max(free, chunk) : chunk, nowNanos);
        return true;
    }

    private @Nullable ExecutorState leastLoaded(JobId job) {
        ExecutorState best = null;
        for (ExecutorState executor : executors.all()) {
            if (isOpen(executor)
                    && executor.outstanding(job) < executor.slots()
                    && (best == null || executor.isLessLoadedThan(best))) {
                best = executor;
            }
        }
        return best;
    }

    private boolean isOpen(ExecutorState executor) {
        return !executor.isSuspect() && !executor.runsAlone() && executor != reserved;
    }

    private void launch(JobId job, StageState stage, ExecutorState executor, int max, long nowNanos) {
        PartitionRange range = stage.start(max, nextAttempt);
        graph.updateReady(stage);
        assign(job, stage, executor, range, LaunchMode.NORMAL, nowNanos);
    }

    private void assign(
            JobId job, StageState stage, ExecutorState executor, PartitionRange range, LaunchMode mode, long nowNanos) {
        if (!stage.inputsRead()) {
            stage.markInputsRead();
            stage.parents().forEach(MapStage::markRead);
        }
        executor.assign(new Assignment(executor, job, stage, range, nextAttempt, mode, nowNanos));
        outbox.add(
                new SchedulerAction.Launch(executor.id(), job, stage.spec(), stage.epoch(), range, nextAttempt, mode));
        nextAttempt += range.size();
    }

    // --- alone: one executor at a time is drained and given a single attempt ---

    private void placeAlone(Collection<JobState> jobs, long nowNanos) {
        if (reserved != null && (reserved.isSuspect() || executors.find(reserved.id()) != reserved)) {
            reserved = null;
        }
        if (reserved != null && reserved.outstanding() > 0) {
            return;
        }
        JobState job = null;
        StageState stage = null;
        for (JobState candidate : jobs) {
            if (!candidate.readyAlone().isEmpty()) {
                job = candidate;
                stage = candidate.readyAlone().iterator().next();
                break;
            }
        }
        if (job == null || stage == null) {
            reserved = null;
            return;
        }
        if (reserved == null) {
            reserved = leastLoaded();
        }
        if (reserved != null && reserved.outstanding() == 0) {
            PartitionRange range = stage.startAlone(nextAttempt);
            graph.updateReady(stage);
            assign(job.id(), stage, reserved, range, LaunchMode.ALONE, nowNanos);
        }
    }

    private @Nullable ExecutorState leastLoaded() {
        ExecutorState best = null;
        for (ExecutorState executor : executors.all()) {
            if (!executor.isSuspect() && (best == null || executor.isLessLoadedThan(best))) {
                best = executor;
            }
        }
        return best;
    }

    // --- revocation: queued work goes from the executor with most of it to an idle one ---

    private void revoke() {
        for (ExecutorState idle : executors.all()) {
            if (isOpen(idle) && idle.outstanding() == 0) {
                ExecutorState busiest = mostQueued();
                if (busiest == null || busiest == idle) {
                    return;
                }
                revokeHalf(busiest);
            }
        }
    }

    /** The executor with the most attempts that cannot have started, none of which has been revoked yet. */
    private @Nullable ExecutorState mostQueued() {
        ExecutorState best = null;
        for (ExecutorState executor : executors.all()) {
            int queued = executor.outstanding() - executor.slots();
            if (queued > 0
                    && !isBeingRevoked(executor)
                    && (best == null || queued > best.outstanding() - best.slots())) {
                best = executor;
            }
        }
        return best;
    }

    private static boolean isBeingRevoked(ExecutorState executor) {
        for (Assignment assignment : executor.assignments()) {
            if (assignment.isRevoked()) {
                return true;
            }
        }
        return false;
    }

    /** Asks for half of what is queued, youngest first, from as many ranges as it takes. */
    private void revokeHalf(ExecutorState executor) {
        int wanted = (executor.outstanding() - executor.slots() + 1) / 2;
        Assignment assignment = executor.lastAssignmentBefore(Long.MAX_VALUE);
        while (assignment != null && wanted > 0) {
            int offset = assignment.size();
            while (offset > 0 && wanted > 0 && assignment.outstanding().get(offset - 1)) {
                offset--;
                wanted--;
            }
            if (offset < assignment.size()) {
                assignment.revokeFrom(offset);
                outbox.add(new SchedulerAction.Revoke(
                        executor.id(), assignment.firstAttempt() + offset, assignment.size() - offset));
            }
            assignment = executor.lastAssignmentBefore(assignment.firstAttempt());
        }
    }

    // --- copies: a second attempt for what is slow or runs on a suspect executor ---

    /** In how many nanoseconds a task may have become slow; {@code Long.MAX_VALUE} when no copy is possible. */
    long nanosUntilCopies(long nowNanos) {
        if (executors.size() < 2 || executors.usableSlots() == 0) {
            return Long.MAX_VALUE;
        }
        for (ExecutorState executor : executors.all()) {
            for (Assignment assignment : executor.assignments()) {
                if (mayEverCopy(assignment)) {
                    return copiesChecked ? Math.max(0, COPY_CHECK_NANOS - (nowNanos - copiesCheckedNanos)) : 0;
                }
            }
        }
        return Long.MAX_VALUE;
    }

    private static boolean mayEverCopy(Assignment assignment) {
        StageState stage = assignment.stage();
        return assignment.mode() != LaunchMode.ALONE
                && stage.phase() instanceof StagePhase.Running
                && assignment.epoch() == stage.epoch()
                && stage.spec().traits().contains(StageSpec.Trait.SPECULATABLE);
    }

    private void copy(long nowNanos) {
        if (copiesChecked && nowNanos - copiesCheckedNanos < COPY_CHECK_NANOS) {
            return;
        }
        copiesChecked = true;
        copiesCheckedNanos = nowNanos;
        List<Assignment> slow = new ArrayList<>();
        for (ExecutorState executor : executors.all()) {
            for (Assignment assignment : executor.assignments()) {
                if (mayEverCopy(assignment) && isSlow(assignment, nowNanos)) {
                    slow.add(assignment);
                }
            }
        }
        for (Assignment assignment : slow) {
            copyStarted(assignment, nowNanos);
        }
    }

    private boolean isSlow(Assignment assignment, long nowNanos) {
        StageState stage = assignment.stage();
        if (assignment.executor().isSuspect()) {
            return stage.pendingCount() == 0;
        }
        return rules.isInItsTail(stage)
                && nowNanos - assignment.progressNanos()
                        >= rules.slowAfterNanos(stage.durations().median());
    }

    /** Copies those attempts of a range that may have started: as many as the executor has slots. */
    private void copyStarted(Assignment assignment, long nowNanos) {
        StageState stage = assignment.stage();
        int started = 0;
        int i = assignment.outstanding().nextSetBit(0);
        while (i >= 0 && started < assignment.executor().slots()) {
            long attempt = assignment.firstAttempt() + i;
            int partition = assignment.partitionOf(attempt);
            if (stage.isLive(partition, attempt) && rules.mayCopy(stage, partition)) {
                ExecutorState other = idleOtherThan(assignment.executor());
                if (other == null) {
                    return;
                }
                stage.startCopy(partition, nextAttempt);
                PartitionRange range = new PartitionRange(partition, partition + 1);
                assign(activeJob(stage), stage, other, range, LaunchMode.COPY, nowNanos);
            }
            started++;
            i = assignment.outstanding().nextSetBit(i + 1);
        }
    }

    /** The job in whose turn a copy runs: not that of the original, which may have ended. */
    private static JobId activeJob(StageState stage) {
        if (stage instanceof MapStage map) {
            return map.users().iterator().next().id();
        }
        return ((ResultStage) stage).job().id();
    }

    private @Nullable ExecutorState idleOtherThan(ExecutorState slow) {
        for (ExecutorState executor : executors.all()) {
            if (executor != slow && isOpen(executor) && executor.outstanding() < executor.slots()) {
                return executor;
            }
        }
        return null;
    }
}
