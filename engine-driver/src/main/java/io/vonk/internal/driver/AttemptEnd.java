package io.vonk.internal.driver;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.task.TaskOutcome;

/**
 * The end of an attempt.
 *
 * @param executor where it ran
 * @param job in whose turn it ran
 * @param attempt which
 * @param launch the first attempt of the range that it was launched with
 * @param writesShuffle whether the task writes a map output rather than gives a result
 * @param outcome how it ended; its result may be a {@link RemoteResult}
 * @param runNanos how long it ran
 */
record AttemptEnd(
        ExecutorId executor,
        JobId job,
        long attempt,
        long launch,
        boolean writesShuffle,
        TaskOutcome outcome,
        long runNanos) {}
