package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The engine {@code java}: every job as a good Java programmer writes it by hand, with the collections of the JDK and a
 * pool of threads. Parquet it leaves out, for which the JDK has nothing.
 */
public final class IdiomaticOpener implements Engine.Opener {

    @Override
    public Engine open(JobContext context) {
        Workers workers = new Workers(context.threads());
        return new HandWritten("Java " + Runtime.version(), workers, jobs(context, workers));
    }

    private static Map<Job, Callable<PreparedJob>> jobs(JobContext context, Workers workers) {
        Sizes sizes = context.sizes();
        DataFiles files = context.files();
        Map<Job, Callable<PreparedJob>> jobs = new EnumMap<>(Job.class);
        jobs.put(Job.START, () -> () -> Answer.of(List.of(1L).size(), 0));
        jobs.put(Job.EMPTY_TASKS, () -> new EmptyTasks(workers, sizes.emptyTasks()));
        jobs.put(Job.ONE_TASK, () -> new OneTask(workers));
        jobs.put(Job.TWO_STAGES, () -> new TwoStages(workers));
        jobs.put(Job.WORD_COUNT, () -> new WordCount(workers, files.words()));
        jobs.put(
                Job.WORD_COUNT_SAVED,
                () -> new WordCountSaved(workers, files.words(), context.output(Job.WORD_COUNT_SAVED)));
        jobs.put(Job.REDUCE_BY_KEY, () -> new ReduceByKey(workers, sizes));
        jobs.put(Job.DISTINCT_KEYS, () -> new DistinctKeys(workers, sizes));
        jobs.put(Job.DISTINCT_PAIRS, () -> new DistinctPairs(workers, sizes));
        jobs.put(Job.GROUP_BY_KEY, () -> new GroupByKey(workers, sizes));
        jobs.put(Job.JOIN, () -> new HashJoin(workers, sizes));
        jobs.put(Job.BROADCAST_LOOKUP, () -> new HashJoin(workers, sizes));
        jobs.put(Job.SORT_BY_KEY, () -> new SortByKey(workers, sizes));
        jobs.put(Job.TERA_SORT, () -> new TeraSort(workers, files.tera(), context.output(Job.TERA_SORT)));
        jobs.put(Job.PAGE_RANK, () -> new PageRank(workers, sizes));
        jobs.put(Job.K_MEANS, () -> new KMeans(workers, sizes));
        jobs.put(Job.CACHED_ENCODED, () -> new CachedEncoded(workers, sizes));
        jobs.put(Job.CACHED_OBJECTS, () -> new CachedObjects(workers, sizes));
        jobs.put(Job.COUNT_LINES, () -> new CountLines(workers, files.words()));
        jobs.put(Job.SUM_LONGS, () -> new SumLongs(workers, sizes));
        jobs.put(Job.CSV_COUNT, () -> new CsvCount(workers, files.trips()));
        jobs.put(Job.TAXI_CSV, () -> new TaxiCsv(workers, files.trips()));
        jobs.put(Job.RECORD_JOIN, () -> new RecordJoin(workers, sizes));
        jobs.put(Job.RECORD_SORT, () -> new RecordSort(workers, sizes));
        jobs.put(Job.SECONDARY_SORT, () -> new SecondarySort(workers, sizes));
        jobs.put(Job.WIDE_SHUFFLE, () -> new WideShuffle(workers, sizes));
        jobs.put(Job.SKEWED_JOIN, () -> new SkewedJoin(workers, sizes));
        return jobs;
    }
}
