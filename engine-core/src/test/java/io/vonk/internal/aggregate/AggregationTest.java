package io.vonk.internal.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.function.Aggregator;
import io.vonk.function.HashPartitioner;
import io.vonk.function.Partitioner;
import io.vonk.function.SerBiFunction;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.shuffle.MapOutput;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.MapOutputWriter;
import io.vonk.internal.shuffle.ShuffleReader;
import io.vonk.internal.shuffle.ShuffleStore;
import io.vonk.internal.shuffle.ShuffleWriter;
import io.vonk.internal.testing.OperatorScopes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AggregationTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {0, 700_000, 1L << 30})
    void sumsAreThoseOfAMap(long poolBytes) throws Exception {
        SerBiFunction<Long, Long, Long> recognised = Long::sum;
        SerBiFunction<Long, Long, Long> unknown = (left, right) -> left + right;
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            List<IntFunction<Object>> kinds = keyKinds(random);
            IntFunction<Object> kind = kinds.get(seed % kinds.size());
            int size = seed % 9 == 0 ? random.nextInt(3) : random.nextInt(60_000);
            List<Object> records = new ArrayList<>();
            Map<Object, Long> expected = new HashMap<>();
            for (int i = 0; i < size; i++) {
                long value = random.nextInt(100);
                Object key = kind.apply(i);
                records.add(new Pair<>(key, value));
                expected.merge(key, value, Long::sum);
            }
            Aggregator<?, ?> aggregator = Aggregator.reducing(random.nextBoolean() ? recognised : unknown);
            boolean combine = random.nextInt(4) > 0;
            List<Object> results = run(poolBytes, records, Aggregation.combining(aggregator), combine, random);
            assertEquals(expected, toMap(results), "seed " + seed + " pool " + poolBytes);
        }
    }

    private static List<IntFunction<Object>> keyKinds(Random random) {
        return List.of(
                i -> (long) random.nextInt(50),
                i -> random.nextLong(),
                i -> i,
                i -> "key " + random.nextInt(20_000),
                i -> "k" + i,
                i -> "all equal",
                i -> Arrays.asList(i % 1_000, "x"),
                i -> random.nextInt(20) == 0 ? null : (long) random.nextInt(30_000),
                i -> i % 3_000 < 2_990 ? (Object) (long) (i % 500) : "mixed " + i % 100,
                i -> new Colliding(i % 400),
                i -> new Colliding(i % 400, Integer.MIN_VALUE),
                i -> "λ\uD83D\uDE00" + random.nextInt(500) + "\uD800",
                i -> "Aa".repeat(i % 5) + (i % 2 == 0 ? "Aa" : "BB") + "BB".repeat(i % 3),
                i -> random.nextBoolean() ? -0.0 : random.nextBoolean() ? 0.0 : Double.NaN,
                i -> "y".repeat(i % 9) + (i % 4 == 0 ? "\0" : ""),
                i -> i % 20_000 == 5 ? "z".repeat(200_000) : "z" + i % 10);
    }

    private record Colliding(int id, int hash) implements java.io.Serializable {
        Colliding(int id) {
            this(id, 7);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 700_000, 1L << 30})
    void everyKnownOperationIsThatOfItsMethod(long poolBytes) throws Exception {
        Random random = new Random(11);
        check(poolBytes, (SerBiFunction<Long, Long, Long>) Long::sum, () -> random.nextLong());
        check(poolBytes, (SerBiFunction<Long, Long, Long>) Math::max, () -> random.nextLong());
        check(poolBytes, (SerBiFunction<Long, Long, Long>) Long::min, () -> random.nextLong());
        check(poolBytes, (SerBiFunction<Integer, Integer, Integer>) Integer::sum, () -> random.nextInt());
        check(poolBytes, (SerBiFunction<Integer, Integer, Integer>) Integer::max, () -> random.nextInt());
        check(poolBytes, (SerBiFunction<Integer, Integer, Integer>) Math::min, () -> random.nextInt());
        check(poolBytes, (SerBiFunction<Double, Double, Double>) Double::sum, () -> (double) random.nextInt());
        check(poolBytes, (SerBiFunction<Double, Double, Double>) Double::max, () -> random.nextGaussian());
        check(poolBytes, (SerBiFunction<Double, Double, Double>) Math::min, () -> random.nextGaussian());
    }

    private <T> void check(long poolBytes, SerBiFunction<T, T, T> function, java.util.function.Supplier<T> values)
            throws Exception {
        assertNotNull(LongOperation.recognise(function));
        List<Object> records = new ArrayList<>();
        Map<Object, Object> expected = new HashMap<>();
        for (int i = 0; i < 30_000; i++) {
            Object key = i * 7 % 10_007;
            T value = values.get();
            records.add(new Pair<>(key, value));
            @SuppressWarnings("unchecked")
            T old = (T) expected.get(key);
            expected.put(key, old == null ? value : function.apply(old, value));
        }
        Aggregation aggregation = Aggregation.combining(Aggregator.reducing(function));
        assertEquals(expected, toMap(run(poolBytes, records, aggregation, true, new Random(1))));
    }

    @Test
    void onlyReferencesToKnownMethodsAreTakenForThem() {
        SerBiFunction<Long, Long, Long> lambda = (left, right) -> left + right;
        SerBiFunction<Long, Long, Long> product = Math::multiplyExact;
        SerBiFunction<Long, Long, Integer> compare = Long::compare;
        assertNull(LongOperation.recognise(lambda));
        assertNull(LongOperation.recognise(product));
        assertNull(LongOperation.recognise(compare));
        assertSame(LongOperation.LONG_MAX, LongOperation.recognise((SerBiFunction<Long, Long, Long>) Math::max));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 700_000, 1L << 30})
    void listsHoldAllValues(long poolBytes) throws Exception {
        Random random = new Random(3);
        List<Object> records = new ArrayList<>();
        Map<Object, List<Object>> expected = new HashMap<>();
        for (int i = 0; i < 40_000; i++) {
            Object key = random.nextInt(3) == 0 ? "hot" : "key " + random.nextInt(5_000);
            Object value = random.nextInt(100) == 0 ? null : i;
            records.add(new Pair<>(key, value));
            expected.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
        }
        Aggregator<Object, ArrayList<Object>> aggregator = new Aggregator<>(
                value -> new ArrayList<>(Arrays.asList(value)),
                (list, value) -> {
                    list.add(value);
                    return list;
                },
                (left, right) -> {
                    left.addAll(right);
                    return left;
                });
        for (boolean combine : new boolean[] {true, false}) {
            Map<Object, Object> found =
                    toMap(run(poolBytes, records, Aggregation.combining(aggregator), combine, new Random(1)));
            assertEquals(expected.keySet(), found.keySet());
            found.forEach((key, values) -> assertEquals(
                    new HashSet<>(expected.get(key)), new HashSet<>((List<?>) values), String.valueOf(key)));
            assertEquals(
                    40_000,
                    found.values().stream()
                            .mapToInt(list -> ((List<?>) list).size())
                            .sum());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 700_000, 1L << 30})
    void distinctKeepsOneOfEach(long poolBytes) throws Exception {
        for (int seed = 0; seed < 32; seed++) {
            Random random = new Random(seed);
            List<IntFunction<Object>> kinds = keyKinds(random);
            List<Object> records = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                records.add(kinds.get(seed % kinds.size()).apply(i));
            }
            List<Object> found = run(poolBytes, records, Aggregation.distinct(), random.nextBoolean(), random);
            Set<Object> expected = new HashSet<>(records);
            assertEquals(expected, new HashSet<>(found), "seed " + seed);
            assertEquals(expected.size(), found.size(), "seed " + seed);
        }
    }

    @Test
    void valuesThatNoLongCanHoldAreCombinedByTheFunctionItself() throws Exception {
        SerBiFunction<Object, Object, Object> anySum = (left, right) -> left == null
                ? right
                : right == null ? left : ((Number) left).longValue() + ((Number) right).longValue();
        List<Object> records = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            records.add(new Pair<>(i % 50, i < 3_000 ? (Object) (long) i : i % 3 == 0 ? null : (Object) i));
        }
        Map<Object, Object> expected = new HashMap<>();
        for (Object record : records) {
            Pair<?, ?> pair = (Pair<?, ?>) record;
            Object old = expected.get(pair.key());
            expected.put(pair.key(), expected.containsKey(pair.key()) ? anySum.apply(old, pair.value()) : pair.value());
        }
        Aggregation aggregation = Aggregation.combining(Aggregator.reducing(anySum));
        assertEquals(expected, toMap(run(1 << 30, records, aggregation, false, new Random(1))));

        SerBiFunction<Long, Long, Long> sum = Long::sum;
        Aggregation known = Aggregation.combining(Aggregator.reducing(sum));
        List<Object> single = new ArrayList<>(List.of(new Pair<>(1, 5L), new Pair<>(2, 7L), new Pair<>(1, 6L)));
        single.add(new Pair<>(3, null));
        Map<Object, Object> sums = toMap(run(1 << 30, single, known, false, new Random(1)));
        assertEquals(11L, sums.get(1));
        assertTrue(sums.containsKey(3) && sums.get(3) == null, "a null alone is never summed");
        single.add(new Pair<>(3, 1L));
        assertThrows(NullPointerException.class, () -> run(1 << 30, single, known, false, new Random(1)));
    }

    @Test
    void orderIsThatOfTheInputWithAmpleMemory() throws Exception {
        List<Object> records = new ArrayList<>();
        for (String key : List.of("c", "a", "b", "a", "c")) {
            records.add(new Pair<>(key, 1L));
        }
        try (OperatorScopes scopes = OperatorScopes.ample(directory);
                BatchReader reader =
                        new AggregatingReader(reader(records), AggregatingReader.Input.VALUES, sum(), scopes.scope())) {
            assertEquals(List.of(new Pair<>("c", 2L), new Pair<>("a", 2L), new Pair<>("b", 1L)), drain(reader));
        }
    }

    @Test
    void equalInputsGiveEqualOutputsAlsoWhenSpilling() throws Exception {
        List<Object> records = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            records.add(new Pair<>("key " + i, (long) i));
        }
        List<List<Object>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (OperatorScopes scopes = OperatorScopes.scarce(directory);
                    BatchReader reader = new AggregatingReader(
                            reader(records), AggregatingReader.Input.VALUES, sum(), scopes.scope())) {
                runs.add(drain(reader));
                assertFalse(scopes.files().isEmpty(), "it spilled");
            }
        }
        assertEquals(runs.get(0), runs.get(1));
        assertEquals(50_000, new HashSet<>(runs.get(0)).size());
    }

    @Test
    void digestOfCombinedOutputIsReproducibleUnlessMemoryDecided() throws Exception {
        List<Object> records = new ArrayList<>();
        Random random = new Random(2);
        for (int i = 0; i < 500_000; i++) {
            records.add(new Pair<>((long) random.nextInt(400_000), 1L));
        }
        long[] digests = new long[3];
        long[] pools = {1 << 30, 1 << 30, 0};
        for (int i = 0; i < 3; i++) {
            try (OperatorScopes scopes = OperatorScopes.of(directory, pools[i]);
                    MapOutput output =
                            write(new CombiningWriter(scopes.scope(), new HashPartitioner(5), sum()), records)) {
                digests[i] = output.digest();
            }
        }
        assertEquals(digests[0], digests[1]);
        assertTrue(digests[0] != 0);
        assertEquals(0, digests[2]);
    }

    @Test
    void combiningStopsWhereItDoesNotPayAndShrinksTheOutputWhereItDoes() throws Exception {
        try (OperatorScopes scopes = OperatorScopes.ample(directory)) {
            List<Object> fewKeys = new ArrayList<>();
            List<Object> manyKeys = new ArrayList<>();
            for (int i = 0; i < 300_000; i++) {
                fewKeys.add(new Pair<>("key " + i % 1_000, 1L));
                manyKeys.add(new Pair<>("key " + i, 1L));
            }
            try (MapOutput few = write(new CombiningWriter(scopes.scope(), new HashPartitioner(3), sum()), fewKeys);
                    MapOutput many =
                            write(new CombiningWriter(scopes.scope(), new HashPartitioner(3), sum()), manyKeys)) {
                assertEquals(1_000, few.recordCount());
                assertEquals(300_000, many.recordCount());
            }
        }
    }

    @Test
    void failuresOfUserCodePassUnchangedAndLeaveNothing() throws Exception {
        java.io.IOException failure = new java.io.IOException("user's own");
        SerBiFunction<Long, Long, Long> failing = (left, right) -> {
            throw failure;
        };
        List<Object> records = List.of(new Pair<>(1, 1L), new Pair<>(1, 2L));
        Aggregation aggregation = Aggregation.combining(Aggregator.reducing(failing));
        try (OperatorScopes scopes = OperatorScopes.scarce(directory)) {
            assertSame(failure, assertThrows(java.io.IOException.class, () -> {
                try (var writer = new CombiningWriter(scopes.scope(), new HashPartitioner(1), aggregation)) {
                    feed(writer, records);
                }
            }));
            assertSame(failure, assertThrows(java.io.IOException.class, () -> {
                try (var reader = new AggregatingReader(
                        reader(records), AggregatingReader.Input.COMBINATIONS, aggregation, scopes.scope())) {
                    drain(reader);
                }
            }));
        }
    }

    @Test
    void readersClosedInTheMiddleOfSpilledPartsLeaveNothing() throws Exception {
        List<Object> records = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            records.add(new Pair<>((long) i, 1L));
        }
        try (OperatorScopes scopes = OperatorScopes.scarce(directory)) {
            AggregatingReader reader =
                    new AggregatingReader(reader(records), AggregatingReader.Input.VALUES, sum(), scopes.scope());
            assertNotNull(reader.next());
            reader.close();
            reader.close();
            assertNull(reader.next());
        }
    }

    private static Aggregation sum() {
        SerBiFunction<Long, Long, Long> function = Long::sum;
        return Aggregation.combining(Aggregator.reducing(function));
    }

    /** Both sides, from several map tasks to several reduce partitions. */
    private List<Object> run(
            long poolBytes, List<Object> records, Aggregation aggregation, boolean combine, Random random)
            throws Exception {
        int maps = 1 + random.nextInt(3);
        Partitioner partitioner = new HashPartitioner(1 + random.nextInt(6));
        boolean distinct = !(aggregation instanceof Aggregation.Combining);
        List<Object> results = new ArrayList<>();
        try (OperatorScopes scopes = OperatorScopes.of(directory, poolBytes);
                ShuffleStore store = new ShuffleStore(scopes.pool(), scopes.scratch())) {
            List<MapOutputId> ids = new ArrayList<>();
            for (int map = 0; map < maps; map++) {
                List<Object> part = records.subList(
                        (int) ((long) records.size() * map / maps), (int) ((long) records.size() * (map + 1) / maps));
                MapOutputId id = new MapOutputId(new ShuffleId(1), map, new TaskAttemptId(map));
                ids.add(id);
                MapOutputWriter writer = combine || distinct
                        ? new CombiningWriter(scopes.scope(), partitioner, aggregation)
                        : new ShuffleWriter(scopes.scope(), partitioner);
                store.put(id, write(writer, part));
            }
            for (int partition = 0; partition < partitioner.partitionCount(); partition++) {
                AggregatingReader.Input kind =
                        combine ? AggregatingReader.Input.COMBINATIONS : AggregatingReader.Input.VALUES;
                try (AggregatingReader reader = new AggregatingReader(
                        new ShuffleReader(store, ids, partition, scopes.scope()), kind, aggregation, scopes.scope())) {
                    results.addAll(drain(reader));
                }
            }
        }
        return results;
    }

    private static MapOutput write(MapOutputWriter writer, List<Object> records) throws Exception {
        try (writer) {
            feed(writer, records);
            return writer.finish();
        }
    }

    private static void feed(MapOutputWriter writer, List<Object> records) throws Exception {
        try (BatchReader reader = reader(records)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                writer.write(batch);
            }
        }
    }

    private static BatchReader reader(List<Object> records) {
        return new BatchReader() {
            private final Batch.Objects batch = new Batch.Objects();
            private int next;

            @Override
            public Batch next() {
                batch.size = 0;
                while (next < records.size() && batch.size < Batch.CAPACITY) {
                    batch.records[batch.size++] = records.get(next++);
                }
                return batch.size == 0 ? null : batch;
            }

            @Override
            public void close() {}
        };
    }

    private static List<Object> drain(BatchReader reader) throws Exception {
        List<Object> records = new ArrayList<>();
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
            for (int i = 0; i < batch.size; i++) {
                records.add(batch.record(i));
            }
        }
        return records;
    }

    private static Map<Object, Object> toMap(List<Object> pairs) {
        Map<Object, Object> map = new HashMap<>();
        for (Object record : pairs) {
            Pair<?, ?> pair = (Pair<?, ?>) record;
            assertFalse(map.containsKey(pair.key()), () -> "twice: " + pair.key());
            map.put(pair.key(), pair.value());
        }
        return map;
    }
}
