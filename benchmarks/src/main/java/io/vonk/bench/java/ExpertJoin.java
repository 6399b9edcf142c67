package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.List;

/**
 * Both sides in buckets, and a table of the small side for each. That is also faster than to look up the pairs in one table
 * that is larger than the cache.
 */
record ExpertJoin(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<LongBuckets> small = PairBuckets.of(workers, sizes.keys(), key -> key, Workload::joined);
        List<LongBuckets> pairs = PairBuckets.pairs(workers, sizes);
        return Tally.total(workers
                .items(PairBuckets.COUNT, PairBuckets.Worker::new, (bucket, worker) -> {
                    PairBuckets.fill(worker.table(), small, bucket);
                    join(worker.table(), pairs, bucket, worker.tally());
                })
                .stream()
                .map(PairBuckets.Worker::tally)
                .toList());
    }

    private static void join(LongTable table, List<LongBuckets> pairs, int bucket, Tally tally) {
        for (LongBuckets buckets : pairs) {
            long[] array = buckets.array(bucket);
            int end = buckets.end(bucket);
            for (int at = 0; at < end; at += 2) {
                int slot = table.find(array[at]);
                if (table.isUsed(slot)) {
                    tally.add(Digest.of(array[at], array[at + 1], table.value(slot)));
                }
            }
        }
    }
}
