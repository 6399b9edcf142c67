package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.List;

/** A table for each bucket of pairs. */
record ExpertReduceByKey(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<LongBuckets> pairs = PairBuckets.pairs(workers, sizes);
        return Tally.total(
                workers
                        .items(
                                PairBuckets.COUNT,
                                PairBuckets.Worker::new,
                                (bucket, worker) -> reduce(pairs, bucket, worker))
                        .stream()
                        .map(PairBuckets.Worker::tally)
                        .toList());
    }

    private static void reduce(List<LongBuckets> pairs, int bucket, PairBuckets.Worker worker) {
        LongTable sums = worker.table();
        sums.clear();
        for (LongBuckets buckets : pairs) {
            long[] array = buckets.array(bucket);
            int end = buckets.end(bucket);
            for (int at = 0; at < end; at += 2) {
                sums.add(array[at], array[at + 1]);
            }
        }
        for (int slot = 0; slot < sums.slots(); slot += 2) {
            if (sums.isUsed(slot)) {
                worker.tally().add(Digest.of(sums.key(slot), sums.value(slot)));
            }
        }
    }
}
