package io.vonk.bench.spark;

import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** The jobs as RDD programs; those over rows with a schema are left to {@link FrameJobs}. */
final class RddJobs implements SparkEngine.Jobs {
    private final JobContext context;
    private final Sessions sessions;
    private final FrameJobs frames;

    RddJobs(JobContext context, Sessions sessions) {
        this.context = context;
        this.sessions = sessions;
        this.frames = new FrameJobs(context, sessions);
    }

    @Override
    public Optional<PreparedJob> prepare(Job job, Serialization serialization) {
        JavaSparkContext spark = sessions.context(serialization);
        Sizes sizes = context.sizes();
        return switch (job) {
            case START, ONE_TASK -> Optional.of(() -> SmallJobs.oneTask(spark));
            case EMPTY_TASKS -> Optional.of(() -> SmallJobs.emptyTasks(spark, sizes.emptyTasks()));
            case TWO_STAGES -> Optional.of(() -> SmallJobs.twoStages(spark));
            case WORD_COUNT -> Optional.of(() -> Words.count(spark, context.files()));
            case WORD_COUNT_SAVED -> Optional.of(new WordsSaved(spark, context.files(), context.output(job)));
            case COUNT_LINES -> Optional.of(() -> Words.lines(spark, context.files()));
            case REDUCE_BY_KEY -> Optional.of(() -> PairJobs.reduceByKey(spark, sizes));
            case DISTINCT_KEYS -> Optional.of(() -> PairJobs.distinctKeys(spark, sizes));
            case DISTINCT_PAIRS -> Optional.of(() -> PairJobs.distinctPairs(spark, sizes));
            case GROUP_BY_KEY -> Optional.of(() -> PairJobs.groupByKey(spark, sizes));
            case JOIN -> Optional.of(() -> PairJobs.join(spark, sizes));
            case BROADCAST_LOOKUP -> Optional.of(() -> PairJobs.broadcastLookup(spark, sizes));
            case SORT_BY_KEY -> Optional.of(() -> PairJobs.sortByKey(spark, sizes));
            case WIDE_SHUFFLE -> Optional.of(() -> PairJobs.wideShuffle(spark, sizes));
            case CACHED_ENCODED -> Optional.of(CachedPairs.encoded(spark, sizes));
            case CACHED_OBJECTS -> Optional.of(CachedPairs.objects(spark, sizes));
            case SUM_LONGS -> Optional.of(() -> SmallJobs.sumLongs(spark, sizes.longs()));
            case TERA_SORT -> Optional.of(new TeraSort(spark, context.files(), context.output(job)));
            case PAGE_RANK -> Optional.of(() -> PageRank.run(spark, sizes));
            case K_MEANS -> Optional.of(new KMeans(spark, sizes));
            case TAXI_CSV -> Optional.of(() -> TaxiRows.report(spark, context.files()));
            case CSV_COUNT, CSV_TO_PARQUET, TAXI_PARQUET -> frames.prepare(job, serialization);
            case RECORD_JOIN -> Optional.of(() -> OrderJobs.join(spark, sizes));
            case RECORD_SORT -> Optional.of(() -> OrderJobs.sort(spark, sizes));
            case SECONDARY_SORT -> Optional.of(() -> OrderJobs.secondarySort(spark, sizes));
            case SKEWED_JOIN -> Optional.of(() -> OrderJobs.skewedJoin(spark, sizes));
        };
    }
}
