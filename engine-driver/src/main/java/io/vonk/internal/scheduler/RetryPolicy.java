package io.vonk.internal.scheduler;

/**
 * How often what is tried again. A deterministic user error is never tried again; a transient one up to
 * {@value #MAX_FAILURES} times in all; the loss of an executor does not count as a failure, but a partition that was
 * running at {@value #MAX_LOSSES} losses is held to be their reason. To be fair to its neighbours, the last try of a
 * suspected partition runs alone, as does every try after an out-of-memory.
 */
class RetryPolicy {

    static final int MAX_FAILURES = 4;
    static final int MAX_LOSSES = 3;

    /** What happens to a partition next. */
    enum Verdict {
        RETRY,
        RETRY_ALONE,
        FAIL
    }

    /** The verdict on a failure that the history holds already. */
    Verdict afterFailure(AttemptFailure failure, PartitionHistory history) {
        if (failure instanceof AttemptFailure.UserError || history.failures().size() >= MAX_FAILURES) {
            return Verdict.FAIL;
        }
        return failure instanceof AttemptFailure.OutOfMemory ? Verdict.RETRY_ALONE : retry(history);
    }

    /** The verdict on the loss of an executor, which the history holds already, that ran the partition. */
    Verdict afterLoss(PartitionHistory history) {
        return history.losses().size() >= MAX_LOSSES ? Verdict.FAIL : retry(history);
    }

    private static Verdict retry(PartitionHistory history) {
        return history.losses().size() == MAX_LOSSES - 1 ? Verdict.RETRY_ALONE : Verdict.RETRY;
    }
}
