package io.vonk.testkit;

import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Jobs whose results are known, each made of a seed: the same on a cluster that falls apart as in one JVM. */
enum ChaosJobs {
    WORD_COUNT {
        @Override
        long digest(VonkSession vonk, long seed) {
            Rdd<String> lines = vonk.range(0, 3_000, 1, 12).mapToObj(i -> line(seed + i));
            PairRdd<String, Integer> counts = lines.flatMap(
                            line -> List.of(line.split(" ")).iterator())
                    .mapToPair(word -> Pair.of(word, 1))
                    .reduceByKey(Integer::sum);
            return new TreeMap<>(counts.collectAsMap()).hashCode();
        }
    },
    JOIN {
        @Override
        long digest(VonkSession vonk, long seed) {
            PairRdd<Long, Long> left =
                    vonk.range(0, 20_000, 1, 6).boxed().mapToPair(i -> Pair.of(mixed(seed + i) % 500, i));
            PairRdd<Long, Long> right = vonk.range(0, 2_000, 1, 5).boxed().mapToPair(i -> Pair.of(mixed(i) % 700, i));
            return left.join(right)
                    .map(pair -> mixed(pair.key() * 31
                            + pair.value().key() * 17
                            + pair.value().value()))
                    .reduce((a, b) -> a + b);
        }
    },
    SORT {
        @Override
        long digest(VonkSession vonk, long seed) {
            Rdd<Long> numbers = vonk.range(0, 60_000, 1, 8).boxed().map(i -> mixed(seed ^ i));
            long digest = 0;
            for (Long number : numbers.sortBy(i -> i, true, 6).collect()) {
                // The order counts.
                digest = digest * 31 + number;
            }
            return digest;
        }
    },
    PAGE_RANK {
        @Override
        long digest(VonkSession vonk, long seed) {
            PairRdd<Long, ArrayList<Long>> links = vonk.range(0, 400, 1, 4)
                    .boxed()
                    .mapToPair(page -> {
                        ArrayList<Long> targets = new ArrayList<>();
                        for (int i = 1; i <= 5; i++) {
                            targets.add(mixed(seed + page * 7 + i) % 400);
                        }
                        return Pair.of(page, targets);
                    })
                    .cache();
            // Whole numbers: sums do not depend on their order.
            PairRdd<Long, Long> ranks = links.mapValues(targets -> 1_000_000L);
            for (int i = 0; i < 4; i++) {
                PairRdd<Long, Long> given = links.join(ranks).flatMapToPair(page -> {
                    List<Pair<Long, Long>> shares = new ArrayList<>();
                    for (Long target : page.value().key()) {
                        shares.add(Pair.of(target, page.value().value() / 5));
                    }
                    return shares.iterator();
                });
                ranks = given.reduceByKey(Long::sum).mapValues(sum -> 150_000 + sum * 85 / 100);
            }
            return new TreeMap<>(ranks.collectAsMap()).hashCode();
        }
    };

    /** Runs the job and makes one number of its result. */
    abstract long digest(VonkSession vonk, long seed);

    private static String line(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            line.append(i == 0 ? "" : " ").append("word").append(random.nextInt(300));
        }
        return line.toString();
    }

    /** A number that looks random, at least 0: the finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return (mixed ^ mixed >>> 31) & Long.MAX_VALUE;
    }
}
