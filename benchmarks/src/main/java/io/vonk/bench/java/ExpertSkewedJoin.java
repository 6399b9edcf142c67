package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * As {@link ExpertJoin}, with numbers for the cities, each of which is one text, however many customers live there. A thread
 * has the bucket of the frequent key to itself; the others take the rest meanwhile.
 */
record ExpertSkewedJoin(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        Cities cities = new Cities();
        List<LongBuckets> small =
                PairBuckets.of(workers, sizes.keys(), key -> key, key -> cities.number(Workload.city(key)));
        List<LongBuckets> orders =
                PairBuckets.of(workers, sizes.pairs(), i -> Workload.skewedKey(i, sizes.keys()), i -> i);
        String[] names = cities.names();
        return Tally.total(workers
                .items(PairBuckets.COUNT, PairBuckets.Worker::new, (bucket, worker) -> {
                    PairBuckets.fill(worker.table(), small, bucket);
                    join(worker.table(), orders, bucket, names, worker.tally());
                })
                .stream()
                .map(PairBuckets.Worker::tally)
                .toList());
    }

    private static void join(LongTable table, List<LongBuckets> orders, int bucket, String[] names, Tally tally) {
        for (LongBuckets buckets : orders) {
            long[] array = buckets.array(bucket);
            int end = buckets.end(bucket);
            for (int at = 0; at < end; at += 2) {
                int slot = table.find(array[at]);
                if (table.isUsed(slot)) {
                    tally.add(Digest.of(names[(int) table.value(slot)], array[at + 1]));
                }
            }
        }
    }

    /** Numbers for cities, the same for all threads. */
    private static final class Cities {
        private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

        int number(String city) {
            Integer known = numbers.get(city);
            if (known != null) {
                return known;
            }
            synchronized (this) {
                return numbers.computeIfAbsent(city, name -> numbers.size());
            }
        }

        String[] names() {
            String[] names = new String[numbers.size()];
            numbers.forEach((city, number) -> names[number] = city);
            return names;
        }
    }
}
