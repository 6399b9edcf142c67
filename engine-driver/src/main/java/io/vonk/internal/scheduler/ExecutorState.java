package io.vonk.internal.scheduler;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One registered life of an executor and all that is launched on it. */
final class ExecutorState {

    private final SchedulerEvent.ExecutorRegistered registration;
    private final TreeMap<Long, Assignment> assignments = new TreeMap<>();
    private final Map<JobId, Integer> outstandingByJob = new LinkedHashMap<>();
    private int outstanding;
    private long heardNanos;
    private boolean suspect;
    private boolean runsAlone;

    ExecutorState(SchedulerEvent.ExecutorRegistered registration, long nowNanos) {
        this.registration = registration;
        this.heardNanos = nowNanos;
    }

    ExecutorId id() {
        return registration.executor();
    }

    int slots() {
        return registration.slots();
    }

    SchedulerEvent.OutputKeeper keeper() {
        return registration.keeper();
    }

    boolean isInProcess() {
        return registration.liveness() == SchedulerEvent.Liveness.IN_PROCESS;
    }

    /** Silent for so long that nothing new is launched on it. */
    boolean isSuspect() {
        return suspect;
    }

    void suspect() {
        suspect = true;
    }

    void heard(long nowNanos) {
        heardNanos = nowNanos;
        suspect = false;
    }

    long heardNanos() {
        return heardNanos;
    }

    /** Attempts that were launched here and not reported, whether running or queued. */
    int outstanding() {
        return outstanding;
    }

    int outstanding(JobId job) {
        return outstandingByJob.getOrDefault(job, 0);
    }

    /** Whether it has less to do for each of its slots. */
    boolean isLessLoadedThan(ExecutorState other) {
        return (long) outstanding * other.slots() < (long) other.outstanding * slots();
    }

    /** In the order of launching. */
    Collection<Assignment> assignments() {
        return assignments.values();
    }

    /** The range that holds this attempt and the {@code count - 1} that follow, if it was launched here. */
    @Nullable
    Assignment assignmentOf(long attempt, int count) {
        Map.Entry<Long, Assignment> entry = assignments.floorEntry(attempt);
        return entry != null && entry.getValue().holds(attempt, count) ? entry.getValue() : null;
    }

    @Nullable
    Assignment lastAssignmentBefore(long attempt) {
        Map.Entry<Long, Assignment> entry = assignments.lowerEntry(attempt);
        return entry == null ? null : entry.getValue();
    }

    /** Whether an attempt is here that nothing may be launched beside. */
    boolean runsAlone() {
        return runsAlone;
    }

    void assign(Assignment assignment) {
        runsAlone |= assignment.mode() == SchedulerAction.LaunchMode.ALONE;
        assignments.put(assignment.firstAttempt(), assignment);
        outstanding += assignment.size();
        outstandingByJob.merge(assignment.job(), assignment.size(), Integer::sum);
    }

    /** One attempt less; forgets the range with its last attempt. */
    void report(Assignment assignment, long attempt, long nowNanos) {
        assignment.report(attempt, nowNanos);
        outstanding--;
        outstandingByJob.computeIfPresent(assignment.job(), (job, count) -> count == 1 ? null : count - 1);
        if (assignment.isOver()) {
            runsAlone &= assignment.mode() != SchedulerAction.LaunchMode.ALONE;
            assignments.remove(assignment.firstAttempt());
        }
    }
}
