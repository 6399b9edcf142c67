package io.vonk.internal.task;

import io.vonk.internal.id.JobId;
import io.vonk.internal.id.StageId;

/**
 * Attempts to run: one for each of some neighbouring partitions of a stage.
 *
 * @param job in whose turn they run
 * @param stage the stage's number
 * @param tasks what to do
 * @param from the first partition
 * @param until one more than the last partition
 * @param firstAttempt the number of the attempt at {@code from}; those of the other partitions follow
 */
public record TaskRange(JobId job, StageId stage, StageTasks tasks, int from, int until, long firstAttempt) {

    /** Refuses negative and empty ranges. */
    public TaskRange {
        if (from < 0 || until <= from || firstAttempt < 0) {
            throw new IllegalArgumentException(
                    "a range of tasks starts at partition and attempt 0 or above and has a task; got: [" + from + ", "
                            + until + ") from attempt " + firstAttempt);
        }
    }

    /** How many attempts there are, at least 1. */
    public int size() {
        return until - from;
    }

    /** The number of the attempt at a partition; of {@code until}, the number after the last attempt. */
    public long attemptOf(int partition) {
        return firstAttempt + partition - from;
    }
}
