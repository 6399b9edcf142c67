package io.vonk.internal.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.error.DataException;
import io.vonk.function.HashPartitioner;
import io.vonk.function.NaturalOrder;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.RangeBounds;
import io.vonk.internal.sort.SortWorld;
import io.vonk.internal.sort.SparseIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedOutputTest {
    private static final ClassLoader LOADER = PublishedOutputTest.class.getClassLoader();
    private static final KeyOrder NATURAL = KeyOrder.of(NaturalOrder.ASCENDING);

    @TempDir
    Path directory;

    @Test
    void everySegmentArrivesAsItWasWritten() throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            SortWorld world = new SortWorld(directory, SortWorld.POOLS[seed % 2]);
            int partitions = 1 + random.nextInt(40);
            HashPartitioner partitioner = new HashPartitioner(partitions);
            List<Pair<?, ?>> records = records(random, seed % 5 == 0 ? random.nextInt(3) : random.nextInt(20_000));
            PublishedOutput published =
                    published(id(seed), write(new ShuffleWriter(world.scope, partitioner), records), seed);
            assertEquals(partitions, published.segmentCount());

            for (int from = 0; from < partitions; from++) {
                int until = from + 1 + random.nextInt(Math.min(3, partitions - from));
                try (Fetched fetched = fetch(world, published, id(seed), from, until, null, random.nextBoolean())) {
                    for (int partition = from; partition < until; partition++) {
                        int wanted = partition;
                        List<?> expected = records.stream()
                                .filter(pair -> partitioner.partition(pair.key()) == wanted)
                                .toList();
                        MapOutputSource source = ignored -> fetched.output();
                        assertEquals(
                                expected,
                                SortWorld.drain(new ShuffleReader(source, List.of(id(seed)), partition, world.scope)),
                                "seed " + seed + ", partition " + partition);
                        assertEquals(expected.size(), fetched.output().recordCount(partition));
                    }
                }
            }
            Files.delete(published.data());
            world.assertNothingLeft();
        }
    }

    @Test
    void rangesAreCutFromBlocksThatWereFetched() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            SortWorld world = new SortWorld(directory, SortWorld.POOLS[seed % 2]);
            List<Pair<?, ?>> records = records(random, random.nextInt(30_000));
            MapOutput written = write(SortedMapOutputWriter.forRanges(world.scope, NATURAL), records);
            SparseIndex sparse = written.sparseIndex();
            PublishedOutput published = published(id(seed), written, seed);
            int ranges = 1 + random.nextInt(6);
            RangeBounds bounds = RangeBounds.cut(List.of(sparse), ranges, NATURAL, LOADER);

            List<Object> all = new ArrayList<>();
            for (int range = 0; range < ranges; range++) {
                SparseIndex.Blocks blocks = sparse.locate(bounds, range, NATURAL, LOADER);
                try (Fetched fetched =
                        fetch(world, published, id(seed), blocks.from(), blocks.end(), sparse, random.nextBoolean())) {
                    all.addAll(SortWorld.drain(SortedShuffleReader.ofRange(
                            ignored -> fetched.output(), List.of(id(seed)), world.scope, NATURAL, bounds, range)));
                }
            }

            List<Pair<?, ?>> sorted = new ArrayList<>(records);
            sorted.sort((left, right) -> NATURAL.compare(left.key(), right.key()));
            assertEquals(sorted, all, "seed " + seed);
            Files.delete(published.data());
            world.assertNothingLeft();
        }
    }

    @Test
    void aFlippedBitAnywhereInTheBlocksIsFound() throws Exception {
        SortWorld world = new SortWorld(directory, 1L << 30);
        PublishedOutput published = published(
                id(1), write(new ShuffleWriter(world.scope, new HashPartitioner(3)), records(new Random(1), 50)), 1);
        SegmentTable table = SegmentTable.read(published.table(0, 3), id(1), 0, 3);
        byte[] blocks = blocks(published, 0, 3);

        for (int bit = 0; bit < 8 * blocks.length; bit++) {
            byte[] flipped = blocks.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            FetchFailedException found = assertThrows(
                    FetchFailedException.class,
                    () -> FetchedOutputs.inMemory(table, flipped, 0, null, LOADER),
                    "bit " + bit);
            assertEquals(id(1), found.output());
        }
        byte[] cut = Arrays.copyOf(blocks, blocks.length - 1);
        assertThrows(FetchFailedException.class, () -> FetchedOutputs.inMemory(table, cut, 0, null, LOADER));
        world.assertNothingLeft();
    }

    @Test
    void aTableOfAnythingElseIsRefused() throws Exception {
        SortWorld world = new SortWorld(directory, 1L << 30);
        PublishedOutput published = published(
                id(1), write(new ShuffleWriter(world.scope, new HashPartitioner(9)), records(new Random(1), 300)), 1);
        byte[] table = published.table(2, 5);
        SegmentTable.read(table, id(1), 2, 5);

        MapOutputId otherAttempt = new MapOutputId(id(1).shuffle(), 1, new TaskAttemptId(999));
        MapOutputId otherShuffle = new MapOutputId(new ShuffleId(8), 1, id(1).attempt());
        for (MapOutputId other : List.of(otherAttempt, otherShuffle, id(2))) {
            FetchFailedException refused =
                    assertThrows(FetchFailedException.class, () -> SegmentTable.read(table, other, 2, 5));
            assertTrue(refused.getMessage().contains("belongs to another output"), refused::getMessage);
        }
        assertThrows(FetchFailedException.class, () -> SegmentTable.read(published.table(3, 6), id(1), 2, 5));
        assertThrows(FetchFailedException.class, () -> SegmentTable.read(published.table(2, 4), id(1), 2, 5));
        assertThrows(FetchFailedException.class, () -> SegmentTable.read(new byte[0], id(1), 2, 5));
        assertThrows(FetchFailedException.class, () -> SegmentTable.read(published.table(2, 2), id(1), 2, 5));
        for (int length = 0; length < table.length; length++) {
            byte[] cut = Arrays.copyOf(table, length);
            assertThrows(FetchFailedException.class, () -> SegmentTable.read(cut, id(1), 2, 5));
        }
        // The number of segments of the whole output is not sealed: what it can do wrong is to refuse a partition.
        for (int bit = 32; bit < 8 * table.length; bit++) {
            byte[] flipped = table.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThrows(FetchFailedException.class, () -> SegmentTable.read(flipped, id(1), 2, 5), "bit " + bit);
        }
        world.assertNothingLeft();
    }

    @Test
    void filesThatWereDamagedAreNotOpened() throws Exception {
        SortWorld world = new SortWorld(directory, 1L << 30);
        PublishedOutput published = published(
                id(1), write(new ShuffleWriter(world.scope, new HashPartitioner(3)), records(new Random(1), 20)), 1);
        Path index = index(1);
        byte[] bytes = Files.readAllBytes(index);

        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(index, flipped);
            DataException refused = assertThrows(
                    DataException.class, () -> PublishedOutput.open(published.data(), index), "bit " + bit);
            assertTrue(refused.getMessage().contains(index.toString()), refused::getMessage);
        }
        for (int length = 0; length < bytes.length; length++) {
            Files.write(index, Arrays.copyOf(bytes, length));
            assertThrows(DataException.class, () -> PublishedOutput.open(published.data(), index));
        }
        Files.write(index, bytes);
        Files.write(published.data(), Arrays.copyOf(Files.readAllBytes(published.data()), 60));
        DataException shorter = assertThrows(DataException.class, () -> PublishedOutput.open(published.data(), index));
        assertTrue(shorter.getMessage().contains("has 60 bytes"), shorter::getMessage);
        Files.delete(published.data());
        assertThrows(IOException.class, () -> PublishedOutput.open(published.data(), index));
        assertThrows(IllegalArgumentException.class, () -> published.table(0, 4));
        assertThrows(IllegalArgumentException.class, () -> published.regions(-1, 1));
        world.assertNothingLeft();
    }

    // ---- what the tests are made of -------------------------------------------------------------------------------

    /** Fetched segments, with what they take. */
    private record Fetched(MapOutput output, Lease lease) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            lease.close();
            if (output.file() != null) {
                Files.delete(output.file());
            }
        }
    }

    private Fetched fetch(
            SortWorld world,
            PublishedOutput published,
            MapOutputId id,
            int from,
            int until,
            SparseIndex sparse,
            boolean inMemory)
            throws IOException {
        SegmentTable table = SegmentTable.read(published.table(from, until), id, from, until);
        byte[] blocks = blocks(published, from, until);
        assertEquals(table.dataBytes(), blocks.length);
        Lease lease = world.scope.lease("fetched");
        if (inMemory) {
            byte[] shifted = new byte[blocks.length + 13];
            System.arraycopy(blocks, 0, shifted, 13, blocks.length);
            return new Fetched(FetchedOutputs.inMemory(table, shifted, 13, sparse, LOADER), lease);
        }
        Path file = world.scope.newFile("fetched");
        Files.write(file, blocks);
        return new Fetched(FetchedOutputs.onDisk(table, file, 0, sparse), lease);
    }

    private static byte[] blocks(PublishedOutput published, int from, int until) throws IOException {
        byte[] file = Files.readAllBytes(published.data());
        ByteArrayOutputStream blocks = new ByteArrayOutputStream();
        for (PublishedOutput.Region region : published.regions(from, until)) {
            blocks.write(file, (int) region.offset(), (int) region.length());
        }
        return blocks.toByteArray();
    }

    /** Published, and opened again as another process would. */
    private PublishedOutput published(MapOutputId id, MapOutput output, int number) throws IOException {
        Path data = directory.resolve(number + ".data");
        try (output) {
            PublishedOutput.publish(id, output, data, index(number));
        }
        return PublishedOutput.open(data, index(number));
    }

    private Path index(int number) {
        return directory.resolve(number + ".index");
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

    private static MapOutputId id(int number) {
        return new MapOutputId(new ShuffleId(7), number, new TaskAttemptId(100 + number));
    }

    private static List<Pair<?, ?>> records(Random random, int count) {
        List<Pair<?, ?>> records = new ArrayList<>();
        boolean texts = random.nextBoolean();
        for (int i = 0; i < count; i++) {
            // Late misfits give a segment several blocks, with codecs of their own.
            boolean misfit = i > 0 && i % 5_000 == 0;
            Object value = misfit ? (Object) (double) i : "value " + " ".repeat(random.nextInt(60)) + i;
            records.add(Pair.of(texts ? (Object) ("key " + random.nextInt(500)) : random.nextInt(500), value));
        }
        return records;
    }
}
