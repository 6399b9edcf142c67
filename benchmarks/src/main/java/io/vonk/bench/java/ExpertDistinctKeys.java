package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.List;

/** A table for each bucket of keys. */
record ExpertDistinctKeys(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<LongBuckets> keys = workers.ranges(sizes.pairs(), (from, to) -> {
            LongBuckets buckets = new LongBuckets(PairBuckets.COUNT, to - from);
            for (long i = from; i < to; i++) {
                long key = Workload.key(i, sizes.keys());
                buckets.add(LongBuckets.bucket(key, PairBuckets.BITS), key);
            }
            return buckets;
        });
        return Tally.total(
                workers
                        .items(
                                PairBuckets.COUNT,
                                PairBuckets.Worker::new,
                                (bucket, worker) -> distinct(keys, bucket, worker))
                        .stream()
                        .map(PairBuckets.Worker::tally)
                        .toList());
    }

    private static void distinct(List<LongBuckets> keys, int bucket, PairBuckets.Worker worker) {
        LongTable seen = worker.table();
        seen.clear();
        for (LongBuckets buckets : keys) {
            long[] array = buckets.array(bucket);
            int end = buckets.end(bucket);
            for (int at = 0; at < end; at++) {
                seen.add(array[at], 0);
            }
        }
        for (int slot = 0; slot < seen.slots(); slot += 2) {
            if (seen.isUsed(slot)) {
                worker.tally().add(Digest.of(seen.key(slot)));
            }
        }
    }
}
