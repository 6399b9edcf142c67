package io.vonk.bench.vonk;

import io.vonk.api.VonkSession;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import java.util.List;
import java.util.Optional;

/** Vonk's session, and which class has which job. */
final class VonkEngine implements Engine {
    private final VonkSession vonk;
    private final JobContext context;

    VonkEngine(VonkSession vonk, JobContext context) {
        this.vonk = vonk;
        this.context = context;
    }

    @Override
    public String version() {
        return "Vonk";
    }

    @Override
    public Optional<PreparedJob> prepare(Job job) {
        return Optional.of(
                switch (job) {
                    case START, ONE_TASK ->
                        () -> Answer.of(vonk.parallelize(List.of(1), 1).count(), 0);
                    case EMPTY_TASKS, TWO_STAGES, SUM_LONGS -> new SmallJobs(vonk, context.sizes()).prepare(job);
                    case WORD_COUNT, WORD_COUNT_SAVED, COUNT_LINES -> new TextJobs(vonk, context).prepare(job);
                    case REDUCE_BY_KEY,
                            DISTINCT_KEYS,
                            DISTINCT_PAIRS,
                            GROUP_BY_KEY,
                            JOIN,
                            BROADCAST_LOOKUP,
                            CACHED_ENCODED,
                            CACHED_OBJECTS,
                            WIDE_SHUFFLE -> new PairJobs(vonk, context.sizes()).prepare(job);
                    case SORT_BY_KEY, TERA_SORT, SECONDARY_SORT -> new SortJobs(vonk, context).prepare(job);
                    case PAGE_RANK -> new PageRankJob(vonk, context.sizes());
                    case K_MEANS -> new KMeansJob(vonk, context.sizes());
                    case CSV_COUNT, TAXI_CSV, CSV_TO_PARQUET, TAXI_PARQUET -> new TripJobs(vonk, context).prepare(job);
                    case RECORD_JOIN, RECORD_SORT, SKEWED_JOIN -> new OrderJobs(vonk, context.sizes()).prepare(job);
                });
    }

    @Override
    public void close() {
        vonk.close();
    }
}
