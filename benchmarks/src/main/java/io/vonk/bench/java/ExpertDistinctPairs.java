package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.Arrays;
import java.util.List;

/** A set for each bucket of pairs; so many buckets that a set of pairs that are all different fits into the cache. */
record ExpertDistinctPairs(Workers workers, Sizes sizes) implements PreparedJob {
    private static final int BITS = 9;

    @Override
    public Answer run() throws Exception {
        List<LongBuckets> pairs = workers.ranges(sizes.pairs(), (from, to) -> {
            LongBuckets buckets = new LongBuckets(1 << BITS, 2 * (to - from));
            for (long i = from; i < to; i++) {
                long key = Workload.key(i, sizes.keys());
                buckets.add(LongBuckets.bucket(key, BITS), key, i);
            }
            return buckets;
        });
        return Tally.total(
                workers.items(1 << BITS, PairSet::new, (bucket, set) -> distinct(pairs, bucket, set)).stream()
                        .map(set -> set.tally)
                        .toList());
    }

    private static void distinct(List<LongBuckets> pairs, int bucket, PairSet set) {
        int numbers = 0;
        for (LongBuckets buckets : pairs) {
            numbers += buckets.end(bucket);
        }
        set.clear(numbers / 2);
        for (LongBuckets buckets : pairs) {
            long[] array = buckets.array(bucket);
            int end = buckets.end(bucket);
            for (int at = 0; at < end; at += 2) {
                set.add(array[at], array[at + 1]);
            }
        }
        set.tally();
    }

    /** Pairs in one array with linear probing, whose first number is never negative. */
    private static final class PairSet {
        private static final long EMPTY = -1;

        private final Tally tally = new Tally();
        private long[] slots = {};
        private int used;

        /** Makes the set empty, at most half full after {@code pairs} more. */
        void clear(int pairs) {
            used = 4 * Math.max(1, Integer.highestOneBit(2 * pairs - 1));
            if (used > slots.length) {
                slots = new long[used];
            }
            Arrays.fill(slots, 0, used, EMPTY);
        }

        void add(long first, long second) {
            int slot = (int) (LongTable.hash(first ^ Long.rotateLeft(second, 32)) >>> 32) & (used - 2);
            while (slots[slot] != EMPTY) {
                if (slots[slot] == first && slots[slot + 1] == second) {
                    return;
                }
                slot = (slot + 2) & (used - 1);
            }
            slots[slot] = first;
            slots[slot + 1] = second;
        }

        void tally() {
            for (int slot = 0; slot < used; slot += 2) {
                if (slots[slot] != EMPTY) {
                    tally.add(Digest.of(slots[slot], slots[slot + 1]));
                }
            }
        }
    }
}
