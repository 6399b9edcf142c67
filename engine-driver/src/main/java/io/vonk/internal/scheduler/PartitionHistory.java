package io.vonk.internal.scheduler;

import java.util.ArrayList;
import java.util.List;

/** What went wrong with one partition so far, while its stage is needed. Most partitions never have a history. */
final class PartitionHistory {

    private final List<AttemptFailure> failures = new ArrayList<>(1);
    private final List<Object> losses = new ArrayList<>(0);

    void addFailure(AttemptFailure failure) {
        failures.add(failure);
    }

    void addLoss(Object cause) {
        losses.add(cause);
    }

    /** The failures that count, in order. */
    List<AttemptFailure> failures() {
        return failures;
    }

    /** Causes of the losses of executors that ran this partition, in order. */
    List<Object> losses() {
        return losses;
    }
}
