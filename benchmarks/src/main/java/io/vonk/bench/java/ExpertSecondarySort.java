package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.List;

/**
 * Each partition in buckets by the range of the key, which is known; each sorted within the cache. Of an order only its
 * number is kept, from which all else follows.
 */
record ExpertSecondarySort(Workers workers, Sizes sizes) implements PreparedJob {
    private static final int RANGES = 256;

    private record Worker(CellSort sort, Tally tally) {}

    @Override
    public Answer run() throws Exception {
        List<LongBuckets> orders = workers.ranges(sizes.pairs(), (from, to) -> {
            LongBuckets buckets = new LongBuckets(Sizes.PARTITIONS * RANGES, 3 * (to - from));
            for (long i = from; i < to; i++) {
                long key = Workload.key(i, sizes.keys());
                int partition = (int) (LongTable.hash(key) >>> 32) & (Sizes.PARTITIONS - 1);
                int range = (int) (key * RANGES / sizes.keys());
                buckets.add(partition * RANGES + range, key, Workload.moment(i, sizes.pairs()), i);
            }
            return buckets;
        });
        List<Tally> tallies = workers
                .items(
                        Sizes.PARTITIONS,
                        () -> new Worker(new CellSort(3), new Tally()),
                        (partition, worker) -> sort(orders, partition, worker))
                .stream()
                .map(Worker::tally)
                .toList();
        return Tally.total(tallies);
    }

    private static void sort(List<LongBuckets> orders, int partition, Worker worker) {
        CellSort sort = worker.sort;
        long key = Long.MIN_VALUE;
        long moment = Long.MIN_VALUE;
        for (int bucket = partition * RANGES; bucket < (partition + 1) * RANGES; bucket++) {
            int numbers = 0;
            for (LongBuckets buckets : orders) {
                numbers += buckets.end(bucket);
            }
            sort.clear(numbers);
            for (LongBuckets buckets : orders) {
                sort.addAll(buckets.array(bucket), buckets.end(bucket));
            }
            long[] sorted = sort.sort();
            for (int at = 0; at < sort.end(); at += 3) {
                if (sorted[at] < key || (sorted[at] == key && sorted[at + 1] < moment)) {
                    throw new IllegalStateException("the records are not sorted at " + sorted[at]);
                }
                key = sorted[at];
                moment = sorted[at + 1];
                worker.tally.add(Digest.of(key, moment, sorted[at + 2]));
            }
        }
    }
}
