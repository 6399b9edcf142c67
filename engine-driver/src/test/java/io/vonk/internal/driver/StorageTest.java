package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.DoubleRdd;
import io.vonk.api.LongRdd;
import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.function.Partitioner;
import io.vonk.internal.time.Clock;
import io.vonk.runtime.LongAccumulator;
import io.vonk.runtime.StorageLevel;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Collections that are kept: when they are computed again, and that they read back the same. */
class StorageTest {
    private static final int RECORDS = 4000;

    @TempDir
    Path directory;

    private RunningSession engine;
    private VonkSession vonk;

    @BeforeEach
    void open() throws IOException {
        open(64L << 20);
    }

    private void open(long memoryBytes) throws IOException {
        Path scratch = Files.createDirectories(directory.resolve("scratch"));
        LocalOptions options =
                new LocalOptions(Backend.prefix() + "storage", 2, memoryBytes, List.of(scratch), true, false);
        engine = Backend.started(options, new LocalBackend(options, Clock.SYSTEM, StorageTest.class.getClassLoader()));
        vonk = new VonkSession(engine.session(), 42);
    }

    @AfterEach
    void close() throws IOException {
        vonk.close();
        Leftovers.assertNone(engine, directory.resolve("scratch"));
    }

    @ParameterizedTest
    @EnumSource
    void keptPartitionsAreComputedOnceUntilUnpersisted(StorageLevel level) {
        LongAccumulator computed = vonk.longAccumulator();
        Rdd<String> kept = counted(computed).persist(level);
        List<String> expected = kept.collect();
        assertEquals(expected, kept.collect());
        assertEquals(RECORDS, kept.count());
        assertEquals((long) RECORDS, computed.value());

        kept.unpersist();
        assertEquals(expected, kept.collect());
        assertEquals(2L * RECORDS, computed.value());
        assertEquals(expected, kept.collect());
        assertEquals(3L * RECORDS, computed.value());
    }

    /** They are read without objects where they are kept encoded, so every kind of consumer meets such batches. */
    @ParameterizedTest
    @EnumSource
    void keptPairsOfLongsAreTakenByEveryKindOfOperator(StorageLevel level) {
        PairRdd<Long, Long> kept = longPairs().persist(level);
        PairRdd<Long, Long> keptAgain = kept.filter(pair -> true).persist(level);
        assertEquals(RECORDS, kept.count());
        assertEquals(RECORDS, keptAgain.count());
        for (PairRdd<Long, Long> read : List.of(kept, keptAgain)) {
            for (Function<PairRdd<Long, Long>, Rdd<?>> use : List.<Function<PairRdd<Long, Long>, Rdd<?>>>of(
                    pairs -> pairs,
                    pairs -> pairs.map(pair -> pair.key() + pair.value()).filter(sum -> sum % 3 == 0),
                    pairs -> pairs.mapValues(value -> value + 1),
                    pairs -> pairs.flatMap(
                            pair -> List.of(pair.key(), pair.value()).iterator()),
                    pairs -> pairs.sample(false, 0.5, 42),
                    pairs -> pairs.reduceByKey(Long::sum),
                    pairs -> pairs.distinct(),
                    pairs -> pairs.partitionBy(Partitioner.hash(5)),
                    pairs -> pairs.groupByKey().mapValues(StorageTest::sum),
                    pairs -> pairs.join(pairs.filter(pair -> pair.value() > -1000)),
                    pairs -> pairs.filter(pair -> pair.value() > -1000).join(pairs),
                    pairs -> pairs.sortByKey(),
                    pairs -> pairs.zipWithIndex())) {
                assertEquals(bag(use.apply(longPairs())), bag(use.apply(read)));
            }
        }
    }

    private PairRdd<Long, Long> longPairs() {
        return vonk.range(0, RECORDS, 1, 3).boxed().mapToPair(i -> Pair.of(i % 100, -i * i));
    }

    private static Long sum(Iterable<Long> values) {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }

    private static List<String> bag(Rdd<?> records) {
        return records.collect().stream().map(String::valueOf).sorted().toList();
    }

    /** The cache may always hold the minimum of a lease, so each collection alone is larger than that. */
    @ParameterizedTest
    @EnumSource
    void evictedPartitionsGiveTheSameRecords(StorageLevel level) throws IOException {
        close();
        open(1 << 16);
        LongAccumulator computed = vonk.longAccumulator();
        Rdd<byte[]> first = vonk.range(0, 400, 1, 16).boxed().map(seed -> {
            computed.add(1);
            return noise(seed);
        });
        Rdd<byte[]> second = vonk.range(400, 800, 1, 16).boxed().map(StorageTest::noise);
        first.persist(level);
        second.persist(level);
        for (int round = 0; round < 3; round++) {
            assertNoise(0, first.collect());
            assertNoise(400, second.collect());
        }
        if (level.usesDisk()) {
            assertEquals(400L, computed.value(), "what does not fit is on disk");
        } else {
            assertTrue(computed.value() > 400, "what does not fit is computed again");
        }
    }

    @Test
    void objectsWithoutRoomAreEncoded() throws IOException {
        close();
        open(1 << 20);
        LongAccumulator computed = vonk.longAccumulator();
        Rdd<Pair<Long, List<Long>>> lists = vonk.range(0, 20_000, 1, 4).boxed().map(i -> {
            computed.add(1);
            return Pair.of(i, List.of(i, i + 1, i + 2));
        });
        List<Pair<Long, List<Long>>> expected = lists.collect();
        assertEquals(20_000L, computed.value());
        lists.persist(StorageLevel.MEMORY_ONLY);
        for (int round = 0; round < 3; round++) {
            assertEquals(expected, lists.collect());
        }
        assertEquals(40_000L, computed.value(), "some 3 MB of objects are a fraction of that encoded");
    }

    /** What the serialization of Java would leave out. */
    private static final class Half implements Serializable {
        private static final long serialVersionUID = 1;

        final transient long transientHalf;
        final byte[] half;

        Half(long seed) {
            transientHalf = seed;
            half = noise(seed);
        }
    }

    @Test
    void objectsWithoutRoomAreNotEncodedIfSomethingWouldBeLost() throws IOException {
        close();
        open(1 << 16);
        Rdd<Half> first = vonk.range(0, 400, 1, 16).boxed().map(Half::new);
        Rdd<Half> second = vonk.range(400, 800, 1, 16).boxed().map(Half::new);
        first.persist(StorageLevel.MEMORY_ONLY);
        second.persist(StorageLevel.MEMORY_ONLY);
        for (int round = 0; round < 3; round++) {
            assertEquals(
                    LongStream.range(0, 400).boxed().toList(),
                    first.map(half -> half.transientHalf).collect());
            assertEquals(
                    LongStream.range(400, 800).boxed().toList(),
                    second.map(half -> half.transientHalf).collect());
        }
    }

    @ParameterizedTest
    @EnumSource
    void keptNumbersReadBackTheSame(StorageLevel level) {
        LongAccumulator computed = vonk.longAccumulator();
        LongRdd longs = vonk.range(-500, 500, 1, 3).map(value -> {
            computed.add(1);
            return value * 0x1234_5678_9abcL;
        });
        longs.persist(level);
        List<Long> expected = LongStream.range(-500, 500)
                .map(value -> value * 0x1234_5678_9abcL)
                .boxed()
                .toList();
        assertEquals(expected, longs.boxed().collect());
        assertEquals(expected, longs.boxed().collect());
        assertEquals(1000L, computed.value());

        List<Double> numbers = DoubleStream.of(
                        0.0, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, 1.0 / 3)
                .boxed()
                .toList();
        DoubleRdd doubles = vonk.parallelize(numbers, 2).mapToDouble(value -> {
            computed.add(1);
            return value;
        });
        doubles.persist(level);
        assertEquals(numbers, doubles.boxed().collect());
        assertEquals(numbers, doubles.boxed().collect());
        assertEquals(1006L, computed.value());
    }

    @Test
    void mapOutputsThatWereBundledAreComputedAgainIfTheirFileIsDamaged() throws IOException {
        close();
        open(1 << 20);
        LongAccumulator computed = vonk.longAccumulator();
        PairRdd<Long, Long> moved = vonk.range(0, 192_000, 1, 192)
                .boxed()
                .mapToPair(i -> {
                    computed.add(1);
                    return Pair.of(i, i * i);
                })
                .partitionBy(Partitioner.hash(64));
        LongRdd sums = moved.mapToLong(pair -> pair.key() ^ pair.value());
        long expected = sums.sum();
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.filter(path -> path.getFileName().toString().startsWith("shuffle"))
                    .toList();
        }
        assertTrue(!files.isEmpty() && files.size() <= 192 / 32, "files: " + files);
        for (Path file : files) {
            Files.write(file, new byte[] {1, 2, 3});
        }
        assertEquals(expected, sums.sum());
        assertEquals(192_000L, computed.value(), "what is computed again does not count again");
    }

    @Test
    void checkpointCutsTheLineage() {
        vonk.setCheckpointDir(directory.resolve("checkpoints").toString());
        LongAccumulator computed = vonk.longAccumulator();
        Rdd<String> records = counted(computed);
        records.checkpoint();
        assertFalse(records.isCheckpointed());
        List<String> expected = records.collect();
        assertTrue(records.isCheckpointed());
        long computedBefore = computed.value();

        assertEquals(expected, records.collect());
        assertEquals(RECORDS, records.map(String::length).count());
        assertEquals(computedBefore, computed.value(), "the source is not read again");
        assertTrue(records.toDebugString().contains("checkpoint"), records::toDebugString);
        assertFalse(records.toDebugString().contains("range"), records::toDebugString);
    }

    @Test
    void checkpointedNumbersReadBackTheSame() {
        vonk.setCheckpointDir(directory.resolve("checkpoints").toString());
        LongRdd longs = vonk.range(0, 1000, 1, 3).map(value -> value * 3);
        longs.checkpoint();
        DoubleRdd doubles = longs.boxed().mapToDouble(value -> value / 7.0);
        doubles.checkpoint();
        List<Double> expected = doubles.boxed().collect();
        assertTrue(longs.isCheckpointed() && doubles.isCheckpointed());
        assertEquals(LongStream.range(0, 1000).map(value -> value * 3).sum(), longs.sum());
        assertEquals(expected, doubles.boxed().collect());
    }

    @Test
    void checkpointNeedsADirectory() {
        Rdd<Integer> records = vonk.parallelize(List.of(1), 1);
        assertThrows(IllegalStateException.class, records::checkpoint);
    }

    @Test
    void levelCannotChangeWithoutUnpersist() {
        Rdd<Integer> records = vonk.parallelize(List.of(1), 1).cache();
        IllegalStateException error =
                assertThrows(IllegalStateException.class, () -> records.persist(StorageLevel.DISK_ONLY));
        assertTrue(error.getMessage().contains("unpersist"), error::getMessage);
        records.unpersist().persist(StorageLevel.DISK_ONLY);
        assertEquals(List.of(1), records.collect());
    }

    /** Four kibibytes that no codec makes smaller. */
    private static byte[] noise(long seed) {
        byte[] bytes = new byte[4096];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void assertNoise(int firstSeed, List<byte[]> records) {
        assertEquals(400, records.size());
        for (int i = 0; i < records.size(); i++) {
            assertArrayEquals(noise(firstSeed + i), records.get(i), "record " + i);
        }
    }

    private Rdd<String> counted(LongAccumulator computed) {
        return vonk.range(0, RECORDS, 1, 4).boxed().map(value -> {
            computed.add(1);
            return "record number " + value;
        });
    }
}
