package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.data.Pair;
import io.vonk.error.JobFailedException;
import io.vonk.error.VonkException;
import io.vonk.function.Partitioner;
import io.vonk.function.SerComparator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Operators whose result has an order, that place records, draw samples, or hand results to the driver. */
class OrderOperatorsTest extends AllBackends {

    private static List<Integer> shuffled(int count) {
        List<Integer> numbers =
                new ArrayList<>(IntStream.range(0, count).boxed().toList());
        Collections.shuffle(numbers, new Random(5));
        return numbers;
    }

    @Test
    void sortsAreGlobalAscendingDescendingAndByAComparator() {
        Rdd<Integer> numbers = vonk.parallelize(shuffled(5_000), 6);
        List<Integer> ascending = IntStream.range(0, 5_000).boxed().toList();
        List<Integer> descending = new ArrayList<>(ascending);
        Collections.reverse(descending);

        assertEquals(ascending, numbers.sortBy(i -> i).collect());
        assertEquals(ascending, numbers.sortBy(i -> i, true, 3).collect());
        assertEquals(descending, numbers.sortBy(i -> i, false, 3).collect());
        assertEquals(descending, numbers.sortBy(i -> -i).collect());
        SerComparator<String> byLength = (left, right) ->
                left.length() != right.length() ? left.length() - right.length() : left.compareTo(right);
        List<Integer> expected = new ArrayList<>(ascending);
        expected.sort(Comparator.comparing((Integer i) -> "" + i, byLength));
        assertEquals(expected, numbers.sortBy(i -> "" + i, byLength, 4).collect());
        expected.sort(Comparator.comparing(i -> "" + i));
        assertEquals(expected, numbers.sortBy(i -> "" + i).collect());
        assertEquals(ascending, numbers.sortBy(i -> i, true, 1).collect());
        assertTrue(numbers.sortBy(i -> i, true, 6).partitionCount() <= 6);
    }

    @Test
    void sortsAreStable() {
        List<Pair<Integer, Integer>> pairs = remainders(5_000, 3);
        List<Pair<Integer, Integer>> expected = new ArrayList<>(pairs);
        expected.sort(Comparator.comparing(Pair::key));

        assertEquals(expected, vonk.parallelizePairs(pairs, 5).sortByKey().collect());
        expected.sort(
                Comparator.comparing((Pair<Integer, Integer> p) -> p.key()).reversed());
        assertEquals(expected, vonk.parallelizePairs(pairs, 5).sortByKey(false).collect());
        assertEquals(
                expected,
                vonk.parallelizePairs(pairs, 5).sortByKey((a, b) -> b - a).collect());
        assertEquals(
                expected,
                vonk.parallelizePairs(pairs, 5).sortByKey((a, b) -> b - a, 2).collect());
        assertEquals(
                pairs,
                vonk.parallelizePairs(pairs, 5)
                        .mapToPair(p -> Pair.of(0, p))
                        .sortByKey()
                        .values()
                        .collect());
    }

    @Test
    void sortsTakeAllKeyTypesAndManyDuplicates() {
        List<Double> doubles = Arrays.asList(0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, 1e300, -1.5, 0.0);
        List<Double> expected = new ArrayList<>(doubles);
        expected.sort(null);
        assertEquals(expected, vonk.parallelize(doubles, 3).sortBy(d -> d).collect());

        List<String> strings = List.of("b", "", "ä", "\uD83D\uDE00", "\uFFFF", "a\0", "a", "Z");
        List<String> sortedStrings = new ArrayList<>(strings);
        sortedStrings.sort(null);
        assertEquals(sortedStrings, vonk.parallelize(strings, 3).sortBy(s -> s).collect());

        List<Long> longs = List.of(Long.MIN_VALUE, 0L, -1L, Long.MAX_VALUE, 1L);
        assertEquals(sorted(longs), vonk.parallelize(longs, 2).sortBy(l -> l).collect());
        assertEquals(
                Collections.nCopies(3_000, 7),
                vonk.parallelize(Collections.nCopies(3_000, 7), 4)
                        .sortBy(i -> i)
                        .collect());
        List<java.time.LocalDate> dates = IntStream.range(0, 50)
                .mapToObj(i -> java.time.LocalDate.ofEpochDay(i * 7_919L % 50))
                .toList();
        assertEquals(sorted(dates), vonk.parallelize(dates, 3).sortBy(d -> d).collect());
    }

    @Test
    void aSortThatMeetsKeysWithoutAnOrderFails() {
        assertThrows(
                JobFailedException.class,
                () -> vonk.parallelize(Arrays.asList("a", null), 1)
                        .sortBy(s -> s)
                        .collect());
        assertThrows(
                JobFailedException.class,
                () -> vonk.<Object>parallelize(List.of("a", 1), 1)
                        .sortBy(s -> s)
                        .collect());
    }

    @Test
    void partitionsCanBeSortedWhileTheyArePlaced() {
        List<List<Pair<Integer, Integer>>> parts = vonk.parallelize(shuffled(1_000), 4)
                .mapToPair(i -> Pair.of(i, -i))
                .repartitionAndSortWithinPartitions(new KeyOperatorsTest.Halves())
                .glom()
                .collect();

        assertEquals(2, parts.size());
        for (int part = 0; part < 2; part++) {
            int parity = part;
            assertEquals(
                    IntStream.range(0, 1_000)
                            .filter(i -> i % 2 == parity)
                            .mapToObj(i -> Pair.of(i, -i))
                            .toList(),
                    parts.get(part));
        }
    }

    @Test
    void rangesOfKeysAreFiltered() {
        PairRdd<Integer, Integer> pairs = vonk.parallelizePairs(remainders(100, 10), 3);

        assertEquals(30, pairs.filterByRange(2, 4).count());
        assertEquals(30, pairs.sortByKey().filterByRange(2, 4).count());
        assertEquals(0, pairs.filterByRange(4, 2).count());
        assertEquals(30, pairs.filterByRange(4, 2, SerComparator.reverse()).count());
    }

    @Test
    void takeLooksAtOnePartitionFirstAndThenAtMore() {
        var touched = vonk.longAccumulator();
        Rdd<Integer> numbers = numbers(1_000, 100).mapPartitions(p -> {
            touched.add(1);
            return p;
        });

        assertEquals(List.of(0, 1, 2), numbers.take(3));
        assertEquals(1, touched.value());
        assertEquals(0, numbers.first());
        assertEquals(2, touched.value());
        assertFalse(numbers.isEmpty());
        assertEquals(3, touched.value());
        assertEquals(IntStream.range(0, 25).boxed().toList(), numbers.take(25));
        assertTrue(touched.value() <= 3 + 5, touched.value() + " partitions");
        assertEquals(1_000, numbers.take(5_000).size());
        assertEquals(List.of(), numbers.take(0));
        assertEquals(List.of(999), numbers.filter(i -> i == 999).take(2));
    }

    @Test
    void takeStopsReadingInsideAPartition() {
        var read = vonk.longAccumulator();
        assertEquals(
                5,
                numbers(1_000_000, 1)
                        .map(i -> {
                            read.add(1);
                            return i;
                        })
                        .take(5)
                        .size());
        assertTrue(read.value() < 10_000, read.value() + " records");
    }

    @Test
    void firstOfNothingFails() {
        assertThrows(NoSuchElementException.class, () -> vonk.emptyRdd().first());
        assertThrows(
                NoSuchElementException.class,
                () -> numbers(10, 3).filter(i -> false).first());
        assertThrows(
                NoSuchElementException.class,
                () -> numbers(10, 3).filter(i -> false).reduce(Integer::sum));
        assertThrows(
                NoSuchElementException.class,
                () -> numbers(10, 3).filter(i -> false).max(SerComparator.natural()));
    }

    @Test
    void extremesAreFound() {
        Rdd<Integer> numbers = vonk.parallelize(shuffled(1_000), 7);

        assertEquals(List.of(999, 998, 997), numbers.top(3));
        assertEquals(List.of(0, 1, 2), numbers.takeOrdered(3));
        assertEquals(List.of(999, 998), numbers.takeOrdered(2, SerComparator.reverse()));
        assertEquals(List.of(0, 1), numbers.top(2, SerComparator.reverse()));
        assertEquals(1_000, numbers.top(5_000).size());
        assertEquals(List.of(), numbers.top(0));
        assertEquals(0, numbers.min(SerComparator.natural()));
        assertEquals(999, numbers.max(SerComparator.natural()));
    }

    @Test
    void recordsAreCombinedInTheDriver() {
        Rdd<Integer> numbers = numbers(100, 7);

        assertEquals(4950, numbers.reduce(Integer::sum));
        assertEquals(4950, numbers.treeReduce(Integer::sum));
        assertEquals(4950, numbers.treeReduce(Integer::sum, 3));
        assertEquals(4950, numbers.fold(0, Integer::sum));
        assertEquals(4950L, numbers.aggregate(0L, (sum, i) -> sum + i, Long::sum));
        assertEquals(4950L, numbers.treeAggregate(0L, (sum, i) -> sum + i, Long::sum));
        assertEquals(
                IntStream.range(0, 100).boxed().toList(),
                numbers.aggregate(
                        new ArrayList<Integer>(),
                        (list, i) -> {
                            list.add(i);
                            return list;
                        },
                        (left, right) -> {
                            left.addAll(right);
                            return left;
                        }));
        assertEquals("abc", vonk.parallelize(List.of("a", "b", "c"), 2).reduce(String::concat));
    }

    @Test
    void countsByValueAndKeyAreExact() {
        assertEquals(
                Map.of(0, 34L, 1, 33L, 2, 33L), numbers(100, 7).map(i -> i % 3).countByValue());
    }

    @Test
    void partitionsAreCollectedByNumber() {
        assertEquals(List.of(List.of(4, 5), List.of(0, 1)), numbers(6, 3).collectPartitions(2, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> numbers(6, 3).collectPartitions(3));
        assertThrows(IndexOutOfBoundsException.class, () -> numbers(6, 3).collectPartitions(-1));
    }

    @Test
    void theLocalIteratorRunsOnePartitionAtATime() {
        var touched = vonk.longAccumulator();
        Iterator<Integer> iterator = numbers(100, 10)
                .mapPartitions(p -> {
                    touched.add(1);
                    return p;
                })
                .toLocalIterator();

        assertEquals(0, iterator.next());
        assertTrue(touched.value() <= 2, touched.value() + " partitions");
        int next = 1;
        while (iterator.hasNext()) {
            assertEquals(next++, iterator.next());
        }
        assertEquals(100, next);
        assertThrows(NoSuchElementException.class, iterator::next);
    }

    @Test
    void coalesceJoinsNeighboursAndRepartitionSpreads() {
        Rdd<Integer> numbers = numbers(100, 10);

        assertEquals(numbers.collect(), numbers.coalesce(3).collect());
        assertEquals(3, numbers.coalesce(3).partitionCount());
        assertEquals(10, numbers.coalesce(20).partitionCount());
        assertEquals(1, numbers.coalesce(1).glom().count());
        assertSameRecords(numbers.collect(), numbers.coalesce(4, true).collect());
        assertEquals(20, numbers.coalesce(20, true).partitionCount());
        List<Integer> sizes =
                numbers(1_000, 2).repartition(8).glom().map(List::size).collect();
        assertTrue(sizes.stream().allMatch(size -> size >= 100 && size <= 150), sizes.toString());
        assertThrows(IllegalArgumentException.class, () -> numbers.coalesce(0));
        assertThrows(IllegalArgumentException.class, () -> numbers.repartition(-1));
    }

    @Test
    void cartesianGivesEveryCombination() {
        Set<Pair<Integer, Integer>> expected = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            for (int k = 0; k < 5; k++) {
                expected.add(Pair.of(i, k));
            }
        }
        List<Pair<Integer, Integer>> product =
                numbers(7, 3).cartesian(numbers(5, 2)).collect();

        assertEquals(35, product.size());
        assertEquals(expected, new HashSet<>(product));
        assertEquals(6, numbers(7, 3).cartesian(numbers(5, 2)).partitionCount());
        assertEquals(4_000_000, numbers(2_000, 2).cartesian(numbers(2_000, 2)).count());
    }

    @Test
    void zipsPairRecordsByPlace() {
        Rdd<Integer> numbers = numbers(100, 4);

        assertEquals(
                IntStream.range(0, 100).mapToObj(i -> Pair.of(i, i * 2)).toList(),
                numbers.zip(numbers.map(i -> i * 2)).collect());
        assertEquals(
                List.of(25, 25, 25, 25),
                numbers.<Integer, Integer>zipPartitions(numbers, (left, right) -> {
                            int size = 0;
                            while (left.hasNext() && right.hasNext()) {
                                left.next();
                                right.next();
                                size++;
                            }
                            return List.of(size).iterator();
                        })
                        .collect());
    }

    @Test
    void zipsOfUnequalCollectionsFail() {
        assertThrows(
                VonkException.class, () -> numbers(10, 2).zip(numbers(10, 3)).collect());
        JobFailedException failure = assertThrows(
                JobFailedException.class,
                () -> numbers(10, 2).zip(numbers(9, 2)).collect());
        assertTrue(failure.getMessage().contains("zip needs equal numbers of records"), failure.getMessage());
        assertThrows(
                JobFailedException.class,
                () -> numbers(9, 2).zip(numbers(10, 2)).count());
        assertThrows(
                JobFailedException.class,
                () -> numbers(2, 1).zip(numbers(2_000, 1)).count());
    }

    @Test
    void recordsAreNumberedWithAndWithoutGaps() {
        Rdd<Integer> even = numbers(100, 4).filter(i -> i % 2 == 0);

        assertEquals(
                IntStream.range(0, 50).mapToObj(i -> Pair.of(i * 2, (long) i)).toList(),
                even.zipWithIndex().collect());
        assertEquals(
                List.of(Pair.of(0, 0L), Pair.of(2, 4L), Pair.of(4, 8L)),
                even.zipWithUniqueId().take(3));
        assertEquals(50, new HashSet<>(even.zipWithUniqueId().values().collect()).size());
        assertEquals(List.of(0L, 1L), numbers(2, 1).zipWithIndex().values().collect());
        assertEquals(
                50,
                even.zipWithIndex()
                        .mapToPair(Pair::swap)
                        .zipWithIndex()
                        .filter(p -> p.key().key().equals(p.value()))
                        .count());
    }

    @Test
    void samplesAreReproducibleAndOfTheRightSize() {
        Rdd<Integer> numbers = numbers(10_000, 5);

        List<Integer> sample = numbers.sample(false, 0.1, 7).collect();
        assertEquals(sample, numbers.sample(false, 0.1, 7).collect());
        assertNotEquals(sample, numbers.sample(false, 0.1, 8).collect());
        assertEquals(1_000, sample.size(), 150);
        assertEquals(sample.size(), new HashSet<>(sample).size());
        assertEquals(sorted(sample), sample, "a sample keeps the order");
        assertEquals(20_000, numbers.sample(true, 2.0, 7).count(), 600);
        assertEquals(10_000, numbers.sample(false, 1.0, 7).count());
        assertEquals(0, numbers.sample(false, 0.0, 7).count());
        assertThrows(IllegalArgumentException.class, () -> numbers.sample(false, 1.1, 7));
        assertThrows(IllegalArgumentException.class, () -> numbers.sample(true, -1, 7));
        Rdd<Integer> unseeded = numbers.sample(false, 0.5);
        assertEquals(unseeded.collect(), unseeded.collect(), "one sample stays the same");
    }

    @Test
    void randomSplitsDivideAllRecords() {
        Rdd<Integer> numbers = numbers(10_000, 5);
        List<Rdd<Integer>> parts = numbers.randomSplit(new double[] {1, 2, 7}, 3);

        List<Integer> all = new ArrayList<>();
        parts.forEach(part -> all.addAll(part.collect()));
        assertEquals(numbers.collect(), sorted(all));
        assertEquals(1_000, parts.get(0).count(), 150);
        assertEquals(7_000, parts.get(2).count(), 300);
        assertEquals(
                parts.get(1).collect(),
                numbers.randomSplit(new double[] {1, 2, 7}, 3).get(1).collect());
        assertThrows(IllegalArgumentException.class, () -> numbers.randomSplit(new double[] {-1, 2}, 3));
    }

    @Test
    void samplesOfAnExactSizeAreTaken() {
        Rdd<Integer> numbers = numbers(1_000, 5);

        List<Integer> sample = numbers.takeSample(false, 20, 3);
        assertEquals(20, new HashSet<>(sample).size());
        assertEquals(sample, numbers.takeSample(false, 20, 3));
        assertNotEquals(sorted(sample), sample, "in random order");
        assertEquals(1_000, numbers.takeSample(false, 5_000, 3).size());
        assertEquals(5_000, numbers.takeSample(true, 5_000, 3).size());
        assertEquals(20, numbers.takeSample(false, 20).size());
    }

    @Test
    void foreachCallsForEveryRecordAndPartition() {
        var sum = vonk.longAccumulator();
        var seen = vonk.<Integer>collectionAccumulator();
        var mean = vonk.doubleAccumulator();

        numbers(100, 4).foreach(i -> {
            sum.add(i);
            mean.add(i / 2.0);
        });
        numbers(100, 4).foreachPartition(p -> seen.add(p.next()));

        assertEquals(4950, sum.value());
        assertEquals(2475, mean.value(), 1e-9);
        assertEquals(List.of(0, 25, 50, 75), sorted(seen.value()));
    }

    @Test
    void collectAsMapKeepsTheLastOfSeveralValues() {
        Map<Integer, Integer> expected = new HashMap<>();
        remainders(100, 7).forEach(p -> expected.put(p.key(), p.value()));
        assertEquals(expected, vonk.parallelizePairs(remainders(100, 7), 4).collectAsMap());
    }

    @Test
    void unionsKeepThePartitionsOfAll() {
        Partitioner partitioner = Partitioner.hash(3);
        PairRdd<Integer, Integer> placed =
                vonk.parallelizePairs(remainders(30, 5), 2).partitionBy(partitioner);
        PairRdd<Integer, Integer> union = placed.union(placed);

        assertEquals(60, union.count());
        assertEquals(
                12,
                union.reduceByKey((a, b) -> a).count()
                        + union.groupByKey().count()
                        + union.countByKey().size()
                        - 3);
    }
}
