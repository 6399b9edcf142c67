package io.vonk.bench.java;

import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The engine {@code java-expert}: the jobs with primitive arrays, in a layout chosen for the data and the caches. Leaves out
 * those in which that gains nothing.
 */
public final class ExpertOpener implements Engine.Opener {

    @Override
    public Engine open(JobContext context) {
        Workers workers = new Workers(context.threads());
        return new HandWritten("Java " + Runtime.version() + ", by an expert", workers, jobs(context, workers));
    }

    private static Map<Job, Callable<PreparedJob>> jobs(JobContext context, Workers workers) {
        Sizes sizes = context.sizes();
        DataFiles files = context.files();
        Map<Job, Callable<PreparedJob>> jobs = new EnumMap<>(Job.class);
        jobs.put(Job.WORD_COUNT, () -> new ExpertWordCount(workers, files.words()));
        jobs.put(
                Job.WORD_COUNT_SAVED,
                () -> new ExpertWordCountSaved(workers, files.words(), context.output(Job.WORD_COUNT_SAVED)));
        jobs.put(Job.REDUCE_BY_KEY, () -> new ExpertReduceByKey(workers, sizes));
        jobs.put(Job.DISTINCT_KEYS, () -> new ExpertDistinctKeys(workers, sizes));
        jobs.put(Job.DISTINCT_PAIRS, () -> new ExpertDistinctPairs(workers, sizes));
        jobs.put(Job.GROUP_BY_KEY, () -> new ExpertGroupByKey(workers, sizes));
        jobs.put(Job.JOIN, () -> new ExpertJoin(workers, sizes));
        jobs.put(Job.BROADCAST_LOOKUP, () -> new ExpertJoin(workers, sizes));
        jobs.put(Job.SORT_BY_KEY, () -> new ExpertSortByKey(workers, sizes));
        jobs.put(Job.TERA_SORT, () -> new ExpertTeraSort(workers, files.tera(), context.output(Job.TERA_SORT)));
        jobs.put(Job.PAGE_RANK, () -> new ExpertPageRank(workers, sizes));
        jobs.put(Job.K_MEANS, () -> new ExpertKMeans(workers, sizes));
        jobs.put(Job.CACHED_ENCODED, () -> new ExpertCached(workers, sizes, false));
        jobs.put(Job.CACHED_OBJECTS, () -> new ExpertCached(workers, sizes, true));
        jobs.put(Job.COUNT_LINES, () -> new ExpertCountLines(workers, files.words()));
        jobs.put(Job.SUM_LONGS, () -> new SumLongs(workers, sizes));
        jobs.put(Job.CSV_COUNT, () -> new ExpertCsvCount(workers, files.trips()));
        jobs.put(Job.TAXI_CSV, () -> new ExpertTaxiCsv(workers, files.trips()));
        jobs.put(Job.SECONDARY_SORT, () -> new ExpertSecondarySort(workers, sizes));
        jobs.put(Job.WIDE_SHUFFLE, () -> new ExpertWideShuffle(workers, sizes));
        jobs.put(Job.SKEWED_JOIN, () -> new ExpertSkewedJoin(workers, sizes));
        return jobs;
    }
}
