package io.vonk.internal.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.error.VonkException;
import io.vonk.function.NaturalOrder;
import io.vonk.function.Partitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.serial.ContentDigest;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordOutput;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.RangeBounds;
import io.vonk.internal.sort.SortWorld;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedShuffleTest {
    private static final long SEED = 815;
    private static final ClassLoader LOADER = SortedShuffleTest.class.getClassLoader();
    private static final KeyOrder NATURAL = KeyOrder.of(NaturalOrder.ASCENDING);

    @TempDir
    Path directory;

    private static List<Pair<Object, Object>> pairs(int count, IntFunction<Object> key) {
        return IntStream.range(0, count)
                .mapToObj(i -> Pair.of(key.apply(i), (Object) ("value " + i)))
                .toList();
    }

    private static List<Pair<Object, Object>> longPairs(int count, IntFunction<Object> key) {
        Random random = new Random(SEED + count);
        return IntStream.range(0, count)
                .mapToObj(i -> Pair.of(key.apply(i), (Object) ("value " + i + " ".repeat(random.nextInt(120)))))
                .toList();
    }

    private static Map<String, List<Pair<Object, Object>>> inputs(int count) {
        Random random = new Random(SEED);
        Map<String, List<Pair<Object, Object>>> inputs = new LinkedHashMap<>();
        inputs.put("empty", List.of());
        inputs.put("one record", pairs(1, i -> 1L));
        inputs.put("random", pairs(count, i -> random.nextLong()));
        inputs.put("few keys", pairs(count, i -> (long) random.nextInt(5)));
        inputs.put("one key", pairs(count, i -> 9L));
        inputs.put("one key of 70 %", pairs(count, i -> random.nextInt(10) < 7 ? 500L : (long) random.nextInt(1000)));
        inputs.put("texts", pairs(count, i -> "key " + random.nextInt(count)));
        inputs.put("texts with long values", longPairs(count, i -> "key " + random.nextInt(count)));
        inputs.put("sorted", pairs(count, i -> (long) i));
        inputs.put("reversed", pairs(count, i -> (long) -i));
        inputs.put("late misfit", pairs(count, i -> i < count - 10 ? "a" + i : "ü\ud83d\ude00" + i));
        return inputs;
    }

    private static MapOutput write(MapOutputWriter writer, List<?> records) throws Exception {
        try (writer;
                BatchReader input = SortWorld.reader(records)) {
            for (Batch batch = input.next(); batch != null; batch = input.next()) {
                writer.write(batch);
            }
            return writer.finish();
        }
    }

    private static MapOutputId id(int mapPartition) {
        return new MapOutputId(new ShuffleId(1), mapPartition, new TaskAttemptId(100 + mapPartition));
    }

    /** Contiguous parts of the records, one per map task. */
    private static <T> List<List<T>> split(List<T> records, int parts) {
        List<List<T>> split = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            split.add(records.subList(records.size() * i / parts, records.size() * (i + 1) / parts));
        }
        return split;
    }

    private static List<List<Object>> sort(
            SortWorld world, ShuffleStore store, KeyOrder order, List<? extends List<?>> maps, int partitionCount)
            throws Exception {
        List<MapOutputId> ids = new ArrayList<>();
        for (int i = 0; i < maps.size(); i++) {
            store.put(id(i), write(SortedMapOutputWriter.forRanges(world.scope, order), maps.get(i)));
            ids.add(id(i));
        }
        RangeBounds bounds = RangeBounds.cut(
                ids.stream().map(id -> store.open(id).sparseIndex()).toList(), partitionCount, order, LOADER);
        assertEquals(partitionCount, bounds.partitionCount());
        RangeBounds travelled = serialized(bounds);
        List<List<Object>> partitions = new ArrayList<>();
        for (int partition = 0; partition < partitionCount; partition++) {
            partitions.add(
                    SortWorld.drain(SortedShuffleReader.ofRange(store, ids, world.scope, order, travelled, partition)));
            for (Object record : partitions.get(partition)) {
                assertEquals(partition, bounds.partition(((Pair<?, ?>) record).key(), order, LOADER));
            }
        }
        return partitions;
    }

    private static RangeBounds serialized(RangeBounds bounds) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(bounds);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (RangeBounds) in.readObject();
        }
    }

    @Test
    void partitionsOneAfterTheOtherAreTheSortedInput() throws Exception {
        List<Comparator<Object>> comparators = new ArrayList<>();
        comparators.add(natural(NaturalOrder.ASCENDING));
        comparators.add(natural(NaturalOrder.DESCENDING));
        comparators.add(Comparator.comparing(key -> String.valueOf(key).length()));
        for (long poolBytes : SortWorld.POOLS) {
            for (Map.Entry<String, List<Pair<Object, Object>>> input :
                    inputs(6_000).entrySet()) {
                for (Comparator<Object> comparator : comparators) {
                    List<Pair<Object, Object>> expected = new ArrayList<>(input.getValue());
                    expected.sort((l, r) -> comparator.compare(l.key(), r.key()));
                    for (int[] shape : new int[][] {{1, 1}, {3, 4}, {5, 7}}) {
                        SortWorld world = new SortWorld(directory, poolBytes);
                        try (ShuffleStore store = new ShuffleStore(world.pool, world.scope.scratch())) {
                            List<List<Object>> partitions = sort(
                                    world, store, KeyOrder.of(comparator), split(input.getValue(), shape[0]), shape[1]);
                            String what = input.getKey() + " by " + comparator + ", " + shape[0] + " maps, " + shape[1]
                                    + " partitions, pool of " + poolBytes + ", seed " + SEED;
                            assertEquals(
                                    expected,
                                    partitions.stream().flatMap(List::stream).toList(),
                                    what);
                            assertKeysDoNotStraddle(comparator, partitions, what);
                        }
                        world.assertNothingLeft();
                    }
                }
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Comparator<Object> natural(Comparator order) {
        return order;
    }

    private static void assertKeysDoNotStraddle(
            Comparator<Object> comparator, List<List<Object>> partitions, String what) {
        Object last = null;
        for (List<Object> partition : partitions) {
            if (!partition.isEmpty()) {
                Object first = ((Pair<?, ?>) partition.get(0)).key();
                assertTrue(last == null || comparator.compare(last, first) < 0, what + ": " + last + " and " + first);
                last = ((Pair<?, ?>) partition.get(partition.size() - 1)).key();
            }
        }
    }

    @Test
    void rangesAreOfAboutEqualSize() throws Exception {
        SortWorld world = new SortWorld(directory, 1 << 30);
        try (ShuffleStore store = new ShuffleStore(world.pool, world.scope.scratch())) {
            for (List<Object> partition :
                    sort(world, store, NATURAL, split(inputs(20_000).get("random"), 5), 8)) {
                assertTrue(Math.abs(partition.size() - 2_500) < 250, "records: " + partition.size());
            }
        }
    }

    @Test
    void fewRecordsAreSpread() throws Exception {
        SortWorld world = new SortWorld(directory, 1 << 30);
        try (ShuffleStore store = new ShuffleStore(world.pool, world.scope.scratch())) {
            List<Integer> sizes = sort(world, store, NATURAL, split(pairs(40, i -> (long) (i * 7 % 40)), 3), 4).stream()
                    .map(List::size)
                    .toList();
            assertEquals(List.of(10, 10, 10, 10), sizes);
        }
    }

    @Test
    void aHeavyKeyHasAPartitionOfItsOwnAndTheOthersShareTheRest() throws Exception {
        Random random = new Random(SEED);
        List<Pair<Object, Object>> records =
                pairs(20_000, i -> random.nextInt(10) < 6 ? 500_000L : (long) random.nextInt(1_000_000));
        SortWorld world = new SortWorld(directory, 1 << 30);
        try (ShuffleStore store = new ShuffleStore(world.pool, world.scope.scratch())) {
            List<Integer> sizes = sort(world, store, NATURAL, split(records, 4), 5).stream()
                    .map(List::size)
                    .sorted(Collections.reverseOrder())
                    .toList();
            long heavy =
                    records.stream().filter(pair -> pair.key().equals(500_000L)).count();
            assertTrue(sizes.get(0) < heavy + 200, "sizes: " + sizes);
            assertTrue(sizes.get(1) < 4_200, "sizes: " + sizes);
        }
    }

    @Test
    void aPartitionerDecidesWhereAndTheKeyDecidesTheOrderWithin() throws Exception {
        Partitioner partitioner = Partitioner.hash(6);
        for (long poolBytes : SortWorld.POOLS) {
            for (Map.Entry<String, List<Pair<Object, Object>>> input :
                    inputs(6_000).entrySet()) {
                SortWorld world = new SortWorld(directory, poolBytes);
                try (ShuffleStore store = new ShuffleStore(world.pool, world.scope.scratch())) {
                    List<MapOutputId> ids = new ArrayList<>();
                    for (List<Pair<Object, Object>> map : split(input.getValue(), 4)) {
                        store.put(
                                id(ids.size()),
                                write(SortedMapOutputWriter.forPartitions(world.scope, NATURAL, partitioner), map));
                        ids.add(id(ids.size()));
                    }
                    for (int partition = 0; partition < 6; partition++) {
                        int wanted = partition;
                        List<Pair<Object, Object>> expected = new ArrayList<>(input.getValue().stream()
                                .filter(pair -> partitioner.partition(pair.key()) == wanted)
                                .toList());
                        expected.sort((l, r) -> NATURAL.compare(l.key(), r.key()));
                        assertEquals(
                                expected,
                                SortWorld.drain(
                                        SortedShuffleReader.ofPartition(store, ids, world.scope, NATURAL, partition)),
                                input.getKey());
                    }
                }
                world.assertNothingLeft();
            }
        }
    }

    @Test
    void moreOutputsOnDiskThanCanBeReadAtOnceAreMergedInPasses() throws Exception {
        SortWorld world = new SortWorld(directory, 0);
        List<Pair<Object, Object>> records = pairs(30_000, i -> (long) (i * 7919 % 30_000));
        try (ShuffleStore store = new ShuffleStore(world.pool, world.scope.scratch())) {
            List<List<Object>> partitions = sort(world, store, NATURAL, split(records, 100), 3);
            assertEquals(30_000, partitions.stream().mapToInt(List::size).sum());
            long next = 0;
            for (List<Object> partition : partitions) {
                for (Object record : partition) {
                    assertEquals(next++, ((Pair<?, ?>) record).key());
                }
            }
        }
        world.assertNothingLeft();
    }

    @Test
    void outputsStayInMemoryWhileThereIsSomeAndGoToDiskWhenOthersNeedIt() throws Exception {
        SortWorld world = new SortWorld(directory, 64 << 20);
        List<Pair<Object, Object>> records = inputs(6_000).get("random");
        try (ShuffleStore store = new ShuffleStore(world.pool, world.scope.scratch())) {
            store.put(id(0), write(SortedMapOutputWriter.forRanges(world.scope, NATURAL), records));
            assertTrue(store.open(id(0)).inMemory());
            assertEquals(0, world.fileCount());
            try (var lease = world.pool.lease("greedy")) {
                assertTrue(lease.tryReserve((64 << 20) - 100_000));
            }
            assertFalse(store.open(id(0)).inMemory());
            RangeBounds bounds = RangeBounds.cut(List.of(store.open(id(0)).sparseIndex()), 2, NATURAL, LOADER);
            assertEquals(
                    6_000,
                    SortWorld.drain(SortedShuffleReader.ofRange(store, List.of(id(0)), world.scope, NATURAL, bounds, 0))
                                    .size()
                            + SortWorld.drain(SortedShuffleReader.ofRange(
                                            store, List.of(id(0)), world.scope, NATURAL, bounds, 1))
                                    .size());
        }
        world.assertNothingLeft();
    }

    @Test
    void theDigestTellsContentFromContentAndNotMemoryFromMemory() throws Exception {
        List<Pair<Object, Object>> records = inputs(20_000).get("random");
        List<Long> digests = new ArrayList<>();
        for (long poolBytes : SortWorld.POOLS) {
            SortWorld world = new SortWorld(directory, poolBytes);
            try (MapOutput output = write(SortedMapOutputWriter.forRanges(world.scope, NATURAL), records)) {
                digests.add(output.digest());
            }
            try (MapOutput output =
                    write(SortedMapOutputWriter.forRanges(world.scope, NATURAL), records.subList(0, 19_999))) {
                assertNotEquals(digests.get(0), output.digest());
            }
            world.assertNothingLeft();
        }
        assertEquals(digests.get(0), digests.get(1));
        assertNotEquals(0, digests.get(0));
    }

    /** The digest is kept while records are added, spilled and sorted; it must be what the records of the output sum up to. */
    @Test
    void theDigestIsTheSumOverAllRecordsHoweverTheyWereWritten() throws Exception {
        Partitioner partitioner = Partitioner.hash(3);
        for (long poolBytes : SortWorld.POOLS) {
            for (Map.Entry<String, List<Pair<Object, Object>>> input :
                    inputs(20_000).entrySet()) {
                SortWorld world = new SortWorld(directory, poolBytes);
                try (MapOutput output = write(
                        SortedMapOutputWriter.forPartitions(world.scope, NATURAL, partitioner), input.getValue())) {
                    assertEquals(
                            digest(input.getValue(), partitioner),
                            output.digest(),
                            input.getKey() + ", pool of " + poolBytes + ", seed " + SEED);
                }
                world.assertNothingLeft();
            }
        }
    }

    /** The digest of records that are all of one codec. */
    private static long digest(List<Pair<Object, Object>> records, Partitioner partitioner) {
        long sum = 0;
        RecordOutput out = new RecordOutput(64);
        for (Pair<Object, Object> pair : records) {
            out.position(0);
            RecordCodecs.forRecord(records.get(0)).write(pair, out);
            sum += ContentDigest.hash(out.array(), 0, out.position(), partitioner.partition(pair.key()));
        }
        return sum == 0 ? 1 : sum;
    }

    @Test
    void thereIsNoDigestWhereMemoryDecidedInWhichFormatRecordsWereWritten() throws Exception {
        List<Pair<Object, Object>> records = new ArrayList<>(pairs(20_000, i -> (long) i));
        records.add(Pair.of(7L, 7L));
        SortWorld world = new SortWorld(directory, 0);
        try (MapOutput output = write(SortedMapOutputWriter.forRanges(world.scope, NATURAL), records)) {
            assertEquals(0, output.digest());
        }
        world.assertNothingLeft();
    }

    @Test
    void aDamagedOutputIsAFailedFetch() throws Exception {
        SortWorld world = new SortWorld(directory, 0);
        try (ShuffleStore store = new ShuffleStore(world.pool, world.scope.scratch())) {
            store.put(
                    id(7),
                    write(
                            SortedMapOutputWriter.forRanges(world.scope, NATURAL),
                            inputs(40_000).get("random")));
            MapOutput output = store.open(id(7));
            byte[] bytes = Files.readAllBytes(output.file());
            bytes[bytes.length / 2] ^= 1;
            Files.write(output.file(), bytes);
            RangeBounds bounds = RangeBounds.cut(List.of(output.sparseIndex()), 1, NATURAL, LOADER);
            FetchFailedException failure = assertThrows(
                    FetchFailedException.class,
                    () -> SortWorld.drain(
                            SortedShuffleReader.ofRange(store, List.of(id(7)), world.scope, NATURAL, bounds, 0)));
            assertEquals(id(7), failure.output());
            assertThrows(
                    FetchFailedException.class,
                    () -> SortWorld.drain(
                            SortedShuffleReader.ofRange(store, List.of(id(8)), world.scope, NATURAL, bounds, 0)));
        }
        world.assertNothingLeft();
    }

    @Test
    void closingInTheMiddleLeavesNothing() throws Exception {
        for (long poolBytes : SortWorld.POOLS) {
            SortWorld world = new SortWorld(directory, poolBytes);
            List<Pair<Object, Object>> records = inputs(20_000).get("random");
            try (ShuffleStore store = new ShuffleStore(world.pool, world.scope.scratch())) {
                SortedMapOutputWriter unfinished = SortedMapOutputWriter.forRanges(world.scope, NATURAL);
                try (BatchReader input = SortWorld.reader(records)) {
                    unfinished.write(input.next());
                }
                unfinished.close();
                store.put(id(0), write(SortedMapOutputWriter.forRanges(world.scope, NATURAL), records));
                RangeBounds bounds = RangeBounds.cut(List.of(store.open(id(0)).sparseIndex()), 1, NATURAL, LOADER);
                SortedShuffleReader unread =
                        SortedShuffleReader.ofRange(store, List.of(id(0)), world.scope, NATURAL, bounds, 0);
                SortedShuffleReader begun =
                        SortedShuffleReader.ofRange(store, List.of(id(0)), world.scope, NATURAL, bounds, 0);
                assertEquals(1024, begun.next().size);
                unread.close();
                begun.close();
                begun.close();
            }
            world.assertNothingLeft();
        }
    }

    @Test
    void aPartitionerThatAnswersNonsenseIsNamed() throws Exception {
        SortWorld world = new SortWorld(directory, 0);
        Partitioner nonsense = new Partitioner() {
            @Override
            public int partitionCount() {
                return 2;
            }

            @Override
            public int partition(Object key) {
                return 2;
            }
        };
        VonkException failure = assertThrows(
                VonkException.class,
                () -> write(SortedMapOutputWriter.forPartitions(world.scope, NATURAL, nonsense), pairs(1, i -> 1L)));
        assertTrue(failure.getMessage().contains("placed the key 1 in partition 2"), failure.getMessage());
        world.assertNothingLeft();
    }
}
