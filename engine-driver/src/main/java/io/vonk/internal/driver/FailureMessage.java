package io.vonk.internal.driver;

import io.vonk.error.JobCancelledException;
import io.vonk.error.JobFailedException;
import io.vonk.error.VonkException;
import io.vonk.internal.scheduler.AttemptFailure;
import io.vonk.internal.scheduler.JobFailure;
import io.vonk.internal.session.JobRunner.JobRequest;
import io.vonk.internal.task.TaskFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The exceptions that users get, made from the values that the engine works with. */
final class FailureMessage {
    private FailureMessage() {}

    /** The exception for a job that has failed. */
    static VonkException of(JobRequest<?> job, JobFailure failure) {
        String action = job.label();
        if (failure instanceof JobFailure.Cancelled cancelled) {
            return new JobCancelledException(action + " was cancelled: " + cancelled.reason());
        }
        if (failure instanceof JobFailure.TaskFailed failed) {
            return taskFailed(job, failed);
        }
        if (failure instanceof JobFailure.PoisonPartition poison) {
            return new JobFailedException(
                    action + " failed: partition " + poison.partition() + " of " + poison.stage() + " has ended "
                            + poison.losses().size() + " executors; look at what is special about its input",
                    causeIn(poison.losses().get(poison.losses().size() - 1)));
        }
        if (failure instanceof JobFailure.TooManyFetchFailures fetches) {
            return new JobFailedException(
                    action + " failed: map outputs of " + fetches.shuffle() + " became unreadable " + fetches.waves()
                            + " times, although they were computed again each time; check the disk of the scratch directory",
                    causeIn(fetches.lastCause()));
        }
        if (failure instanceof JobFailure.ResultsAlreadyDelivered delivered) {
            return new JobFailedException(
                    action + " failed: map output " + delivered.mapPartition() + " of " + delivered.shuffle()
                            + " had to be computed again and came out different, after results made from the first version"
                            + " had been used; make the functions before that shuffle deterministic (seed random numbers,"
                            + " do not ask the clock), or checkpoint their result",
                    null);
        }
        if (failure instanceof JobFailure.FinalizationFailed finalization) {
            Throwable cause = causeIn(finalization.cause());
            return new JobFailedException(action + " failed while the ranges of a sort were cut: " + cause, cause);
        }
        throw new IllegalStateException("no message for " + failure);
    }

    private static JobFailedException taskFailed(JobRequest<?> job, JobFailure.TaskFailed failed) {
        List<AttemptFailure> failures = failed.failures();
        AttemptFailure last = failures.get(failures.size() - 1);
        TaskFailure what = (TaskFailure) last.cause();
        StringBuilder text = new StringBuilder();
        text.append(what.callSite()).append(" failed in partition ").append(failed.partition());
        text.append(" (").append(failed.stage()).append(", ").append(failed.attempt());
        if (!what.callSite().equals(job.callSite()) || !job.name().isEmpty()) {
            text.append(", job ").append(job.label());
        }
        text.append("): ").append(what.thrown());
        if (what.record() != null) {
            text.append("\n  record: ").append(what.record());
        }
        if (what.position() != null) {
            text.append("\n  input:  ").append(what.position());
        }
        if (last instanceof AttemptFailure.OutOfMemory) {
            text.append(
                    "\n  the task did not get the memory it needed, even alone; give the JVM a larger heap (-Xmx), or make"
                            + " records and groups smaller");
        } else if (last instanceof AttemptFailure.TransientError) {
            text.append("\n  tried ").append(failures.size()).append(" times; failures before the last one:");
            for (AttemptFailure earlier : failures.subList(0, failures.size() - 1)) {
                text.append("\n    ").append(((TaskFailure) earlier.cause()).thrown());
            }
        }
        return new JobFailedException(text.toString(), what.thrown());
    }

    private static @Nullable Throwable causeIn(Object cause) {
        if (cause instanceof TaskFailure failure) {
            return failure.thrown();
        }
        return cause instanceof Throwable thrown ? thrown : null;
    }
}
