package io.vonk.internal.driver;

import io.vonk.error.JobCancelledException;
import io.vonk.error.JobFailedException;
import io.vonk.internal.exchange.SessionShuffles;
import io.vonk.internal.id.JobId;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.scheduler.JobFailure;
import io.vonk.internal.scheduler.PartitionRange;
import io.vonk.internal.scheduler.SchedulerAction;
import io.vonk.internal.task.TaskOutcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The running jobs, and what their tasks have brought that the scheduler has yet to decide about: results, map outputs,
 * additions to accumulators. Belongs to the driver's thread.
 */
final class ActiveJobs {
    private final SharedValues values;
    private final SessionShuffles shuffles;
    private final JobListener listener;
    private final Map<JobId, ActiveJob<?>> jobs = new LinkedHashMap<>();
    /** What attempts reported in the event that is being handled; empty between events. */
    private final Map<Long, TaskOutcome.Succeeded> ended = new HashMap<>();
    /** Which map partitions of a shuffle have counted for the accumulators. */
    private final Map<ShuffleId, BitSet> counted = new HashMap<>();

    ActiveJobs(SharedValues values, SessionShuffles shuffles, JobListener listener) {
        this.values = values;
        this.shuffles = shuffles;
        this.listener = listener;
    }

    void started(JobId id, ActiveJob<?> job) {
        jobs.put(id, job);
        listener.jobStarted(id, job.request().label(), job.stages());
    }

    boolean isEmpty() {
        return jobs.isEmpty();
    }

    /** The running jobs of a group, or all if it is empty. */
    List<JobId> inGroup(String group) {
        List<JobId> found = new ArrayList<>();
        jobs.forEach((id, job) -> {
            if (group.isEmpty() || group.equals(job.request().group())) {
                found.add(id);
            }
        });
        return found;
    }

    // ---- what attempts bring --------------------------------------------------------------------------------------

    /** Makes room for a result that is on its way; false if it would be too much for its job, which is to be cancelled then. */
    boolean expect(JobId id, long bytes) {
        ActiveJob<?> job = jobs.get(id);
        return job == null || job.expect(bytes);
    }

    /** Keeps what attempts bring until {@link #dropUnaccepted}. */
    void offer(List<AttemptEnd> ends) {
        for (AttemptEnd end : ends) {
            if (end.outcome() instanceof TaskOutcome.Succeeded succeeded) {
                ended.put(end.attempt(), succeeded);
            }
        }
    }

    /** Deletes what was offered and not accepted: the scheduler does not want it. */
    void dropUnaccepted() {
        ended.keySet().forEach(shuffles::discard);
        ended.clear();
    }

    /** Keeps results; false if those of the job have become too large, so that it is to be cancelled. */
    boolean accept(SchedulerAction.ResultsAccepted accepted) {
        ActiveJob<?> job = jobs.get(accepted.job());
        PartitionRange range = accepted.partitions();
        long records = 0;
        long bytes = 0;
        for (int partition = range.from(); partition < range.until(); partition++) {
            TaskOutcome.Succeeded outcome = ended.remove(accepted.firstAttempt() + partition - range.from());
            if (job != null && outcome != null) {
                job.accept(partition, outcome.result(), outcome.accumulators());
                records += outcome.recordsRead();
                bytes += outcome.bytesRead();
            }
        }
        listener.tasksDone(range.size(), records, bytes);
        return job == null || job.refusal() == null;
    }

    void accept(SchedulerAction.MapOutputsAccepted accepted) {
        PartitionRange range = accepted.partitions();
        BitSet known = counted.computeIfAbsent(accepted.shuffle(), shuffle -> new BitSet());
        long records = 0;
        long bytes = 0;
        for (int partition = range.from(); partition < range.until(); partition++) {
            long attempt = accepted.firstAttempt() + partition - range.from();
            shuffles.accept(accepted.shuffle(), partition, attempt);
            TaskOutcome.Succeeded outcome = ended.remove(attempt);
            // A map output that is computed again, because it was lost, does not count again.
            if (outcome != null && !known.get(partition)) {
                known.set(partition);
                values.merge(outcome.accumulators());
                records += outcome.recordsRead();
                bytes += outcome.bytesRead();
            }
        }
        listener.tasksDone(range.size(), records, bytes);
    }

    void drop(ShuffleId shuffle) {
        counted.remove(shuffle);
        shuffles.drop(shuffle);
    }

    // ---- how jobs end ---------------------------------------------------------------------------------------------

    void discardResults(JobId id) {
        ActiveJob<?> job = jobs.get(id);
        if (job != null) {
            job.discard();
        }
    }

    void succeeded(JobId id) {
        ActiveJob<?> known = jobs.get(id);
        String refusal = known == null ? null : known.refusal();
        ActiveJob<?> job = ended(id, refusal == null);
        if (job == null) {
            return;
        }
        if (refusal != null) {
            job.future().completeExceptionally(new JobFailedException(refusal, null));
            return;
        }
        job.updates().forEach(values::merge);
        try {
            job.deliver();
            job.future().complete(null);
        } catch (Throwable e) {
            job.future()
                    .completeExceptionally(new JobFailedException(
                            job.request().label() + " failed while its results were handed over: " + e, e));
        }
    }

    void failed(JobId id, JobFailure failure) {
        ActiveJob<?> job = ended(id, false);
        if (job != null) {
            String refusal = job.refusal();
            job.future()
                    .completeExceptionally(
                            refusal == null
                                    ? FailureMessage.of(job.request(), failure)
                                    : new JobFailedException(refusal, null));
        }
    }

    /** Fails all jobs because the engine itself is at fault; returns their numbers. */
    List<JobId> failAll(Throwable defect) {
        List<JobId> all = List.copyOf(jobs.keySet());
        for (JobId id : all) {
            ActiveJob<?> job = ended(id, false);
            if (job != null) {
                job.future()
                        .completeExceptionally(new JobFailedException(
                                job.request().label() + " failed because of a defect in the engine: " + defect,
                                defect));
            }
        }
        return all;
    }

    /** Fails all jobs for a reason that is none of theirs; returns their numbers. */
    List<JobId> failAll(String why) {
        List<JobId> all = List.copyOf(jobs.keySet());
        for (JobId id : all) {
            ActiveJob<?> job = ended(id, false);
            if (job != null) {
                fail(job, why);
            }
        }
        return all;
    }

    /** Fails a job, started or not, for a reason that is none of its own. */
    static void fail(ActiveJob<?> job, String why) {
        job.future().completeExceptionally(new JobFailedException(job.request().label() + " failed: " + why, null));
    }

    /** Ends all jobs because the session is closed. */
    void close() {
        jobs.values().forEach(ActiveJobs::refuse);
        jobs.clear();
        counted.clear();
    }

    /** Ends a job, started or not, because the session is closed. */
    static void refuse(ActiveJob<?> job) {
        job.future()
                .completeExceptionally(
                        new JobCancelledException(job.request().label() + " was cancelled: the session was closed"));
    }

    private @Nullable ActiveJob<?> ended(JobId id, boolean succeeded) {
        ActiveJob<?> job = jobs.remove(id);
        if (job != null) {
            listener.jobEnded(id, succeeded);
        }
        return job;
    }
}
