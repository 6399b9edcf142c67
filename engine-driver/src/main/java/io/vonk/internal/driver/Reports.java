package io.vonk.internal.driver;

import io.vonk.internal.scheduler.AttemptFailure;
import io.vonk.internal.scheduler.AttemptReport;
import io.vonk.internal.task.TaskOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The ends of attempts in the scheduler's words, successes of consecutive attempts of one range together. */
final class Reports {
    private Reports() {}

    static List<AttemptReport> of(List<AttemptEnd> ends) {
        List<AttemptEnd> sorted = ends;
        if (ends.size() > 1) {
            sorted = new ArrayList<>(ends);
            sorted.sort(Comparator.comparingLong(AttemptEnd::attempt));
        }
        List<AttemptReport> reports = new ArrayList<>();
        for (int i = 0; i < sorted.size(); ) {
            AttemptEnd end = sorted.get(i);
            if (!(end.outcome() instanceof TaskOutcome.Succeeded)) {
                reports.add(unsuccessful(end));
                i++;
                continue;
            }
            int until = i;
            long nanos = 0;
            while (until < sorted.size()
                    && sorted.get(until).attempt() == end.attempt() + until - i
                    && sorted.get(until).launch() == end.launch()
                    && sorted.get(until).outcome() instanceof TaskOutcome.Succeeded) {
                nanos += Math.max(0, sorted.get(until).runNanos());
                until++;
            }
            // Only map outputs have digests.
            long[] digests = new long[end.writesShuffle() ? until - i : 0];
            for (int k = i; k < i + digests.length; k++) {
                digests[k - i] = ((TaskOutcome.Succeeded) sorted.get(k).outcome()).digest();
            }
            reports.add(new AttemptReport.Succeeded(end.attempt(), until - i, digests, nanos));
            i = until;
        }
        return reports;
    }

    private static AttemptReport unsuccessful(AttemptEnd end) {
        long attempt = end.attempt();
        TaskOutcome outcome = end.outcome();
        if (outcome instanceof TaskOutcome.Killed) {
            return new AttemptReport.GivenBack(attempt, 1);
        }
        return new AttemptReport.Failed(attempt, failure(outcome));
    }

    private static AttemptFailure failure(TaskOutcome outcome) {
        if (outcome instanceof TaskOutcome.UserError error) {
            return new AttemptFailure.UserError(error.failure());
        }
        if (outcome instanceof TaskOutcome.TransientError error) {
            return new AttemptFailure.TransientError(error.failure());
        }
        if (outcome instanceof TaskOutcome.OutOfMemory memory) {
            return new AttemptFailure.OutOfMemory(memory.failure());
        }
        if (outcome instanceof TaskOutcome.FetchFailed fetch) {
            return new AttemptFailure.FetchFailed(
                    fetch.shuffle(), fetch.mapPartition(), fetch.mapAttempt(), fetch.alsoLost(), fetch.failure());
        }
        throw new IllegalStateException("no report for " + outcome);
    }
}
