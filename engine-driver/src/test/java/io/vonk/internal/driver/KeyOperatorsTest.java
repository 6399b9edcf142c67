package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.JoinStrategy;
import io.vonk.api.PairRdd;
import io.vonk.data.Pair;
import io.vonk.function.Partitioner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operators that bring the values of a key together. */
class KeyOperatorsTest extends AllBackends {

    private static final Map<Integer, Integer> SUMS = remaindersSummed();

    private static Map<Integer, Integer> remaindersSummed() {
        Map<Integer, Integer> sums = new TreeMap<>();
        IntStream.range(0, 1_000).forEach(i -> sums.merge(i % 7, i, Integer::sum));
        return sums;
    }

    private PairRdd<Integer, Integer> pairs() {
        return vonk.parallelizePairs(remainders(1_000, 7), 5);
    }

    private static int shuffles(PairRdd<?, ?> rdd) {
        return rdd.explain().split(", writes ", -1).length - 1;
    }

    @Test
    void valuesOfAKeyAreCombined() {
        assertEquals(SUMS, sortedMap(pairs().reduceByKey(Integer::sum).collectAsMap()));
        assertEquals(SUMS, sortedMap(pairs().reduceByKey(Integer::sum, 2).collectAsMap()));
        assertEquals(
                SUMS, sortedMap(pairs().reduceByKey(Integer::sum, new Halves()).collectAsMap()));
        assertEquals(SUMS, sortedMap(pairs().foldByKey(0, Integer::sum).collectAsMap()));
        assertEquals(SUMS, sortedMap(pairs().foldByKey(0, 3, Integer::sum).collectAsMap()));
        assertEquals(SUMS, sortedMap(pairs().reduceByKeyLocally(Integer::sum)));
        assertEquals(
                SUMS,
                sortedMap(pairs().aggregateByKey(0L, (sum, v) -> sum + v, Long::sum)
                        .mapValues(Long::intValue)
                        .collectAsMap()));
        assertEquals(
                SUMS,
                sortedMap(pairs().combineByKey(v -> (long) v, (sum, v) -> sum + v, Long::sum)
                        .mapValues(Long::intValue)
                        .collectAsMap()));
        assertEquals(143L, pairs().countByKey().get(0));
        assertEquals(7, pairs().countByKey().size());
    }

    @Test
    void mutableZerosAreCopiedForEachKeyAndTask() {
        Map<Integer, Set<Integer>> sets = pairs().filter(p -> p.value() < 30)
                .aggregateByKey(
                        new HashSet<Integer>(),
                        (set, v) -> {
                            set.add(v);
                            return set;
                        },
                        (left, right) -> {
                            left.addAll(right);
                            return left;
                        })
                .mapValues(set -> (Set<Integer>) set)
                .collectAsMap();

        assertEquals(Set.of(3, 10, 17, 24), sets.get(3));
        assertEquals(30, sets.values().stream().mapToInt(Set::size).sum());
    }

    @Test
    void aggregationOverPlacedKeysDoesNotShuffle() {
        PairRdd<Integer, Integer> placed = pairs().partitionBy(Partitioner.hash(4));

        assertEquals(shuffles(placed), shuffles(placed.reduceByKey(Integer::sum)));
        assertEquals(SUMS, sortedMap(placed.reduceByKey(Integer::sum).collectAsMap()));
        assertEquals(shuffles(placed), shuffles(placed.groupByKey()));
        assertEquals(
                Map.of(0, 143),
                placed.groupByKey()
                        .mapValues(v -> listOf(v).size())
                        .filter(p -> p.key() == 0)
                        .collectAsMap());
        assertEquals(shuffles(placed) + 1, shuffles(placed.reduceByKey(Integer::sum, 9)));
        assertEquals(SUMS, sortedMap(placed.reduceByKey(Integer::sum, 9).collectAsMap()));
        assertEquals(
                Optional.of(Partitioner.hash(9)),
                placed.reduceByKey(Integer::sum, 9).partitioner());
    }

    @Test
    void groupsHoldAllValuesAndCanBeIteratedAgain() {
        Map<Integer, List<Integer>> expected = remainders(1_000, 7).stream()
                .collect(Collectors.groupingBy(Pair::key, Collectors.mapping(Pair::value, Collectors.toList())));
        PairRdd<Integer, Iterable<Integer>> groups = pairs().groupByKey();

        assertEquals(expected, groups.mapValues(v -> sorted(v)).collectAsMap());
        assertEquals(
                expected.keySet(),
                groups.mapValues(v -> listOf(v).equals(listOf(v)))
                        .filter(Pair::value)
                        .collectAsMap()
                        .keySet());
        Map<Integer, Iterable<Integer>> collected = groups.collectAsMap();
        assertEquals(expected.get(3), sorted(collected.get(3)), "groups live on after the job");
        assertEquals(
                Map.of(true, 500, false, 500),
                numbers(1_000, 3)
                        .groupBy(i -> i % 2 == 0)
                        .mapValues(v -> listOf(v).size())
                        .collectAsMap());
        assertEquals(2, numbers(1_000, 3).groupBy(i -> i % 2 == 0, 2).partitionCount());
    }

    @Test
    void groupsCanBeShuffledSortedAndKept() {
        PairRdd<Integer, Iterable<Integer>> groups = pairs().groupByKey(3);

        assertEquals(
                List.of(0, 1, 2, 3, 4, 5, 6), groups.sortByKey().map(Pair::key).collect());
        assertEquals(1_000, groups.sortByKey().flatMapValues(Iterable::iterator).count());
        PairRdd<Integer, Iterable<Integer>> kept = groups.cache();
        assertEquals(7, kept.count());
        assertEquals(1_000, kept.flatMapValues(Iterable::iterator).count());
        assertEquals(
                1_000, kept.repartition(5).flatMap(p -> p.value().iterator()).count());
        kept.unpersist();
    }

    @Test
    void nullKeysAndValuesAreKept() {
        PairRdd<String, Integer> pairs = vonk.parallelizePairs(
                Arrays.asList(Pair.of("a", 1), Pair.of(null, 2), Pair.of(null, 3), Pair.of("b", null)), 3);

        Map<String, List<Integer>> groups = pairs.groupByKey()
                .mapValues(v -> AllBackends.<Integer>listOf(v))
                .collectAsMap();
        assertEquals(Arrays.asList((Integer) null), groups.get("b"));
        assertEquals(Set.of(2, 3), new HashSet<>(groups.get(null)));
        assertEquals(
                5,
                pairs.filter(p -> p.key() == null)
                        .reduceByKey(Integer::sum)
                        .collect()
                        .get(0)
                        .value());
        assertEquals(2L, pairs.countByKey().get(null));
        assertEquals(Set.of(2, 3), new HashSet<>(pairs.lookup(null)));
        assertEquals(4, pairs.partitionBy(Partitioner.hash(3)).count());
        assertSameRecords(
                List.of(Pair.of(2, 2), Pair.of(2, 3), Pair.of(3, 2), Pair.of(3, 3)),
                pairs.filter(p -> p.key() == null)
                        .join(pairs.filter(p -> p.key() == null))
                        .values()
                        .collect());
        assertEquals(2, pairs.subtractByKey(pairs.filter(p -> p.key() == null)).count());
        for (JoinStrategy strategy : JoinStrategy.values()) {
            assertEquals(6, pairs.join(pairs, strategy).count(), strategy.name());
        }
    }

    @Test
    void keysThatCollideOrDifferInTypeStayApart() {
        List<Pair<Object, Integer>> list = new ArrayList<>();
        for (Object key : List.of("Aa", "BB", 65, 65L, 65.0, 'A', List.of(1), new Colliding(1), new Colliding(2))) {
            list.add(Pair.of(key, 1));
            list.add(Pair.of(key, 10));
        }
        Map<Object, Integer> expected = new HashMap<>();
        list.forEach(p -> expected.merge(p.key(), p.value(), Integer::sum));
        PairRdd<Object, Integer> pairs = vonk.parallelizePairs(list, 4);

        assertEquals(expected, pairs.reduceByKey(Integer::sum).collectAsMap());
        assertEquals(
                expected,
                pairs.groupByKey()
                        .mapValues(
                                v -> listOf(v).stream().mapToInt(i -> (int) i).sum())
                        .collectAsMap());
        assertEquals(9, pairs.keys().distinct().count());
        assertEquals(36, pairs.join(pairs).count());
        assertEquals(36, pairs.join(pairs, JoinStrategy.SORT_MERGE).count());
    }

    /** All of one hash, the worst there is for tables that take its absolute value. */
    record Colliding(int number) implements java.io.Serializable {
        @Override
        public int hashCode() {
            return Integer.MIN_VALUE;
        }
    }

    /** Even numbers and null to the first partition. */
    record Halves() implements Partitioner {
        @Override
        public int partitionCount() {
            return 2;
        }

        @Override
        public int partition(Object key) {
            return key == null ? 0 : ((Integer) key) & 1;
        }
    }

    @Test
    void aPartitionerDecidesWhereKeysLie() {
        List<List<Pair<Integer, Integer>>> parts =
                pairs().partitionBy(new Halves()).glom().collect();

        assertEquals(2, parts.size());
        assertTrue(parts.get(0).stream().allMatch(p -> p.key() % 2 == 0));
        assertTrue(parts.get(1).stream().allMatch(p -> p.key() % 2 == 1));
        assertEquals(1_000, parts.get(0).size() + parts.get(1).size());
        PairRdd<Integer, Integer> placed = pairs().partitionBy(new Halves());
        assertEquals(shuffles(placed), shuffles(placed.partitionBy(new Halves())), "nothing moves twice");
    }

    // ---- joins ----

    private static final List<Pair<Integer, String>> LEFT =
            List.of(Pair.of(1, "a"), Pair.of(1, "b"), Pair.of(2, "c"), Pair.of(3, "d"), Pair.of(3, "e"));
    private static final List<Pair<Integer, Integer>> RIGHT =
            List.of(Pair.of(1, 10), Pair.of(3, 30), Pair.of(3, 31), Pair.of(4, 40));

    @ParameterizedTest
    @EnumSource(JoinStrategy.class)
    void innerAndLeftOuterJoinsGiveTheSameByEveryStrategy(JoinStrategy strategy) {
        PairRdd<Integer, String> left = vonk.parallelizePairs(LEFT, 3);
        PairRdd<Integer, Integer> right = vonk.parallelizePairs(RIGHT, 2);

        assertSameRecords(
                List.of(
                        Pair.of(1, Pair.of("a", 10)),
                        Pair.of(1, Pair.of("b", 10)),
                        Pair.of(3, Pair.of("d", 30)),
                        Pair.of(3, Pair.of("d", 31)),
                        Pair.of(3, Pair.of("e", 30)),
                        Pair.of(3, Pair.of("e", 31))),
                left.join(right, strategy).collect());
        assertSameRecords(
                List.of(
                        Pair.of(1, Pair.of("a", Optional.of(10))),
                        Pair.of(1, Pair.of("b", Optional.of(10))),
                        Pair.of(2, Pair.of("c", Optional.empty())),
                        Pair.of(3, Pair.of("d", Optional.of(30))),
                        Pair.of(3, Pair.of("d", Optional.of(31))),
                        Pair.of(3, Pair.of("e", Optional.of(30))),
                        Pair.of(3, Pair.of("e", Optional.of(31)))),
                left.leftOuterJoin(right, strategy).collect());
        assertEquals(List.of(), left.join(right.filter(p -> false), strategy).collect());
        assertEquals(List.of(), left.filter(p -> false).join(right, strategy).collect());
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "HASH", "SORT_MERGE"})
    void rightAndFullOuterJoinsGiveTheSameByEveryStrategy(JoinStrategy strategy) {
        PairRdd<Integer, String> left = vonk.parallelizePairs(LEFT, 3);
        PairRdd<Integer, Integer> right = vonk.parallelizePairs(RIGHT, 2);

        assertSameRecords(
                List.of(
                        Pair.of(1, Pair.of(Optional.of("a"), 10)),
                        Pair.of(1, Pair.of(Optional.of("b"), 10)),
                        Pair.of(3, Pair.of(Optional.of("d"), 30)),
                        Pair.of(3, Pair.of(Optional.of("d"), 31)),
                        Pair.of(3, Pair.of(Optional.of("e"), 30)),
                        Pair.of(3, Pair.of(Optional.of("e"), 31)),
                        Pair.of(4, Pair.of(Optional.empty(), 40))),
                left.rightOuterJoin(right, strategy).collect());
        assertSameRecords(
                List.of(
                        Pair.of(1, Pair.of(Optional.of("a"), Optional.of(10))),
                        Pair.of(1, Pair.of(Optional.of("b"), Optional.of(10))),
                        Pair.of(2, Pair.of(Optional.of("c"), Optional.empty())),
                        Pair.of(3, Pair.of(Optional.of("d"), Optional.of(30))),
                        Pair.of(3, Pair.of(Optional.of("d"), Optional.of(31))),
                        Pair.of(3, Pair.of(Optional.of("e"), Optional.of(30))),
                        Pair.of(3, Pair.of(Optional.of("e"), Optional.of(31))),
                        Pair.of(4, Pair.of(Optional.empty(), Optional.of(40)))),
                left.fullOuterJoin(right, strategy).collect());
    }

    @Test
    void outerJoinsByBroadcastAreRefusedWhereNoTaskCanKnowTheUnmatched() {
        PairRdd<Integer, String> left = vonk.parallelizePairs(LEFT, 3);

        assertThrows(IllegalArgumentException.class, () -> left.rightOuterJoin(left, JoinStrategy.BROADCAST));
        assertThrows(IllegalArgumentException.class, () -> left.fullOuterJoin(left, JoinStrategy.BROADCAST));
    }

    @Test
    void coPartitionedInputsAreNotShuffledAgain() {
        Partitioner partitioner = Partitioner.hash(3);
        PairRdd<Integer, String> left = vonk.parallelizePairs(LEFT, 2).partitionBy(partitioner);
        PairRdd<Integer, Integer> right = vonk.parallelizePairs(RIGHT, 2).partitionBy(partitioner);

        PairRdd<Integer, Pair<String, Integer>> joined = left.join(right);

        assertEquals(shuffles(left) + shuffles(right), shuffles(joined), joined.explain());
        assertEquals(6, joined.count());
        assertEquals(Optional.of(partitioner), joined.partitioner());
        assertEquals(shuffles(left) + shuffles(right), shuffles(left.cogroup(right)));
        assertEquals(6, left.join(right, JoinStrategy.SORT_MERGE).count());
        assertEquals(1, left.subtractByKey(right).count());
        PairRdd<Integer, Integer> unplaced = vonk.parallelizePairs(RIGHT, 2);
        assertEquals(shuffles(left) + 1, shuffles(left.join(unplaced, JoinStrategy.HASH)), "only one side moves");
        assertEquals(6, left.join(unplaced, JoinStrategy.HASH).count());
    }

    @Test
    void aCollectionCanBeJoinedWithItself() {
        PairRdd<Integer, Integer> sums = pairs().reduceByKey(Integer::sum);

        assertEquals(7, sums.join(sums).count());
        assertEquals(7, sums.join(sums, JoinStrategy.SORT_MERGE).count());
        assertEquals(7, sums.cogroup(sums, sums).count());
        assertEquals(
                7,
                sums.mapValues(v -> v + 1)
                        .join(sums)
                        .filter(p -> p.value().key() == p.value().value() + 1)
                        .count());
    }

    @Test
    void cogroupsOfTwoToFourHoldTheValuesOfEach() {
        PairRdd<Integer, String> left = vonk.parallelizePairs(LEFT, 3);
        PairRdd<Integer, Integer> right = vonk.parallelizePairs(RIGHT, 2);
        PairRdd<Integer, Integer> third = vonk.parallelizePairs(List.of(Pair.of(9, 9), Pair.of(1, 1)), 1);
        PairRdd<Integer, Integer> fourth = vonk.parallelizePairs(List.of(Pair.of(4, 4)), 1);

        assertEquals(
                Map.of(1, "[a, b][10]", 2, "[c][]", 3, "[d, e][30, 31]", 4, "[][40]"),
                left.cogroup(right)
                        .mapValues(p -> "" + sorted(p.key()) + sorted(p.value()))
                        .collectAsMap());
        assertEquals(
                Map.of(1, "[a, b][10][1]", 2, "[c][][]", 3, "[d, e][30, 31][]", 4, "[][40][]", 9, "[][][9]"),
                left.cogroup(right, third)
                        .mapValues(g -> "" + sorted(g.first()) + sorted(g.second()) + sorted(g.third()))
                        .collectAsMap());
        assertEquals(
                Map.of(1, "2+1+1+0", 2, "1+0+0+0", 3, "2+2+0+0", 4, "0+1+0+1", 9, "0+0+1+0"),
                left.cogroup(right, third, fourth)
                        .mapValues(g -> listOf(g.first()).size() + "+"
                                + listOf(g.second()).size() + "+"
                                + listOf(g.third()).size() + "+"
                                + listOf(g.fourth()).size())
                        .collectAsMap());
        assertEquals(4, left.groupWith(right).collect().size(), "groups can be collected");
    }

    @Test
    void aHotKeyJoinsAndGroupsWithoutFittingIntoMemory() {
        PairRdd<Integer, Integer> hot = numbers(20_000, 4).mapToPair(i -> Pair.of(i % 10 < 9 ? 0 : i, i));
        PairRdd<Integer, Integer> few = vonk.parallelizePairs(List.of(Pair.of(0, 1), Pair.of(0, 2), Pair.of(9, 3)), 2);

        for (JoinStrategy strategy : List.of(JoinStrategy.HASH, JoinStrategy.SORT_MERGE)) {
            assertEquals(36_001, hot.join(few, strategy).count());
            assertEquals(36_001, few.join(hot, strategy).count());
        }
        assertEquals(
                18_000,
                hot.groupByKey().mapValues(v -> listOf(v).size()).lookup(0).get(0));
        assertEquals(2_001, hot.groupByKey().count());
    }

    @Test
    void setOperationsCompareWholeRecords() {
        var left = vonk.parallelize(Arrays.asList(1, 2, 2, 3, null, null), 3);
        var right = vonk.parallelize(Arrays.asList(2, 3, 3, 4, null), 2);

        assertSameRecords(Arrays.asList(2, 3, null), left.intersection(right).collect());
        assertSameRecords(List.of(1), left.subtract(right).collect());
        assertSameRecords(List.of(4), right.subtract(left, 5).collect());
        assertSameRecords(
                Arrays.asList(1, 2, 2, 3),
                left.subtract(vonk.parallelize(Arrays.asList((Integer) null), 1))
                        .collect());
        assertSameRecords(
                Arrays.asList(1, 2, 2, 3, null, null),
                left.subtract(vonk.emptyRdd()).collect());
        assertSameRecords(Arrays.asList(1, 2, 3, null), left.distinct(2).collect());
        assertEquals(11, left.union(right).count());
        assertEquals(5, left.union(right).partitionCount());
        assertEquals(
                Arrays.asList(1, 2, 2, 3, null, null, 2, 3, 3, 4, null),
                left.union(right).collect());
        assertSameRecords(
                List.of(Pair.of(1, 2)),
                vonk.parallelizePairs(List.of(Pair.of(1, 2), Pair.of(1, 2)), 2)
                        .intersection(vonk.parallelizePairs(List.of(Pair.of(1, 2), Pair.of(1, 3)), 1))
                        .collect());
        assertEquals(3, vonk.union(List.of(left, right, left)).glom().count() - 5);
    }

    @Test
    void lookupAsksOnePartitionWhereTheKeyMustBe() {
        var touched = vonk.longAccumulator();
        PairRdd<Integer, Integer> placed = pairs().partitionBy(Partitioner.hash(4))
                .mapPartitionsWithIndex(
                        (i, p) -> {
                            touched.add(1);
                            return p;
                        },
                        true)
                .mapToPair(p -> p);
        assertEquals(143, placed.lookup(0).size());
        assertEquals(4, touched.value());

        PairRdd<Integer, Integer> sums = pairs().reduceByKey(Integer::sum, 4).mapValues(v -> {
            touched.add(100);
            return v;
        });
        assertEquals(List.of(SUMS.get(3)), sums.lookup(3));
        assertEquals(List.of(), sums.lookup(99));
        assertTrue(touched.value() < 4 + 700, "looked at all keys");
    }

    @Test
    void samplesByKeyTakeAShareOfEach() {
        PairRdd<Integer, Integer> sample = pairs().sampleByKey(false, Map.of(0, 1.0, 1, 0.0, 2, 0.5), 7);

        Map<Integer, Long> counts = sample.countByKey();
        assertEquals(143L, counts.get(0));
        assertFalse(counts.containsKey(1));
        assertFalse(counts.containsKey(3));
        assertTrue(counts.get(2) > 30 && counts.get(2) < 110, counts.toString());
        assertEquals(
                sample.collect(),
                pairs().sampleByKey(false, Map.of(0, 1.0, 1, 0.0, 2, 0.5), 7).collect());
        assertTrue(pairs().sampleByKey(true, Map.of(0, 3.0), 7).count() > 250);
        assertThrows(IllegalArgumentException.class, () -> pairs().sampleByKey(false, Map.of(0, 1.5), 7));
    }

    @Test
    void distinctValuesAreCountedApproximately() {
        Map<Integer, Long> counts = numbers(20_000, 4)
                .mapToPair(i -> Pair.of(i % 2, i / 4))
                .countApproxDistinctByKey(0.02)
                .collectAsMap();

        assertEquals(5_000, counts.get(0), 500);
        assertEquals(5_000, counts.get(1), 500);
        assertEquals(20_000, numbers(20_000, 4).countApproxDistinct(0.02), 2_000);
        assertEquals(0, vonk.emptyRdd().countApproxDistinct(0.02));
    }

    @Test
    void shufflesAreReusedBetweenJobs() {
        var calls = vonk.longAccumulator();
        PairRdd<Integer, Integer> sums = numbers(100, 4)
                .mapToPair(i -> {
                    calls.add(1);
                    return Pair.of(i % 3, i);
                })
                .reduceByKey(Integer::sum);

        assertEquals(3, sums.count());
        assertEquals(3, sums.count());
        assertEquals(3, sums.mapValues(v -> v + 1).collect().size());
        assertEquals(100, calls.value(), "map outputs of a shuffle are computed once per session");
        assertSame(sums, sums.setName("sums"));
        assertEquals(Optional.of("sums"), sums.name());
        assertTrue(sums.toDebugString().contains("sums"), sums.toDebugString());
    }
}
