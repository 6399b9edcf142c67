package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.List;

/** Each bucket of pairs becomes one array in which the values of a key are side by side, as in a counting sort. */
record ExpertGroupByKey(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<LongBuckets> pairs = PairBuckets.pairs(workers, sizes);
        return Tally.total(workers
                .items(PairBuckets.COUNT, Groups::new, (bucket, groups) -> {
                    groups.collect(pairs, bucket);
                    groups.tally();
                })
                .stream()
                .map(groups -> groups.tally)
                .toList());
    }

    private static final class Groups {
        private final Tally tally = new Tally();
        /** By key: how many values, then where the next goes, at last where they end. */
        private final LongTable ends = new LongTable(0);

        private long[] values = {};

        void collect(List<LongBuckets> pairs, int bucket) {
            ends.clear();
            int count = 0;
            for (LongBuckets buckets : pairs) {
                long[] array = buckets.array(bucket);
                int end = buckets.end(bucket);
                for (int at = 0; at < end; at += 2) {
                    ends.add(array[at], 1);
                }
                count += end / 2;
            }
            if (count > values.length) {
                values = new long[count + count / 8];
            }
            long start = 0;
            for (int slot = 0; slot < ends.slots(); slot += 2) {
                if (ends.isUsed(slot)) {
                    long size = ends.value(slot);
                    ends.set(slot, start);
                    start += size;
                }
            }
            for (LongBuckets buckets : pairs) {
                long[] array = buckets.array(bucket);
                int end = buckets.end(bucket);
                for (int at = 0; at < end; at += 2) {
                    int slot = ends.find(array[at]);
                    long place = ends.value(slot);
                    values[(int) place] = array[at + 1];
                    ends.set(slot, place + 1);
                }
            }
        }

        void tally() {
            long start = 0;
            for (int slot = 0; slot < ends.slots(); slot += 2) {
                if (ends.isUsed(slot)) {
                    tally.add(Digest.of(ends.key(slot), ends.value(slot) - start));
                    start = ends.value(slot);
                }
            }
        }
    }
}
