package io.vonk.internal.scheduler;

import io.vonk.internal.id.TaskAttemptId;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * The one place where the outcome of an attempt is accepted or dropped, and where it is decided what becomes of its
 * partition: done, tried again, or the end of the job.
 */
final class Gate {

    private final Rules rules;
    private final RetryPolicy retries;
    private final Outbox outbox;
    private final ExecutorTable executors;
    private final StageGraph graph;
    private long duplicateReports;
    private long staleReports;
    private long unknownAttempts;

    Gate(Rules rules, RetryPolicy retries, Outbox outbox, ExecutorTable executors, StageGraph graph) {
        this.rules = rules;
        this.retries = retries;
        this.outbox = outbox;
        this.executors = executors;
        this.graph = graph;
    }

    long duplicateReports() {
        return duplicateReports;
    }

    long staleReports() {
        return staleReports;
    }

    long unknownAttempts() {
        return unknownAttempts;
    }

    /**
     * Takes in what a registered executor says of its attempts.
     *
     * @param whenDone is told of a result stage that has all its results
     */
    void report(ExecutorState executor, AttemptReport report, long nowNanos, Consumer<ResultStage> whenDone) {
        Assignment assignment = executor.assignmentOf(report.firstAttempt(), report.count());
        if (assignment == null) {
            unknownAttempts += report.count();
        } else if (report instanceof AttemptReport.Succeeded succeeded) {
            succeeded(assignment, succeeded, nowNanos, whenDone);
        } else {
            ended(assignment, report, nowNanos);
        }
    }

    /** Whether the outcome of this attempt counts. Its slot is free from here on in either case. */
    private boolean passes(Assignment assignment, long attempt, long nowNanos) {
        if (!rules.isFirstReport(assignment, attempt)) {
            duplicateReports++;
            return false;
        }
        boolean accepted = rules.accepts(assignment, assignment.partitionOf(attempt), attempt);
        if (rules.freesSlot(accepted)) {
            assignment.executor().report(assignment, attempt, nowNanos);
        }
        if (!accepted) {
            staleReports++;
        }
        return accepted;
    }

    private void succeeded(
            Assignment assignment, AttemptReport.Succeeded report, long nowNanos, Consumer<ResultStage> whenDone) {
        StageState stage = assignment.stage();
        int changedPartition = -1;
        int runStart = 0;
        for (int i = 0; i < report.count(); i++) {
            long attempt = report.firstAttempt() + i;
            if (!passes(assignment, attempt, nowNanos)) {
                announce(assignment, report.firstAttempt() + runStart, i - runStart);
                runStart = i + 1;
                continue;
            }
            int partition = assignment.partitionOf(attempt);
            stopOther(stage, partition, attempt);
            if (stage instanceof MapStage map) {
                if (isChanged(map, partition, report.digests()[i])) {
                    changedPartition = partition;
                }
                map.register(partition, attempt, report.digests()[i], assignment.executor());
            } else {
                stage.finish(partition, attempt);
            }
        }
        announce(assignment, report.firstAttempt() + runStart, report.count() - runStart);
        stage.durations().add(report.runNanos(), report.count());
        if (stage instanceof MapStage map) {
            if (changedPartition >= 0) {
                graph.contentChanged(map, changedPartition);
            }
            graph.checkComplete(map);
        } else if (stage instanceof ResultStage result) {
            whenDone.accept(result);
        }
    }

    private boolean isChanged(MapStage stage, int partition, long digest) {
        return stage.isRead()
                && stage.hasKnownDigest(partition)
                && !rules.isSameContent(stage.digest(partition), digest);
    }

    private void announce(Assignment assignment, long firstAttempt, int count) {
        if (count == 0) {
            return;
        }
        int from = assignment.partitionOf(firstAttempt);
        PartitionRange range = new PartitionRange(from, from + count);
        if (assignment.stage() instanceof MapStage map) {
            outbox.add(new SchedulerAction.MapOutputsAccepted(
                    map.shuffle(), assignment.executor().id(), range, firstAttempt));
        } else if (assignment.stage() instanceof ResultStage result) {
            outbox.add(new SchedulerAction.ResultsAccepted(result.job().id(), range, firstAttempt));
        }
    }

    private void stopOther(StageState stage, int partition, long winner) {
        long copy = stage.copyOf(partition);
        if (copy >= 0 && rules.stopsLoser()) {
            executors.kill(copy == winner ? stage.attemptOf(partition) : copy);
        }
    }

    private void ended(Assignment assignment, AttemptReport report, long nowNanos) {
        for (int i = 0; i < report.count(); i++) {
            long attempt = report.firstAttempt() + i;
            if (!passes(assignment, attempt, nowNanos)) {
                continue;
            }
            StageState stage = assignment.stage();
            int partition = assignment.partitionOf(attempt);
            if (report instanceof AttemptReport.Failed failed) {
                failed(stage, partition, attempt, failed.failure());
            } else {
                retry(stage, partition, attempt, RetryPolicy.Verdict.RETRY);
            }
        }
        graph.updateReady(assignment.stage());
    }

    private void failed(StageState stage, int partition, long attempt, AttemptFailure failure) {
        if (failure instanceof AttemptFailure.FetchFailed fetch && fetchFailed(attempt, fetch)) {
            retry(stage, partition, attempt, RetryPolicy.Verdict.RETRY);
            return;
        }
        PartitionHistory history = stage.history(partition);
        history.addFailure(failure);
        RetryPolicy.Verdict verdict = retries.afterFailure(failure, history);
        if (verdict == RetryPolicy.Verdict.FAIL) {
            graph.doom(
                    stage,
                    new JobFailure.TaskFailed(stage.id(), partition, new TaskAttemptId(attempt), history.failures()));
        }
        retry(stage, partition, attempt, verdict);
    }

    /** Draws the consequences for the map output; returns whether the reader is free of blame. */
    private boolean fetchFailed(long reader, AttemptFailure.FetchFailed failure) {
        MapStage stage = graph.find(failure.shuffle());
        if (stage == null) {
            return true;
        }
        if (rules.shouldHaveKnown(reader, failure, stage)) {
            return false;
        }
        boolean wasComplete = stage.isComplete();
        graph.lose(stage, rules.outputsLostBy(failure, stage));
        if (wasComplete && !stage.isComplete()) {
            graph.countFetchWave(stage, failure.cause());
        }
        return true;
    }

    /** Puts a partition back in the queue unless another attempt of it still runs. */
    private static void retry(StageState stage, int partition, long attempt, RetryPolicy.Verdict verdict) {
        if (stage.end(partition, attempt)) {
            if (verdict == RetryPolicy.Verdict.RETRY_ALONE) {
                stage.requeueAlone(partition);
            } else {
                stage.requeue(partition);
            }
        }
    }

    /** Gives the partitions of a range on a lost executor back; blames those that may have been running. */
    void orphan(Assignment assignment, int mayHaveRun, Object cause) {
        StageState stage = assignment.stage();
        int started = 0;
        BitSet outstanding = assignment.outstanding();
        for (int i = outstanding.nextSetBit(0); i >= 0; i = outstanding.nextSetBit(i + 1)) {
            long attempt = assignment.firstAttempt() + i;
            int partition = assignment.partitionOf(attempt);
            if (!rules.accepts(assignment, partition, attempt)) {
                continue;
            }
            RetryPolicy.Verdict verdict = RetryPolicy.Verdict.RETRY;
            if (started < mayHaveRun) {
                started++;
                PartitionHistory history = stage.history(partition);
                history.addLoss(cause);
                verdict = retries.afterLoss(history);
                if (verdict == RetryPolicy.Verdict.FAIL) {
                    graph.doom(stage, new JobFailure.PoisonPartition(stage.id(), partition, history.losses()));
                }
            }
            retry(stage, partition, attempt, verdict);
        }
        graph.updateReady(stage);
    }
}
