package io.vonk.bench.java;

import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Pairs divided by their key into buckets whose tables fit into the cache of a processor. */
final class PairBuckets {
    static final int BITS = 6;
    static final int COUNT = 1 << BITS;

    private PairBuckets() {}

    /** The pairs of the jobs. */
    static List<LongBuckets> pairs(Workers workers, Sizes sizes) throws Exception {
        return of(workers, sizes.pairs(), i -> Workload.key(i, sizes.keys()), i -> i);
    }

    /** The pairs of {@code key} and {@code value} of the numbers below {@code n}, from each thread. */
    static List<LongBuckets> of(Workers workers, long n, LongUnaryOperator key, LongUnaryOperator value)
            throws Exception {
        return workers.ranges(n, (from, to) -> {
            LongBuckets buckets = new LongBuckets(COUNT, 2 * (to - from));
            for (long i = from; i < to; i++) {
                long k = key.applyAsLong(i);
                buckets.add(LongBuckets.bucket(k, BITS), k, value.applyAsLong(i));
            }
            return buckets;
        });
    }

    /** Makes {@code table} that of a bucket. */
    static void fill(LongTable table, List<LongBuckets> pairs, int bucket) {
        table.clear();
        for (LongBuckets buckets : pairs) {
            long[] array = buckets.array(bucket);
            int end = buckets.end(bucket);
            for (int at = 0; at < end; at += 2) {
                table.add(array[at], array[at + 1]);
            }
        }
    }

    /** What a thread needs to work on buckets one after the other. */
    record Worker(LongTable table, Tally tally) {
        Worker() {
            this(new LongTable(0), new Tally());
        }
    }
}
