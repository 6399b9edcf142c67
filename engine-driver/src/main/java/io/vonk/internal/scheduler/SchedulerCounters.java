package io.vonk.internal.scheduler;

/**
 * What the scheduler dropped, counted since its start, and what it holds now. The first five only rise; the others are 0
 * when nothing runs and nothing is kept.
 *
 * @param duplicateReports attempts reported a second time
 * @param staleReports attempts whose outcome nobody waited for any more
 * @param unknownAttempts attempts that were never launched on the reporting executor, or ended long ago
 * @param staleAnswers answers about a shuffle that had lost map outputs since the question
 * @param fencedMessages messages from executors that are not registered
 * @param activeJobs jobs that have not ended
 * @param activeStages stages that somebody waits for
 * @param runningPartitions partitions that an attempt works on, queued ones included
 * @param outstandingAttempts attempts launched and not reported, whether anybody waits for them or not
 * @param histories partitions of which failures are remembered
 * @param copies second attempts
 * @param shuffles shuffles kept for later jobs
 */
public record SchedulerCounters(
        long duplicateReports,
        long staleReports,
        long unknownAttempts,
        long staleAnswers,
        long fencedMessages,
        int activeJobs,
        int activeStages,
        int runningPartitions,
        int outstandingAttempts,
        int histories,
        int copies,
        int shuffles) {}
