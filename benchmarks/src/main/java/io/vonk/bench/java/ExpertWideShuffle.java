package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.List;

/** Each thread has one array for each partition, not one for each pair of partitions. */
record ExpertWideShuffle(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        int partitions = sizes.shufflePartitions();
        List<LongBuckets> pairs = workers.ranges(sizes.pairs(), (from, to) -> {
            LongBuckets buckets = new LongBuckets(partitions, 2 * (to - from));
            for (long i = from; i < to; i++) {
                long key = Workload.key(i, sizes.keys());
                buckets.add((int) ((LongTable.hash(key) >>> 32) * partitions >>> 32), key, i);
            }
            return buckets;
        });
        return Tally.total(workers.items(partitions, Tally::new, (partition, tally) -> {
            for (LongBuckets buckets : pairs) {
                long[] array = buckets.array(partition);
                int end = buckets.end(partition);
                for (int at = 0; at < end; at += 2) {
                    tally.add(Digest.of(array[at], array[at + 1]));
                }
            }
        }));
    }
}
