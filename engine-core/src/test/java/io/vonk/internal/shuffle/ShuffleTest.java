package io.vonk.internal.shuffle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.error.VonkException;
import io.vonk.function.HashPartitioner;
import io.vonk.function.Partitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.serial.ContentDigest;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordOutput;
import io.vonk.internal.testing.OperatorScopes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShuffleTest {
    private static final ShuffleId SHUFFLE = new ShuffleId(1);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {0, 300_000, 1L << 30})
    void everyRecordArrivesOnceInItsPartitionAndInOrder(long poolBytes) throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            int maps = 1 + random.nextInt(4);
            int partitions = seed % 10 == 0 ? 3_000 : 1 + random.nextInt(20);
            int size = seed % 7 == 0 ? random.nextInt(3) : random.nextInt(12_000);
            IntFunction<Pair<?, ?>> kind =
                    kinds(random).get(seed % kinds(random).size());
            Partitioner partitioner = new HashPartitioner(partitions);
            try (OperatorScopes scopes = OperatorScopes.of(directory, poolBytes);
                    ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
                List<List<Pair<?, ?>>> expected = new ArrayList<>();
                for (int p = 0; p < partitions; p++) {
                    expected.add(new ArrayList<>());
                }
                List<MapOutputId> ids = new ArrayList<>();
                for (int map = 0; map < maps; map++) {
                    List<Pair<?, ?>> records = new ArrayList<>();
                    for (int i = 0; i < size; i++) {
                        Pair<?, ?> record = kind.apply(i);
                        records.add(record);
                        expected.get(partitioner.partition(record.key())).add(record);
                    }
                    MapOutput output = write(scopes, partitioner, records);
                    assertEquals(size, output.recordCount());
                    ids.add(id(map));
                    store.put(id(map), output);
                }
                for (int p = 0; p < partitions; p++) {
                    assertEquals(
                            expected.get(p),
                            read(scopes, store, ids, p),
                            "seed " + seed + ", pool " + poolBytes + ", partition " + p);
                }
            }
        }
    }

    @Test
    void readersKnowTheirSizeUnlessAnOutputIsLost() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.of(directory, 1L << 30);
                ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
            List<Pair<?, ?>> records = new ArrayList<>();
            for (long i = 0; i < 1_000; i++) {
                records.add(new Pair<>(i, i));
            }
            MapOutput output = write(scopes, new HashPartitioner(2), records);
            store.put(id(0), output);
            try (ShuffleReader reader = new ShuffleReader(store, List.of(id(0)), 1, scopes.scope())) {
                assertTrue(reader.sizeBytes() > 0);
                assertEquals(output.sizeBytes(1), reader.sizeBytes());
            }
            try (ShuffleReader reader = new ShuffleReader(store, List.of(id(0), id(1)), 1, scopes.scope())) {
                assertEquals(-1, reader.sizeBytes());
            }
        }
    }

    /** Different shapes of data. */
    private static List<IntFunction<Pair<?, ?>>> kinds(Random random) {
        byte[] big = new byte[100_000];
        random.nextBytes(big);
        return List.of(
                i -> new Pair<>((long) random.nextInt(5_000), random.nextLong()),
                i -> new Pair<>("all equal", i),
                i -> new Pair<>("λ→" + random.nextInt(300) + "\uD83D\uDE00\uD800", "é" + i),
                i -> new Pair<>(random.nextInt(10) == 0 ? null : i % 100, random.nextInt(3) == 0 ? null : "v" + i),
                i -> new Pair<>(mixed(random, i), mixed(random, i + 1)),
                i -> new Pair<>(i, i % 3_000 == 7 ? "x".repeat(300_000) + i : "small"),
                i -> new Pair<>(random.nextInt(4) == 0 ? i : 0, (double) i),
                i -> new Pair<>(i % 2 == 0 ? "Aa" + i : "BB" + i, List.of(i, i + 1)));
    }

    private static Object mixed(Random random, int i) {
        return switch (random.nextInt(6)) {
            case 0 -> "s" + i;
            case 1 -> (long) i;
            case 2 -> i;
            case 3 -> i / 3.0;
            case 4 -> new Pair<>(i, "n");
            default -> List.of("a", i);
        };
    }

    @Test
    void smallOutputsStayInMemoryAndCostLittle() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.ample(directory)) {
            List<Pair<?, ?>> records = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                records.add(new Pair<>(i, i));
            }
            try (MapOutput output = write(scopes, new HashPartitioner(2_000), records)) {
                assertTrue(output.inMemory());
                assertTrue(output.sizeBytes() < 30_000, "bytes: " + output.sizeBytes());
                assertTrue(output.memoryBytes() < 200_000, "memory: " + output.memoryBytes());
                assertEquals(output.memoryBytes(), scopes.pool().usedBytes());
                long sum = 0;
                for (int p = 0; p < output.reducePartitionCount(); p++) {
                    sum += output.sizeBytes(p);
                }
                assertEquals(output.sizeBytes(), sum);
                assertEquals(List.of(), scopes.files());
            }
        }
    }

    @Test
    void digestDependsOnContentAndPartitionButNotOnOrderOrPlace() throws Exception {
        List<Pair<?, ?>> records = new ArrayList<>();
        for (int i = 0; i < 60_000; i++) {
            records.add(new Pair<>((long) i % 500, "value " + i));
        }
        List<Pair<?, ?>> shuffled = new ArrayList<>(records);
        Collections.shuffle(shuffled, new Random(1));
        List<Pair<?, ?>> changed = new ArrayList<>(records);
        changed.set(100, new Pair<>(100L, "another"));
        Partitioner partitioner = new HashPartitioner(7);

        long digest = digest(records, partitioner, 1 << 30);

        assertNotEquals(0, digest);
        assertEquals(digest, digest(shuffled, partitioner, 1 << 30));
        assertEquals(digest, digest(records, partitioner, 0), "on disk");
        assertNotEquals(digest, digest(changed, partitioner, 1 << 30));
        assertNotEquals(digest, digest(records, new HashPartitioner(6), 1 << 30));
    }

    private long digest(List<Pair<?, ?>> records, Partitioner partitioner, long poolBytes) throws Exception {
        try (OperatorScopes scopes = OperatorScopes.of(directory, poolBytes);
                MapOutput output = write(scopes, partitioner, records)) {
            assertEquals(poolBytes > 0, output.inMemory());
            return output.digest();
        }
    }

    @Test
    void recordsAddedTogetherOrByHandAreThoseAddedOneByOne() throws Exception {
        List<IntFunction<Object>> kinds = List.of(
                i -> (long) i * i,
                i -> i % 50 == 0 ? Long.MIN_VALUE + i : (long) -i,
                i -> i % 700 == 3 ? "other" : (Object) (long) i,
                i -> Pair.of((long) i % 90, (long) i * 1_000_003),
                i -> Pair.of(i % 60 == 0 ? Long.MAX_VALUE : 1L << i % 62, -1L - i),
                i -> i % 900 == 5 ? Pair.of("other", 1L) : Pair.of((long) i, 2L));
        HashPartitioner hash = new HashPartitioner(3);
        for (IntFunction<Object> kind : kinds) {
            Object[] records = new Object[30_000];
            java.util.Arrays.setAll(records, kind);
            List<List<List<Object>>> contents = new ArrayList<>();
            List<Long> digests = new ArrayList<>();
            for (int way = 0; way < 3; way++) {
                try (OperatorScopes scopes = OperatorScopes.of(directory, 1 << 30);
                        ShuffleWriter writer = new ShuffleWriter(scopes.scope(), hash)) {
                    for (int i = 0; way != 1 && i < records.length; i++) {
                        int partition = hash.partition(records[i]);
                        var codec = writer.codec();
                        if (way == 0 || codec == null || !codec.fits(records[i])) {
                            writer.add(partition, records[i]);
                        } else {
                            codec.write(records[i], writer.begin(partition));
                            writer.end(partition);
                        }
                    }
                    if (way == 1) {
                        writer.addAll(hash, records, records.length, true);
                    }
                    try (MapOutput output = writer.finish()) {
                        digests.add(output.digest());
                        List<List<Object>> partitions = new ArrayList<>();
                        for (int p = 0; p < 3; p++) {
                            List<Object> content = new ArrayList<>();
                            try (ShuffleReader reader = ShuffleReader.of(output, p, scopes.scope())) {
                                for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                                    for (int i = 0; i < batch.size; i++) {
                                        content.add(batch.record(i));
                                    }
                                }
                            }
                            partitions.add(content);
                        }
                        contents.add(partitions);
                    }
                }
            }
            assertEquals(List.of(digests.get(0), digests.get(0), digests.get(0)), digests);
            assertEquals(contents.get(0), contents.get(1));
            assertEquals(contents.get(0), contents.get(2));
        }
    }

    @Test
    void manySmallSpillsAreJoinedIntoLargeBlocks() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.scarce(directory)) {
            SpilledRanges spilled = new SpilledRanges(scopes.scope(), 50, 1_000);
            var codec = io.vonk.internal.serial.RecordCodecs.forRecord(1L);
            byte[] record = {2};
            for (int spill = 0; spill < 100; spill++) {
                for (int partition = 0; partition < 50; partition++) {
                    spilled.append(partition, codec, 0, record, 0, 1, 1);
                }
                spilled.compactIfNeeded(List.of(codec));
            }
            RangeList ranges = spilled.finish(List.of(codec));
            assertEquals(250, ranges.size);
            assertEquals(1, scopes.files().size());
            spilled.close();
        }
    }

    @Test
    void outputsGiveTheirMemoryToOperatorsThatNeedIt() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.of(directory, 4_000_000);
                ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
            List<List<Pair<?, ?>>> all = new ArrayList<>();
            for (int map = 0; map < 3; map++) {
                List<Pair<?, ?>> records = new ArrayList<>();
                for (int i = 0; i < 20_000; i++) {
                    records.add(new Pair<>(i, "value " + i + " of " + map));
                }
                all.add(records);
                store.put(id(map), write(scopes, new HashPartitioner(1), records));
            }
            assertEquals(List.of(), scopes.files());
            try (var lease = scopes.pool().lease("operator")) {
                assertTrue(lease.tryReserve(3_000_000), "evicted for");
                assertFalse(scopes.files().isEmpty());
            }
            for (int map = 0; map < 3; map++) {
                assertEquals(all.get(map), read(scopes, store, List.of(id(map)), 0));
            }
        }
    }

    @Test
    void removedShufflesLeaveNeitherMemoryNorFiles() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.scarce(directory);
                ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
            ShuffleId other = new ShuffleId(2);
            store.put(id(0), write(scopes, new HashPartitioner(2), List.of(new Pair<>(1, 1))));
            store.put(id(1), write(scopes, new HashPartitioner(2), List.of(new Pair<>(1, 1))));
            store.put(
                    new MapOutputId(other, 0, new TaskAttemptId(9)),
                    write(scopes, new HashPartitioner(2), List.of(new Pair<>(2, 2))));
            assertEquals(3, scopes.files().size(), "without memory everything goes to disk");

            store.remove(id(0));
            assertEquals(2, scopes.files().size());
            assertThrows(FetchFailedException.class, () -> store.open(id(0)));

            store.remove(SHUFFLE);
            assertEquals(List.of(new MapOutputId(other, 0, new TaskAttemptId(9))), store.outputs());
            store.remove(other);
            assertEquals(List.of(), scopes.files());
            assertEquals(0, scopes.pool().usedBytes());
        }
    }

    @Test
    void aFlippedBitAnywhereIsNoticedBeforeDecoding() throws Exception {
        Random random = new Random(5);
        try (OperatorScopes scopes = OperatorScopes.scarce(directory);
                ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
            List<Pair<?, ?>> records = List.of(new Pair<>("a", 1L), new Pair<>("b", 2L));
            store.put(id(0), write(scopes, new HashPartitioner(1), records));
            Path file = store.open(id(0)).file();
            byte[] good = Files.readAllBytes(file);
            for (int position = 0; position < good.length; position++) {
                byte[] bad = good.clone();
                bad[position] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, bad);
                FetchFailedException failed = assertThrows(
                        FetchFailedException.class, () -> read(scopes, store, List.of(id(0)), 0), "byte " + position);
                assertEquals(id(0), failed.output());
                assertTrue(failed.getMessage().contains("damaged"), failed.getMessage());
            }
            Files.write(file, java.util.Arrays.copyOf(good, good.length - 1));
            assertThrows(FetchFailedException.class, () -> read(scopes, store, List.of(id(0)), 0));
            Files.delete(file);
            assertThrows(FetchFailedException.class, () -> read(scopes, store, List.of(id(0)), 0));
            Files.write(file, good);
            assertEquals(records, read(scopes, store, List.of(id(0)), 0));
        }
    }

    @Test
    void blocksOfOnePartitionAreNotTakenForThoseOfAnother() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.scarce(directory);
                ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
            Partitioner byValue = new ModuloPartitioner(2);
            store.put(id(0), write(scopes, byValue, List.of(new Pair<>(0, 5), new Pair<>(1, 5))));
            Path file = store.open(id(0)).file();
            try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
                int block = (int) access.length() / 2;
                byte[] second = new byte[block];
                access.seek(block);
                access.readFully(second);
                access.seek(0);
                access.write(second);
            }
            assertEquals(List.of(new Pair<>(1, 5)), read(scopes, store, List.of(id(0)), 1));
            assertThrows(FetchFailedException.class, () -> read(scopes, store, List.of(id(0)), 0));
        }
    }

    /** The bytes of the format as {@link BlockFileWriter} specifies it, written down by hand. */
    @Test
    void fileFormatIsAsSpecified() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.scarce(directory);
                ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
            store.put(
                    id(0),
                    write(
                            scopes,
                            new ModuloPartitioner(3),
                            List.of(new Pair<>(2, "two"), new Pair<>(0, "é"), new Pair<>(5, "five"))));
            byte[] golden;
            try (var in = getClass().getResourceAsStream("map-output-v1.bin")) {
                golden = in.readAllBytes();
            }
            assertArrayEquals(golden, Files.readAllBytes(store.open(id(0)).file()));
        }
    }

    /** Pairs of numbers have a way of their own into the buffers; here each record is encoded by its codec, one by one. */
    @Test
    void pairsOfNumbersAreWrittenAsTheirCodecWritesThem() throws Exception {
        Random random = new Random(4711);
        for (boolean doubles : new boolean[] {false, true}) {
            List<Pair<?, ?>> records = new ArrayList<>();
            for (int i = 0; i < 60_000; i++) {
                long key = random.nextLong() >> random.nextInt(64);
                long value = random.nextLong() >> random.nextInt(64);
                records.add(new Pair<>(key, doubles ? (Object) (value / 3.0) : (Object) value));
            }
            records.add(new Pair<>(1L, doubles ? (Object) Double.NaN : (Object) Long.MIN_VALUE));
            HashPartitioner partitioner = new HashPartitioner(3);
            RecordCodec codec = RecordCodecs.forRecord(records.get(0));
            List<RecordOutput> expected = List.of(new RecordOutput(64), new RecordOutput(64), new RecordOutput(64));
            long digest = 0;
            for (Pair<?, ?> record : records) {
                int partition = partitioner.partition(record.key());
                RecordOutput out = expected.get(partition);
                int start = out.position();
                codec.write(record, out);
                digest += ContentDigest.hash(out.array(), start, out.position(), partition);
            }
            try (OperatorScopes scopes = OperatorScopes.ample(directory);
                    MapOutput output = write(scopes, partitioner, records)) {
                assertEquals(digest, output.digest());
                for (int partition = 0; partition < 3; partition++) {
                    RecordOutput found = new RecordOutput(64);
                    try (ShuffleReader reader = ShuffleReader.of(output, partition, scopes.scope())) {
                        for (EncodedBlock block = reader.nextBlock(); block != null; block = reader.nextBlock()) {
                            found.putBytes(block.bytes(), block.offset(), block.length());
                        }
                    }
                    assertArrayEquals(expected.get(partition).toByteArray(), found.toByteArray());
                }
            }
        }
    }

    /** With many partitions records are staged before they are moved to their partitions, in whatever amounts and shapes they come. */
    @Test
    void manyPartitionsGetTheirRecordsInOrder() throws Exception {
        Random random = new Random(4711);
        HashPartitioner partitioner = new HashPartitioner(300);
        for (int count : new int[] {0, 1, 500, 8_191, 8_192, 8_193, 60_000}) {
            for (boolean mixed : new boolean[] {false, true}) {
                List<Pair<?, ?>> records = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    Object value = !mixed || i % 1_000 != 999
                            ? (Object) (long) i
                            : i % 7_000 == 6_999 ? "v".repeat(200_000) + i : "v" + i;
                    records.add(new Pair<>((long) random.nextInt(2_000), value));
                }
                List<List<Object>> expected = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    expected.add(new ArrayList<>());
                }
                records.forEach(record ->
                        expected.get(partitioner.partition(record.key())).add(record));
                for (boolean ample : new boolean[] {true, false}) {
                    try (OperatorScopes scopes =
                                    ample ? OperatorScopes.ample(directory) : OperatorScopes.scarce(directory);
                            ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
                        store.put(id(0), write(scopes, partitioner, records));
                        assertEquals(count, store.open(id(0)).recordCount());
                        for (int partition = 0; partition < 300; partition++) {
                            assertEquals(expected.get(partition), read(scopes, store, List.of(id(0)), partition));
                        }
                    }
                }
            }
        }
    }

    @Test
    void nonsenseOfAPartitionerIsRefused() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.ample(directory)) {
            VonkException failed = assertThrows(
                    VonkException.class, () -> write(scopes, new ModuloPartitioner(2), List.of(new Pair<>(-1, "x"))));
            assertTrue(failed.getMessage().contains("-1"), failed.getMessage());
            assertThrows(VonkException.class, () -> {
                try (ShuffleWriter writer = new ShuffleWriter(scopes.scope(), new HashPartitioner(1))) {
                    Batch.Objects batch = new Batch.Objects();
                    batch.records[0] = "no pair";
                    batch.size = 1;
                    writer.write(batch);
                }
            });
        }
    }

    @Test
    void abandonedWritersAndReadersLeaveNothing() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.scarce(directory);
                ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
            List<Pair<?, ?>> records = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                records.add(new Pair<>(i, "value " + i));
            }
            try (ShuffleWriter writer = new ShuffleWriter(scopes.scope(), new HashPartitioner(3))) {
                feed(writer, records);
                assertFalse(scopes.files().isEmpty());
            }
            assertEquals(List.of(), scopes.files());
            write(scopes, new HashPartitioner(3), records).close();
            store.put(id(0), write(scopes, new HashPartitioner(3), records));
            try (ShuffleReader reader = new ShuffleReader(store, List.of(id(0)), 0, scopes.scope())) {
                assertTrue(reader.next() != null);
            }
            ShuffleStore closed = new ShuffleStore(scopes.pool(), scopes.scratch());
            closed.close();
            MapOutput late = write(scopes, new HashPartitioner(3), records);
            assertThrows(IllegalStateException.class, () -> closed.put(id(7), late));
        }
    }

    private record ModuloPartitioner(int partitionCount) implements Partitioner {
        @Override
        public int partition(Object key) {
            return (Integer) key % partitionCount;
        }
    }

    static MapOutputId id(int map) {
        return new MapOutputId(SHUFFLE, map, new TaskAttemptId(100 + map));
    }

    private static MapOutput write(OperatorScopes scopes, Partitioner partitioner, List<Pair<?, ?>> records)
            throws IOException {
        try (ShuffleWriter writer = new ShuffleWriter(scopes.scope(), partitioner)) {
            feed(writer, records);
            return writer.finish();
        }
    }

    private static void feed(ShuffleWriter writer, List<Pair<?, ?>> records) throws IOException {
        Batch.Objects batch = new Batch.Objects();
        for (Pair<?, ?> record : records) {
            batch.records[batch.size++] = record;
            if (batch.size == Batch.CAPACITY) {
                writer.write(batch);
                batch.size = 0;
            }
        }
        if (batch.size > 0) {
            writer.write(batch);
        }
    }

    private static List<Object> read(OperatorScopes scopes, ShuffleStore store, List<MapOutputId> ids, int partition)
            throws IOException {
        List<Object> records = new ArrayList<>();
        try (ShuffleReader reader = new ShuffleReader(store, ids, partition, scopes.scope())) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                for (int i = 0; i < batch.size; i++) {
                    records.add(batch.record(i));
                }
            }
        }
        return records;
    }
}
