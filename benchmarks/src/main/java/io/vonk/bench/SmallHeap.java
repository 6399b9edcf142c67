package io.vonk.bench;

import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.function.HashPartitioner;
import io.vonk.launch.Vonk;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Jobs whose data is many times larger than the heap; each checks its answer. To be run as
 * {@code java -Xmx256m -cp … io.vonk.bench.SmallHeap [job] [size in percent]}.
 *
 * <p>Jobs: {@code sort} (2 GB of 100-byte records), {@code reduceByKey} and {@code groupByKey} (50 million distinct keys),
 * {@code join} (20 million rows, of which one key has 30 %, with that key four times on the other side), {@code all}.
 */
public final class SmallHeap {
    private static final int PARTITIONS = 16;

    private SmallHeap() {}

    /** Runs the named job, or all. */
    public static void main(String[] args) {
        String job = args.length > 0 ? args[0] : "all";
        long percent = args.length > 1 ? Long.parseLong(args[1]) : 100;
        System.out.printf(Locale.ROOT, "heap %,d MB%n", Runtime.getRuntime().maxMemory() >> 20);
        for (String name : job.equals("all") ? List.of("reduceByKey", "groupByKey", "sort", "join") : List.of(job)) {
            try (VonkSession vonk = Vonk.local(2)) {
                long start = System.nanoTime();
                String answer = run(vonk, name, percent);
                System.out.printf(Locale.ROOT, "%-12s %6.1f s  %s%n", name, (System.nanoTime() - start) / 1e9, answer);
            }
        }
    }

    private static String run(VonkSession vonk, String job, long percent) {
        return switch (job) {
            case "reduceByKey" -> reduceByKey(vonk, 500_000 * percent);
            case "groupByKey" -> groupByKey(vonk, 500_000 * percent);
            case "sort" -> sort(vonk, 200_000 * percent);
            case "join" -> join(vonk, 200_000 * percent);
            default ->
                throw new IllegalArgumentException(
                        "there is no job '" + job + "'; known are reduceByKey, groupByKey, sort, join and all");
        };
    }

    private static PairRdd<Long, Long> distinctKeys(VonkSession vonk, long keys) {
        // The mixing function is a bijection: as many different keys as numbers, in no order.
        return vonk.range(0, keys, 1, PARTITIONS)
                .mapToObj(i -> Pair.of(HashPartitioner.mix(i + 1), i))
                .mapToPair(pair -> pair);
    }

    private static String reduceByKey(VonkSession vonk, long keys) {
        PairRdd<Long, Long> sums = distinctKeys(vonk, keys).reduceByKey(Long::sum, PARTITIONS);
        long[] found = sums.aggregate(
                new long[2],
                (sum, pair) -> {
                    sum[0]++;
                    sum[1] += pair.value();
                    return sum;
                },
                SmallHeap::added);
        return checked(found, keys, keys * (keys - 1) / 2);
    }

    private static String groupByKey(VonkSession vonk, long keys) {
        long[] found = distinctKeys(vonk, keys)
                .groupByKey(PARTITIONS)
                .aggregate(
                        new long[2],
                        (sum, pair) -> {
                            sum[0]++;
                            for (long value : pair.value()) {
                                sum[1] += value;
                            }
                            return sum;
                        },
                        SmallHeap::added);
        return checked(found, keys, keys * (keys - 1) / 2);
    }

    private static String sort(VonkSession vonk, long records) {
        PairRdd<Long, byte[]> sorted = vonk.range(0, records, 1, PARTITIONS)
                .mapToObj(i -> Pair.of(HashPartitioner.mix(i + 1), new byte[88]))
                .mapToPair(pair -> pair)
                .sortByKey(true, PARTITIONS);
        List<long[]> parts = sorted.mapPartitions(SmallHeap::inOrder).collect();
        long count = 0;
        long last = Long.MIN_VALUE;
        for (long[] part : parts) {
            if (part[0] == 0) {
                continue;
            }
            if (part[1] < last) {
                throw new IllegalStateException("partitions are out of order");
            }
            last = part[2];
            count += part[0];
        }
        return checked(new long[] {count, 0}, records, 0);
    }

    private static Iterator<long[]> inOrder(Iterator<Pair<Long, byte[]>> pairs) {
        long count = 0;
        long first = 0;
        long last = Long.MIN_VALUE;
        while (pairs.hasNext()) {
            long key = pairs.next().key();
            if (key < last) {
                throw new IllegalStateException("records are out of order");
            }
            first = count == 0 ? key : first;
            last = key;
            count++;
        }
        return List.of(new long[] {count, first, last}).iterator();
    }

    private static String join(VonkSession vonk, long rows) {
        PairRdd<Long, Long> left = vonk.range(0, rows, 1, PARTITIONS)
                .mapToObj(i -> Pair.of(i % 10 < 3 ? -1L : i, i))
                .mapToPair(pair -> pair);
        PairRdd<Long, Long> right = vonk.range(0, rows / 4, 1, PARTITIONS)
                .mapToObj(i -> Pair.of(i < 4 ? -1L : i, i))
                .mapToPair(pair -> pair);
        long found = left.join(right, PARTITIONS).count();
        long hot = rows / 10 * 3;
        long others = 0;
        for (long i = 4; i < rows / 4; i++) {
            others += i % 10 < 3 ? 0 : 1;
        }
        return checked(new long[] {found, 0}, hot * 4 + others, 0);
    }

    private static long[] added(long[] left, long[] right) {
        left[0] += right[0];
        left[1] += right[1];
        return left;
    }

    private static String checked(long[] found, long count, long sum) {
        if (found[0] != count || found[1] != sum) {
            throw new IllegalStateException("wrong answer: count " + found[0] + " instead of " + count + ", sum "
                    + found[1] + " instead of " + sum);
        }
        return String.format(Locale.ROOT, "%,d records, right", count);
    }
}
