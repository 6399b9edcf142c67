package io.vonk.internal.scheduler;

/**
 * How attempts ended, as their executor says it. Attempts of one launch with consecutive ids may share a report, so that
 * a batch of cheap tasks is a few numbers. Every launched attempt is reported exactly once; a second
 * report of the same attempt is dropped and counted.
 */
public sealed interface AttemptReport {

    /** The first attempt that the report speaks of. */
    long firstAttempt();

    /** How many attempts with consecutive ids the report speaks of, at least 1. */
    int count();

    /**
     * The attempts computed their partitions. What they made stays where it is (a file, a list in the shell) until the
     * scheduler accepts it with {@link SchedulerAction.MapOutputsAccepted} or {@link SchedulerAction.ResultsAccepted};
     * what is not accepted is garbage.
     *
     * @param digests for map outputs, one order-independent digest of the content for each attempt; for results, empty.
     *     The array belongs to the report from here on.
     * @param runNanos how long the attempts ran together, at least 0
     */
    record Succeeded(long firstAttempt, int count, long[] digests, long runNanos) implements AttemptReport {
        public Succeeded {
            checkRange(firstAttempt, count);
            if (digests.length != 0 && digests.length != count) {
                throw new IllegalArgumentException(
                        "a report of " + count + " attempts has " + count + " digests or none, got: " + digests.length);
            }
            if (runNanos < 0) {
                throw new IllegalArgumentException("run time must be at least 0 ns, got: " + runNanos);
            }
        }
    }

    /** One attempt failed. */
    record Failed(long firstAttempt, AttemptFailure failure) implements AttemptReport {
        public Failed {
            checkRange(firstAttempt, 1);
        }

        @Override
        public int count() {
            return 1;
        }
    }

    /**
     * The attempts ended without computing anything, because the scheduler asked for it by {@link SchedulerAction.Kill}
     * or {@link SchedulerAction.Revoke}: they were still queued, or they were stopped.
     */
    record GivenBack(long firstAttempt, int count) implements AttemptReport {
        public GivenBack {
            checkRange(firstAttempt, count);
        }
    }

    private static void checkRange(long firstAttempt, int count) {
        if (firstAttempt < 0 || count < 1) {
            throw new IllegalArgumentException(
                    "a report starts at attempt 0 or above and has an attempt, got: " + firstAttempt + " x " + count);
        }
    }
}
