package io.vonk.internal.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.function.HashPartitioner;
import io.vonk.function.Partitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.testing.OperatorScopes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundled outputs against the same outputs one by one. */
class OutputBundleTest {
    private static final ShuffleId SHUFFLE = new ShuffleId(1);
    private static final int PARTITIONS = 100;
    private static final Partitioner PARTITIONER = new HashPartitioner(PARTITIONS);

    @TempDir
    Path directory;

    @Test
    void bundledOutputsReadLikeSingleOnes() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            int maps = 1 + random.nextInt(100);
            try (OperatorScopes scopes = OperatorScopes.ample(directory);
                    ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
                List<List<Pair<?, ?>>> records = new ArrayList<>();
                List<MapOutputId> ids = new ArrayList<>();
                for (int map = 0; map < maps; map++) {
                    records.add(records(random, seed % 3));
                    ids.add(id(map, map));
                }
                List<Integer> order =
                        new ArrayList<>(IntStream.range(0, maps).boxed().toList());
                Collections.shuffle(order, random);
                for (int map : order) {
                    store.put(ids.get(map), write(scopes, records.get(map)));
                }
                check(scopes, store, ids, records);
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    long bytes = 0;
                    for (MapOutputId id : ids) {
                        bytes += store.open(id).sizeBytes(partition);
                    }
                    try (ShuffleReader reader = new ShuffleReader(store, ids, partition, scopes.scope())) {
                        assertEquals(bytes, reader.sizeBytes());
                    }
                }
                if (seed % 3 == 0) {
                    assertEquals(maps / OutputBundle.MEMBERS, bundles(store, ids), "seed " + seed);
                }

                // Some are computed again, and differ now.
                for (int map = 0; map < maps; map += 1 + random.nextInt(40)) {
                    records.set(map, records(random, seed % 3));
                    store.remove(ids.get(map));
                    MapOutputId lost = ids.get(map);
                    assertThrows(FetchFailedException.class, () -> store.open(lost));
                    ids.set(map, id(map, 1_000 + map));
                    store.put(ids.get(map), write(scopes, records.get(map)));
                }
                check(scopes, store, ids, records);

                toDisk(scopes);
                assertEquals(0, scopes.files().isEmpty() ? 1 : 0);
                check(scopes, store, ids, records);

                for (MapOutputId id : ids) {
                    store.remove(id);
                }
                assertEquals(0, scopes.pool().usedBytes());
                assertEquals(List.of(), scopes.files());
            }
        }
    }

    @Test
    void aBundleOnDiskIsOneFileAndIsLostAsAWhole() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.ample(directory);
                ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
            List<MapOutputId> ids = new ArrayList<>();
            List<List<Pair<?, ?>>> records = new ArrayList<>();
            for (int map = 0; map < OutputBundle.MEMBERS; map++) {
                ids.add(id(map, map));
                records.add(records(new Random(map), 0));
                store.put(ids.get(map), write(scopes, records.get(map)));
            }
            toDisk(scopes);
            assertEquals(1, scopes.files().size());
            check(scopes, store, ids, records);

            Path file = store.open(ids.get(3)).file();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 1;
            Files.write(file, bytes);
            List<MapOutputId> lost = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                int reading = partition;
                try {
                    read(scopes, store, ids, reading);
                } catch (FetchFailedException failed) {
                    lost.addAll(failed.outputs());
                }
            }
            assertEquals(ids, lost, "one block is damaged");
        }
    }

    @Test
    void outputsAreNotBundledIfTheyAreFewOrLargeOrHaveOtherShapes() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.ample(directory)) {
            List<Pair<?, ?>> many = new ArrayList<>();
            for (long i = 0; i < 100_000; i++) {
                many.add(new Pair<>(i, i));
            }
            try (MapOutput small = write(scopes, many.subList(0, 500));
                    MapOutput large = write(scopes, many)) {
                assertTrue(OutputBundle.takes(small));
                assertFalse(OutputBundle.takes(large));
            }
        }
        try (OperatorScopes scopes = OperatorScopes.ample(directory);
                ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
            List<MapOutputId> ids = new ArrayList<>();
            List<List<Pair<?, ?>>> records = new ArrayList<>();
            for (int map = 0; map < OutputBundle.MEMBERS; map++) {
                ids.add(id(map, map));
                records.add(List.of(map == 7 ? new Pair<>("key", 1L) : new Pair<>(1L, 1L)));
                store.put(ids.get(map), write(scopes, records.get(map)));
            }
            assertEquals(0, bundles(store, ids));
            check(scopes, store, ids, records);
        }
    }

    /** Outputs are put, bundled, moved to disk, dropped and read, all at once. */
    @Test
    void threadsThatPressEachOtherLoseNothing() throws Exception {
        int threads = 4;
        int maps = 10 * OutputBundle.MEMBERS;
        for (int round = 0; round < 5; round++) {
            try (OperatorScopes scopes = OperatorScopes.of(directory, 1_500_000);
                    ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
                List<MapOutputId> ids = new ArrayList<>();
                List<List<Pair<?, ?>>> records = new ArrayList<>();
                for (int map = 0; map < maps; map++) {
                    ids.add(id(map, map));
                    records.add(records(new Random(map), 0));
                }
                ExecutorService pool = Executors.newFixedThreadPool(threads);
                try {
                    List<Future<?>> running = new ArrayList<>();
                    for (int thread = 0; thread < threads; thread++) {
                        int first = thread;
                        running.add(pool.submit(() -> {
                            for (int map = first; map < maps; map += threads) {
                                store.put(ids.get(map), write(scopes, records.get(map)));
                                if (map % 50 == first) {
                                    store.remove(ids.get(map));
                                    store.put(ids.get(map), write(scopes, records.get(map)));
                                }
                                if (map % 20 == first) {
                                    press(scopes);
                                }
                            }
                            return null;
                        }));
                    }
                    for (Future<?> each : running) {
                        each.get();
                    }
                    running.clear();
                    for (int thread = 0; thread < threads; thread++) {
                        running.add(pool.submit(() -> {
                            press(scopes);
                            check(scopes, store, ids, records);
                            return null;
                        }));
                    }
                    for (Future<?> each : running) {
                        each.get();
                    }
                } finally {
                    pool.shutdownNow();
                }
                store.remove(SHUFFLE);
                assertEquals(0, scopes.pool().usedBytes());
                assertEquals(List.of(), scopes.files());
            }
        }
    }

    private static long bundles(ShuffleStore store, List<MapOutputId> ids) {
        return store.portions(List.copyOf(ids)).stream()
                .filter(portion -> portion.ids().size() > 1)
                .count();
    }

    /** The store's own portions give what its outputs give one by one, which is what was written. */
    private static void check(
            OperatorScopes scopes, ShuffleStore store, List<MapOutputId> ids, List<List<Pair<?, ?>>> records)
            throws Exception {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<Object> expected = new ArrayList<>();
            for (List<Pair<?, ?>> ofMap : records) {
                for (Pair<?, ?> pair : ofMap) {
                    if (PARTITIONER.partition(pair.key()) == partition) {
                        expected.add(pair);
                    }
                }
            }
            assertEquals(expected, read(scopes, store, ids, partition));
            assertEquals(expected, read(scopes, store::open, ids, partition));
            long count = 0;
            for (MapOutputId id : ids) {
                count += store.open(id).recordCount(partition);
            }
            assertEquals(expected.size(), count);
        }
    }

    /** Takes all memory for a moment. */
    private static void toDisk(OperatorScopes scopes) {
        assertTrue(press(scopes));
    }

    /** Asks for all memory and more; false if somebody else had it first. */
    private static boolean press(OperatorScopes scopes) {
        try (Lease operator = scopes.pool().lease("operator")) {
            long index = 4 << 20;
            boolean granted = operator.tryReserve(
                    scopes.pool().capacityBytes() - scopes.pool().usedBytes());
            operator.tryReserve(index);
            return granted;
        }
    }

    private static List<Pair<?, ?>> records(Random random, int kind) {
        List<IntFunction<Pair<?, ?>>> kinds = List.of(
                i -> new Pair<>(random.nextLong(), (long) i),
                i -> new Pair<>("key " + random.nextInt(1000), i / 3.0),
                i -> random.nextInt(300) == 0 ? new Pair<>("other", List.of(i)) : new Pair<>(i, i));
        int count = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(600);
        List<Pair<?, ?>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(kinds.get(kind).apply(i));
        }
        return records;
    }

    private static MapOutputId id(int map, long attempt) {
        return new MapOutputId(SHUFFLE, map, new TaskAttemptId(attempt));
    }

    private static MapOutput write(OperatorScopes scopes, List<Pair<?, ?>> records) throws Exception {
        try (ShuffleWriter writer = new ShuffleWriter(scopes.scope(), PARTITIONER)) {
            Batch.Objects batch = new Batch.Objects();
            for (Pair<?, ?> record : records) {
                batch.records[batch.size++] = record;
                if (batch.size == Batch.CAPACITY) {
                    writer.write(batch);
                    batch.size = 0;
                }
            }
            writer.write(batch);
            return writer.finish();
        }
    }

    private static List<Object> read(
            OperatorScopes scopes, MapOutputSource source, List<MapOutputId> ids, int partition) throws Exception {
        List<Object> records = new ArrayList<>();
        try (ShuffleReader reader = new ShuffleReader(source, ids, partition, scopes.scope())) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                for (int i = 0; i < batch.size; i++) {
                    records.add(batch.record(i));
                }
            }
        }
        return records;
    }
}
