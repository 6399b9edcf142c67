package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.JoinStrategy;
import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.function.Partitioner;
import io.vonk.function.SerComparator;
import io.vonk.launch.Vonk;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SortedJoinTest {
    private static final Partitioner PLACES = Partitioner.hash(3);

    @Test
    void inputsSortedAlikeAreMergedAsTheyAre() {
        try (VonkSession vonk = Vonk.local(2)) {
            PairRdd<Long, Long> left = sorted(vonk, 1_000, 100);
            PairRdd<Long, Long> right = sorted(vonk, 300, 300).mapValues(value -> -value);

            assertTrue(left.join(right).explain().contains("sorted already"), left.join(right)::explain);
            assertFalse(left.join(right, JoinStrategy.HASH).explain().contains("sorted already"));
            assertEquals(counts(left.join(right, JoinStrategy.HASH)), counts(left.join(right)));
            assertEquals(counts(left.fullOuterJoin(right, JoinStrategy.HASH)), counts(left.fullOuterJoin(right)));
        }
    }

    @Test
    void keysThatOnlyTheOrderTakesForEqualDoNotMeet() {
        try (VonkSession vonk = Vonk.local(2)) {
            Partitioner one = Partitioner.hash(1);
            PairRdd<BigDecimal, Integer> left = vonk.parallelizePairs(
                            List.of(Pair.of(new BigDecimal("1.0"), 1), Pair.of(new BigDecimal("2"), 2)))
                    .repartitionAndSortWithinPartitions(one);
            PairRdd<BigDecimal, Integer> right = vonk.parallelizePairs(
                            List.of(Pair.of(new BigDecimal("1.00"), 3), Pair.of(new BigDecimal("2"), 4)))
                    .repartitionAndSortWithinPartitions(one);

            assertEquals(
                    List.of(Pair.of(new BigDecimal("2"), Pair.of(2, 4))),
                    left.join(right).collect());
        }
    }

    @Test
    void differentOrdersAreNotMerged() {
        try (VonkSession vonk = Vonk.local(2)) {
            PairRdd<Long, Long> up = sorted(vonk, 100, 10);
            PairRdd<Long, Long> down =
                    sorted(vonk, 100, 10).repartitionAndSortWithinPartitions(PLACES, SerComparator.reverse());

            assertFalse(up.join(down).explain().contains("sorted already"));
            assertEquals(1_000, up.join(down).count());
        }
    }

    private static PairRdd<Long, Long> sorted(VonkSession vonk, long records, long keys) {
        List<Pair<Long, Long>> pairs = new ArrayList<>();
        for (long i = 0; i < records; i++) {
            pairs.add(Pair.of(i % keys, i));
        }
        return vonk.parallelizePairs(pairs).repartitionAndSortWithinPartitions(PLACES);
    }

    private static <K, V> Map<Pair<K, V>, Integer> counts(PairRdd<K, V> pairs) {
        Map<Pair<K, V>, Integer> counts = new HashMap<>();
        pairs.collect().forEach(pair -> counts.merge(pair, 1, Integer::sum));
        return counts;
    }
}
