package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.PairRdd;
import io.vonk.data.Pair;
import io.vonk.error.JobFailedException;
import io.vonk.function.Partitioner;
import io.vonk.io.RecordReader;
import io.vonk.io.Source;
import io.vonk.io.Split;
import io.vonk.runtime.LongAccumulator;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What users see when their functions, their input or their disk fail. */
class FailuresTest extends AllBackends {
    private static final AtomicInteger ATTEMPTS = new AtomicInteger();
    private static final RuntimeException OWN = new IllegalStateException("the user's own");

    @BeforeEach
    void countFromZero() {
        ATTEMPTS.set(0);
    }

    @Test
    void errorOfMapNamesOperatorLinePartitionAndRecord() {
        JobFailedException failure = failsWithOwn(
                "map", () -> numbers(8, 4).map(i -> i == 5 ? fail(i) : i).collect());
        assertTrue(failure.getMessage().contains("partition 2"), failure::getMessage);
        assertTrue(failure.getMessage().contains("record: 5"), failure::getMessage);
    }

    @Test
    void errorOfFilterNamesOperatorAndRecord() {
        JobFailedException failure = failsWithOwn(
                "filter",
                () -> numbers(8, 4).filter(i -> i != 5 || fail(i) == 0).count());
        assertTrue(failure.getMessage().contains("record: 5"), failure::getMessage);
    }

    @Test
    void errorOfFlatMapNamesOperatorAndRecord() {
        JobFailedException failure = failsWithOwn(
                "flatMap",
                () -> numbers(8, 4)
                        .flatMap(i -> List.of(i == 5 ? fail(i) : i).iterator())
                        .collect());
        assertTrue(failure.getMessage().contains("record: 5"), failure::getMessage);
    }

    @Test
    void errorOfMapPartitionsNamesOperator() {
        failsWithOwn(
                "mapPartitions",
                () -> numbers(8, 1)
                        .mapPartitions(records -> List.of(fail(records.next())).iterator())
                        .collect());
    }

    @Test
    void errorOfReduceByKeyFunctionNamesOperator() {
        failsWithOwn(
                "reduceByKey",
                () -> vonk.parallelizePairs(remainders(9, 1), 1)
                        .reduceByKey((a, b) -> fail(a), 1)
                        .collect());
    }

    @Test
    void errorOfPartitionerNamesOperator() {
        failsWithOwn(
                "partitionBy",
                () -> vonk.parallelizePairs(remainders(9, 3), 1)
                        .partitionBy(new BadPartitioner(true))
                        .collect());
    }

    @Test
    void partitionOutOfRangeNamesOperatorAndIsTriedOnce() {
        JobFailedException failure = assertThrows(
                JobFailedException.class,
                () -> vonk.parallelizePairs(remainders(1, 3), 1)
                        .partitionBy(new BadPartitioner(false))
                        .collect());
        assertNames(failure, "partitionBy");
        assertTrue(failure.getMessage().contains("7"), failure::getMessage);
        assertEquals(1, ATTEMPTS.get());
    }

    @Test
    void errorOfHashCodeNamesOperator() {
        failsWithOwn(
                "groupByKey",
                () -> numbers(1, 1)
                        .mapToPair(i -> Pair.of(new BadKey(i), i))
                        .groupByKey(2)
                        .collect());
    }

    @Test
    void errorOfSortComparatorNamesOperator() {
        JobFailedException failure = assertThrows(
                JobFailedException.class,
                () -> numbers(9, 1).sortBy(i -> i, (a, b) -> fail(a), 1).collect());
        assertNames(failure, "sortBy");
        assertOwn(failure.getCause());
    }

    @Test
    void errorInTextFileNamesFileLineAndByte() throws IOException {
        Path file = Files.writeString(directory.resolve("numbers.txt"), "10\n20\nthirty\n40\n");
        JobFailedException failure = assertThrows(
                JobFailedException.class,
                () -> vonk.textFile(file.toString(), 1).map(Integer::parseInt).collect());
        assertNames(failure, "map");
        assertInstanceOf(NumberFormatException.class, failure.getCause());
        assertTrue(failure.getMessage().contains("numbers.txt line 3 (byte 6)"), failure::getMessage);
        assertTrue(failure.getMessage().contains("thirty"), failure::getMessage);
    }

    @Test
    void inputThatOpensAtTheFourthTryIsReadOnce() {
        LongAccumulator read = vonk.longAccumulator();
        List<Integer> records = vonk.read(new FlakySource(3), 1)
                .map(i -> {
                    read.add(1);
                    return i;
                })
                .collect();
        assertEquals(List.of(1), records);
        assertEquals(4, ATTEMPTS.get());
        assertEquals(1L, read.value());
    }

    @Test
    void inputThatFailsFourTimesFailsTheJobWithEveryCause() {
        JobFailedException failure = assertThrows(
                JobFailedException.class,
                () -> vonk.read(new FlakySource(100), 1).collect());
        assertEquals(4, ATTEMPTS.get());
        for (int attempt = 1; attempt <= 4; attempt++) {
            String cause = "no disk at try " + attempt;
            assertTrue(failure.getMessage().contains(cause), failure::getMessage);
        }
        assertInstanceOf(IOException.class, failure.getCause());
    }

    @Test
    void damagedMapOutputIsComputedAgainAndCountedOnce() throws IOException {
        LongAccumulator mapped = vonk.longAccumulator();
        PairRdd<Integer, Integer> sums = numbers(1000, 4)
                .mapToPair(i -> {
                    ATTEMPTS.incrementAndGet();
                    mapped.add(1);
                    return Pair.of(i % 10, i);
                })
                .reduceByKey(Integer::sum, 2);
        Map<Integer, Integer> expected = sums.collectAsMap();
        assertEquals(1000, ATTEMPTS.get());
        List<Path> outputs = filesBelow(directory.resolve("scratch")).stream()
                .filter(path -> path.getFileName().toString().startsWith("shuffle"))
                .toList();
        for (Path output : outputs) {
            flipMiddleByte(output);
        }
        assertEquals(expected, sums.collectAsMap());
        assertEquals(1000L, mapped.value());
        assertEquals(outputs.isEmpty(), ATTEMPTS.get() == 1000, "damaged outputs are computed again");
        if (backend == Backend.NO_MEMORY) {
            assertTrue(!outputs.isEmpty(), "without memory, map outputs lie on disk");
        }
    }

    private static void flipMiddleByte(Path path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            long middle = file.length() / 2;
            file.seek(middle);
            int value = file.read();
            file.seek(middle);
            file.write(value ^ 0xff);
        }
    }

    private JobFailedException failsWithOwn(String operator, Executable job) {
        JobFailedException failure = assertThrows(JobFailedException.class, job);
        assertNames(failure, operator);
        assertOwn(failure.getCause());
        assertEquals(1, ATTEMPTS.get(), "an error of the program is not tried again");
        return failure;
    }

    private static void assertNames(JobFailedException failure, String operator) {
        String message = failure.getMessage();
        assertTrue(message.startsWith(operator + " at FailuresTest.java:"), message);
        assertTrue(message.contains("partition "), message);
    }

    private static int fail(int record) {
        ATTEMPTS.incrementAndGet();
        throw OWN;
    }

    private record BadKey(int value) {
        @Override
        public int hashCode() {
            return fail(value);
        }
    }

    private record BadPartitioner(boolean throwing) implements Partitioner {
        @Override
        public int partitionCount() {
            return 2;
        }

        @Override
        public int partition(Object key) {
            if (throwing) {
                return fail(0);
            }
            ATTEMPTS.incrementAndGet();
            return 7;
        }
    }

    private record OneSplit() implements Split {
        @Override
        public String describe() {
            return "the only split";
        }
    }

    /** One record, in a place that cannot be opened the first times. */
    private record FlakySource(int failures) implements Source<Integer> {
        @Override
        public List<OneSplit> splits(int minSplits) {
            return List.of(new OneSplit());
        }

        @Override
        public RecordReader<Integer> open(Split split) throws IOException {
            int attempt = ATTEMPTS.incrementAndGet();
            if (attempt <= failures) {
                throw new IOException("no disk at try " + attempt);
            }
            Iterator<Integer> records = List.of(1).iterator();
            return new RecordReader<>() {
                @Override
                public int read(Object[] batch) {
                    if (!records.hasNext()) {
                        return 0;
                    }
                    batch[0] = records.next();
                    return 1;
                }

                @Override
                public String position(int index) {
                    return "the only record";
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public String describe() {
            return "flaky";
        }
    }

    /** The user's exception itself, or what arrives of it from another process. */
    private static void assertOwn(Throwable cause) {
        assertEquals(OWN.getClass(), cause.getClass());
        assertEquals(OWN.getMessage(), cause.getMessage());
        assertEquals(List.of(OWN.getStackTrace()), List.of(cause.getStackTrace()));
    }
}
