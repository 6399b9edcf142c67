package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.List;

/** The highest bits of the key choose one of many buckets, each of which is sorted within the cache. */
record ExpertSortByKey(Workers workers, Sizes sizes) implements PreparedJob {
    private static final int BITS = 9;

    private record Worker(CellSort sort, Tally tally) {}

    @Override
    public Answer run() throws Exception {
        List<LongBuckets> pairs = workers.ranges(sizes.pairs(), (from, to) -> {
            LongBuckets buckets = new LongBuckets(1 << BITS, 2 * (to - from));
            for (long i = from; i < to; i++) {
                long key = Digest.of(i);
                buckets.add((int) ((key ^ Long.MIN_VALUE) >>> (64 - BITS)), key, i);
            }
            return buckets;
        });
        Ends ends = new Ends(1 << BITS);
        List<Worker> done = workers.items(
                1 << BITS,
                () -> new Worker(new CellSort(2), new Tally()),
                (bucket, worker) -> sort(pairs, bucket, worker, ends));
        ends.check();
        return Tally.total(done.stream().map(Worker::tally).toList());
    }

    private static void sort(List<LongBuckets> pairs, int bucket, Worker worker, Ends ends) {
        CellSort sort = worker.sort;
        sort.clear(pairs.stream().mapToInt(buckets -> buckets.end(bucket)).sum());
        for (LongBuckets buckets : pairs) {
            sort.addAll(buckets.array(bucket), buckets.end(bucket));
        }
        long[] sorted = sort.sort();
        long previous = Long.MIN_VALUE;
        for (int at = 0; at < sort.end(); at += 2) {
            if (sorted[at] < previous) {
                throw new IllegalStateException("the keys are not sorted at " + sorted[at]);
            }
            previous = sorted[at];
            worker.tally.add(Digest.of(previous, sorted[at + 1]));
        }
        if (sort.end() > 0) {
            ends.set(bucket, sorted[0], previous);
        }
    }

    /** The first and last keys of the buckets; each is set by the thread that has it. */
    private static final class Ends {
        private final long[] first;
        private final long[] last;
        private final boolean[] full;

        Ends(int buckets) {
            first = new long[buckets];
            last = new long[buckets];
            full = new boolean[buckets];
        }

        void set(int bucket, long firstKey, long lastKey) {
            first[bucket] = firstKey;
            last[bucket] = lastKey;
            full[bucket] = true;
        }

        void check() {
            long previous = Long.MIN_VALUE;
            for (int bucket = 0; bucket < full.length; bucket++) {
                if (full[bucket]) {
                    if (first[bucket] < previous) {
                        throw new IllegalStateException("bucket " + bucket + " begins before the end of another");
                    }
                    previous = last[bucket];
                }
            }
        }
    }
}
