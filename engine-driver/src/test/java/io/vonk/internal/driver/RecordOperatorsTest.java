package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.data.Pair;
import io.vonk.error.JobFailedException;
import io.vonk.error.UnserializableFunctionException;
import io.vonk.function.Partitioner;
import io.vonk.runtime.LongAccumulator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Operators that look at one record, or one partition, at a time. */
class RecordOperatorsTest extends AllBackends {

    @Test
    void mapFilterAndFlatMapKeepTheOrder() {
        Rdd<Integer> numbers = numbers(3_000, 7);

        assertEquals(
                IntStream.range(0, 3_000).map(i -> i * 2).boxed().toList(),
                numbers.map(i -> i * 2).collect());
        assertEquals(
                IntStream.range(0, 3_000).filter(i -> i % 3 == 0).boxed().toList(),
                numbers.filter(i -> i % 3 == 0).collect());
        assertEquals(
                IntStream.range(0, 3_000)
                        .boxed()
                        .flatMap(i -> Collections.nCopies(i % 4, i).stream())
                        .toList(),
                numbers.flatMap(i -> Collections.nCopies(i % 4, i).iterator()).collect());
    }

    @Test
    void oneRecordCanBecomeVeryMany() {
        Rdd<Integer> many =
                numbers(3, 2).flatMap(i -> IntStream.range(0, 100_000).iterator());

        assertEquals(300_000, many.count());
        assertEquals(300_000, many.filter(i -> i >= 0).map(i -> i + 1).count());
    }

    @Test
    void transformationsAreLazy() {
        LongAccumulator calls = vonk.longAccumulator();
        Rdd<Integer> mapped = numbers(10, 2).map(i -> {
            calls.add(1);
            return i;
        });

        assertEquals(0, calls.value());
        mapped.count();
        assertEquals(10, calls.value());
        mapped.count();
        assertEquals(20, calls.value(), "nothing is kept unless asked for");
    }

    @Test
    void emptyCollectionsPassThroughEverything() {
        Rdd<Integer> none = vonk.emptyRdd();

        assertEquals(0, none.partitionCount());
        assertEquals(List.of(), none.map(i -> i + 1).collect());
        assertEquals(0, none.count());
        assertTrue(none.isEmpty());
        assertEquals(List.of(), none.distinct().collect());
        assertEquals(List.of(), none.sortBy(i -> i).collect());
        assertEquals(List.of(), none.repartition(3).collect());
        assertEquals(Map.of(), none.keyBy(i -> i).reduceByKey(Integer::sum).collectAsMap());
        assertEquals(Map.of(), none.countByValue());
        assertEquals(List.of(), none.union(none).collect());
        assertEquals(List.of(), none.cartesian(numbers(3, 2)).collect());
        assertEquals(List.of(), none.zipWithIndex().collect());
        assertEquals(List.of(), none.takeSample(false, 3, 1));
        assertEquals(List.of(), none.take(3));
        assertEquals(List.of(), none.top(3));
        assertEquals(7, none.fold(7, Integer::sum));
        assertFalse(none.toLocalIterator().hasNext());
        assertEquals(
                List.of(), none.keyBy(i -> i).join(numbers(3, 2).keyBy(i -> i)).collect());
        assertEquals(
                3,
                none.keyBy(i -> i).rightOuterJoin(numbers(3, 2).keyBy(i -> i)).count());
    }

    @Test
    void emptyPartitionsAreVisitedAndHarmless() {
        Rdd<Integer> sparse = numbers(2, 5);

        assertEquals(5, sparse.partitionCount());
        assertEquals(5, sparse.glom().count());
        assertEquals(List.of(0, 1), sparse.collect());
        assertEquals(List.of(0, 1), sparse.sortBy(i -> i).collect());
        assertEquals(1, sparse.reduce(Integer::sum));
        assertEquals(
                List.of(0, 0, 0, 0, 0),
                sparse.filter(i -> false)
                        .mapPartitions(p -> {
                            int size = 0;
                            for (; p.hasNext(); p.next()) {
                                size++;
                            }
                            return List.of(size).iterator();
                        })
                        .collect());
    }

    @Test
    void nullsAreRecordsLikeOthers() {
        Rdd<String> withNulls = vonk.parallelize(Arrays.asList("a", null, "b", null, null), 3);

        assertEquals(Arrays.asList("a", null, "b", null, null), withNulls.collect());
        assertEquals(5, withNulls.count());
        assertEquals(3, withNulls.filter(s -> s == null).count());
        assertEquals(
                new HashSet<>(Arrays.asList("a", "b", null)),
                new HashSet<>(withNulls.distinct().collect()));
        assertEquals(3, withNulls.distinct().count());
        assertEquals(3L, withNulls.countByValue().get(null));
        assertEquals(
                Arrays.asList((String) null), withNulls.filter(s -> s == null).take(1));
        assertSameRecords(
                Arrays.asList("a", null, "b", null, null),
                withNulls.repartition(2).collect());
        assertEquals(
                Arrays.asList("x", null),
                withNulls.map(s -> s == null ? null : "x").take(2));
    }

    @Test
    void glomAndMapPartitionsSeeWholePartitions() {
        Rdd<Integer> numbers = numbers(10, 4);

        assertEquals(
                List.of(List.of(0, 1), List.of(2, 3, 4), List.of(5, 6), List.of(7, 8, 9)),
                numbers.glom().collect());
        assertEquals(
                List.of(1, 9, 11, 24),
                numbers.mapPartitions(RecordOperatorsTest::sum).collect());
        assertEquals(
                List.of("0:1", "1:9", "2:11", "3:24"),
                numbers.mapPartitionsWithIndex((index, p) ->
                                List.of(index + ":" + sum(p).next()).iterator())
                        .collect());
        assertEquals(
                Map.of(1, 1, 9, 9, 11, 11, 24, 24),
                numbers.mapPartitionsToPair(p -> {
                            int sum = sum(p).next();
                            return List.of(Pair.of(sum, sum)).iterator();
                        })
                        .collectAsMap());
        assertArrayEquals(
                new double[] {1, 9, 11, 24},
                numbers.mapPartitionsToDouble(
                                p -> List.of((double) sum(p).next()).iterator())
                        .collect());
    }

    private static Iterator<Integer> sum(Iterator<Integer> numbers) {
        int sum = 0;
        while (numbers.hasNext()) {
            sum += numbers.next();
        }
        return List.of(sum).iterator();
    }

    @Test
    void partitionFunctionsMayLeaveRecordsUnread() {
        assertEquals(
                4,
                numbers(100_000, 4)
                        .mapPartitions(p -> List.of(p.next()).iterator())
                        .count());
        assertEquals(
                List.of(-1, -1),
                numbers(100_000, 2).mapPartitions(p -> List.of(-1).iterator()).collect());
    }

    @Test
    void pairOperatorsChangeOneSide() {
        PairRdd<Integer, Integer> pairs = vonk.parallelizePairs(remainders(6, 3), 2);

        assertEquals(List.of(0, 1, 2, 0, 1, 2), pairs.keys().collect());
        assertEquals(List.of(0, 1, 2, 3, 4, 5), pairs.values().collect());
        assertEquals(
                List.of(Pair.of(0, "0!"), Pair.of(1, "1!")),
                pairs.mapValues(v -> v + "!").take(2));
        assertEquals(
                List.of(Pair.of(1, 1), Pair.of(2, 2), Pair.of(2, 2)),
                pairs.flatMapValues(v -> Collections.nCopies(v, v).iterator()).take(3));
        assertEquals(
                List.of(Pair.of("0", 0), Pair.of("1", 1)),
                numbers(2, 1).keyBy(i -> "" + i).collect());
        assertEquals(
                List.of(Pair.of(0, -0), Pair.of(1, -1)),
                numbers(2, 2).mapToPair(i -> Pair.of(i, -i)).collect());
        assertEquals(
                List.of(Pair.of(1, 'a'), Pair.of(2, 'a'), Pair.of(2, 'b')),
                numbers(3, 2)
                        .flatMapToPair(i -> IntStream.range(0, i)
                                .mapToObj(k -> Pair.of(i, (char) ('a' + k)))
                                .iterator())
                        .collect());
    }

    @Test
    void keysStayPlacedOnlyWhereTheyCannotChange() {
        Partitioner partitioner = Partitioner.hash(3);
        PairRdd<Integer, Integer> placed =
                vonk.parallelizePairs(remainders(20, 5), 2).partitionBy(partitioner);

        assertEquals(Optional.of(partitioner), placed.partitioner());
        assertEquals(Optional.of(partitioner), placed.mapValues(v -> v + 1).partitioner());
        assertEquals(
                Optional.of(partitioner),
                placed.flatMapValues(v -> List.of(v).iterator()).partitioner());
        assertEquals(Optional.of(partitioner), placed.filter(p -> p.key() > 1).partitioner());
        assertEquals(
                Optional.of(partitioner), placed.mapPartitions(p -> p, true).partitioner());
        assertEquals(Optional.of(partitioner), placed.sample(false, 0.5, 1).partitioner());
        assertEquals(Optional.empty(), placed.map(p -> p).partitioner());
        assertEquals(Optional.empty(), placed.mapToPair(p -> p).partitioner());
        assertEquals(Optional.empty(), placed.mapPartitions(p -> p).partitioner());
        assertEquals(Optional.empty(), placed.coalesce(2).partitioner());
        assertEquals(Optional.empty(), placed.values().partitioner());
    }

    @Test
    void pipeSendsRecordsAsLinesThroughACommand() {
        Rdd<Integer> numbers = numbers(5_000, 3);

        assertEquals(
                IntStream.range(0, 5_000).mapToObj(Integer::toString).toList(),
                numbers.pipe("cat").collect());
        assertEquals(
                List.of("x-0", "x-1"),
                numbers(2, 1)
                        .pipe(List.of("sh", "-c", "while read l; do echo $P-$l; done"), Map.of("P", "x"))
                        .collect());
        assertEquals(3, numbers.pipe("head -n 1").count(), "a command may stop reading");
        assertEquals(List.of(), vonk.<Integer>emptyRdd().pipe("cat").collect());
    }

    @Test
    void pipeFailsWithTheCommandAndItsExitCode() {
        JobFailedException failure = assertThrows(
                JobFailedException.class,
                () -> numbers(3, 1).pipe(List.of("sh", "-c", "cat; exit 3")).collect());
        assertTrue(failure.getMessage().contains("exit code 3"), failure.getMessage());
        assertTrue(failure.getMessage().contains("pipe at RecordOperatorsTest.java"), failure.getMessage());

        assertThrows(
                JobFailedException.class,
                () -> numbers(3, 1).pipe("no-such-command-at-all").collect());
    }

    @Test
    void broadcastsAndAccumulatorsWorkAboveAPipe() {
        var offset = vonk.broadcast(List.of(100));
        var calls = vonk.longAccumulator();

        assertEquals(
                List.of("100", "101", "102"),
                numbers(3, 2)
                        .map(i -> {
                            calls.add(1);
                            return i + offset.value().get(0);
                        })
                        .pipe("cat")
                        .collect());
        assertEquals(3, calls.value());
    }

    @Test
    void aFailureAboveAPipeNamesItsOperator() {
        JobFailedException failure = assertThrows(
                JobFailedException.class,
                () -> numbers(3, 1).map(i -> 1 / (i - 1)).pipe("cat").collect());
        assertTrue(failure.getCause() instanceof ArithmeticException, failure.toString());
        assertTrue(failure.getMessage().contains("map at RecordOperatorsTest.java"), failure.getMessage());
    }

    @Test
    void functionsAreCopiedSoThatTasksShareNothing() {
        List<Integer> seen = new ArrayList<>();
        Rdd<Integer> mapped = numbers(10, 2).map(i -> {
            seen.add(i);
            return seen.size();
        });

        assertEquals(List.of(1, 2, 3, 4, 5, 1, 2, 3, 4, 5), mapped.collect());
        assertEquals(List.of(), seen);
    }

    @Test
    void aCaptureThatCannotTravelIsReportedWhereItIsHandedIn() {
        Thread unserializable = Thread.currentThread();
        Rdd<Integer> numbers = numbers(3, 1);

        UnserializableFunctionException failure = assertThrows(
                UnserializableFunctionException.class, () -> numbers.map(i -> unserializable.getName() + i));
        assertTrue(failure.getMessage().contains("java.lang.Thread"), failure.getMessage());
        assertTrue(failure.getMessage().contains("map at RecordOperatorsTest.java"), failure.getMessage());
    }

    @Test
    void primitivesAreNotBoxedOnTheirWayAndGiveTheSame() {
        assertEquals(499_500, vonk.range(0, 1_000).sum());
        assertArrayEquals(new long[] {0, 2, 4}, vonk.range(0, 3).map(i -> i * 2).collect());
        assertArrayEquals(new long[] {10, 7, 4}, vonk.range(10, 3, -3).collect());
        assertArrayEquals(new long[] {3, 4}, vonk.range(0, 5).filter(i -> i > 2).collect());
        assertArrayEquals(
                new long[] {0, 1, 0, 1},
                vonk.range(0, 2).union(vonk.range(0, 2)).collect());
        assertArrayEquals(new double[] {0, 1, 2}, vonk.range(0, 3).asDoubles().collect());
        assertEquals(
                List.of("0", "1"), vonk.range(0, 2).mapToObj(Long::toString).collect());
        assertEquals(List.of(0L, 1L), vonk.range(0, 2).boxed().collect());
        assertArrayEquals(new long[] {0, 1, 2, 3}, vonk.range(0, 100, 1, 10).take(4));
        assertEquals(3, vonk.range(0, 100, 1, 10).coalesce(3).partitionCount());
        assertEquals(4950, vonk.range(0, 100, 1, 10).coalesce(3).sum());
        assertEquals(99, vonk.range(0, 100).max().getAsLong());
        assertEquals(0, vonk.range(0, 100).min().getAsLong());
        assertTrue(vonk.range(0, 0).max().isEmpty());
        assertEquals(100, vonk.range(0, 100).count());
        assertEquals(6, vonk.range(1, 4).reduce((a, b) -> a * b).getAsLong());
        assertTrue(vonk.range(5, 5).reduce((a, b) -> a * b).isEmpty());
        assertArrayEquals(
                new long[] {0, 1, 4}, numbers(3, 2).mapToLong(i -> (long) i * i).collect());
        assertEquals(
                Long.MAX_VALUE - 1,
                vonk.range(Long.MAX_VALUE - 3, Long.MAX_VALUE, 1, 2).max().getAsLong());
        assertEquals(4, vonk.range(Long.MIN_VALUE, Long.MAX_VALUE, 1L << 62, 3).count());
        assertThrows(IllegalArgumentException.class, () -> vonk.range(0, 10, 0));
    }

    @Test
    void doublesHaveStatistics() {
        var values = numbers(101, 4).mapToDouble(i -> i);

        assertEquals(5050, values.sum());
        assertEquals(50, values.mean(), 1e-9);
        assertEquals(850, values.variance(), 1e-9);
        assertEquals(858.5, values.sampleVariance(), 1e-9);
        assertEquals(Math.sqrt(850), values.stdev(), 1e-9);
        assertEquals(0, values.min());
        assertEquals(100, values.max());
        assertEquals(101, values.stats().count());
        assertArrayEquals(new double[] {0, 50, 100}, values.histogram(2).key());
        assertArrayEquals(new long[] {50, 51}, values.histogram(2).value());
        assertArrayEquals(new long[] {10, 2}, values.histogram(new double[] {0, 10, 11}));
        assertArrayEquals(new double[] {0, 1}, values.take(2));
        assertArrayEquals(
                new double[] {1, 2}, values.map(d -> d + 1).filter(d -> d < 3).collect());
        assertEquals(
                List.of("0.0"),
                values.filter(d -> d == 0).mapToObj(Double::toString).collect());
        assertTrue(Double.isNaN(values.filter(d -> false).mean()));
        assertEquals(0, values.filter(d -> false).sum());
        assertThrows(IllegalArgumentException.class, () -> values.histogram(0));
        assertThrows(
                IllegalArgumentException.class, () -> values.filter(d -> false).histogram(3));
    }
}
