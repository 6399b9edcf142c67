package io.vonk.internal.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.function.NaturalOrder;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.SortWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinTest {
    @TempDir
    Path directory;

    /** Records as texts: what was joined with what is easy to see, and to compare without regard to order. */
    private static final JoinShape TEXTS = new JoinShape() {
        @Override
        public Object both(Object key, Object left, Object right) {
            return text(key) + ": " + left + " & " + right;
        }

        @Override
        public Object leftOnly(Object key, Object left) {
            return text(key) + ": " + left + " alone on the left";
        }

        @Override
        public Object rightOnly(Object key, Object right) {
            return text(key) + ": " + right + " alone on the right";
        }

        private String text(Object key) {
            return key + (key == null ? "" : " " + key.getClass().getSimpleName());
        }
    };

    private static Map<Object, Long> oracle(
            JoinType type, List<Pair<Object, Object>> left, List<Pair<Object, Object>> right) {
        Map<Object, List<Object>> rightValues = new HashMap<>();
        right.forEach(pair -> rightValues
                .computeIfAbsent(pair.key(), key -> new ArrayList<>())
                .add(pair.value()));
        Map<Object, List<Object>> leftValues = new HashMap<>();
        left.forEach(pair ->
                leftValues.computeIfAbsent(pair.key(), key -> new ArrayList<>()).add(pair.value()));
        Map<Object, Long> records = new HashMap<>();
        for (Pair<Object, Object> pair : left) {
            List<Object> partners = rightValues.getOrDefault(pair.key(), List.of());
            if (type.pairs()) {
                partners.forEach(
                        partner -> records.merge(TEXTS.both(pair.key(), pair.value(), partner), 1L, Long::sum));
            }
            if (type == JoinType.LEFT_SEMI ? !partners.isEmpty() : type.unmatchedLeft() && partners.isEmpty()) {
                records.merge(TEXTS.leftOnly(pair.key(), pair.value()), 1L, Long::sum);
            }
        }
        for (Pair<Object, Object> pair : right) {
            if (type.unmatchedRight() && !leftValues.containsKey(pair.key())) {
                records.merge(TEXTS.rightOnly(pair.key(), pair.value()), 1L, Long::sum);
            }
        }
        return records;
    }

    private static Map<Object, Long> counted(BatchReader reader) throws Exception {
        Map<Object, Long> records = new HashMap<>();
        SortWorld.drain(reader).forEach(record -> records.merge(record, 1L, Long::sum));
        return records;
    }

    private interface Strategy {
        BatchReader open(OperatorScope scope, JoinType type, List<?> left, List<?> right);
    }

    private static final Map<String, Strategy> STRATEGIES = Map.of(
            "sort-merge",
                    (scope, type, left, right) ->
                            SortMergeJoin.open(scope, type, TEXTS, SortWorld.reader(left), SortWorld.reader(right)),
            "hash, table of the right",
                    (scope, type, left, right) -> HashJoin.open(
                            scope, type, TEXTS, HashJoin.Build.RIGHT, SortWorld.reader(left), SortWorld.reader(right)),
            "hash, table of the left",
                    (scope, type, left, right) -> HashJoin.open(
                            scope, type, TEXTS, HashJoin.Build.LEFT, SortWorld.reader(left), SortWorld.reader(right)));

    @Test
    void everyStrategyGivesWhatTheOracleGives() throws Exception {
        for (Map.Entry<String, List<Object>> keys : JoinInputs.keys(4_000).entrySet()) {
            List<Pair<Object, Object>> all = JoinInputs.withValues(keys.getValue(), "v");
            List<Pair<Object, Object>> some = JoinInputs.withValues(JoinInputs.everyNth(keys.getValue(), 23), "w");
            some.add(Pair.of("only here", 1L));
            for (JoinType type : JoinType.values()) {
                for (boolean exchanged : new boolean[] {false, true}) {
                    List<Pair<Object, Object>> left = exchanged ? some : all;
                    List<Pair<Object, Object>> right = exchanged ? all : some;
                    Map<Object, Long> expected = oracle(type, left, right);
                    for (Map.Entry<String, Strategy> strategy : STRATEGIES.entrySet()) {
                        for (long poolBytes : SortWorld.POOLS) {
                            SortWorld world = new SortWorld(directory, poolBytes);
                            Map<Object, Long> found =
                                    counted(strategy.getValue().open(world.scope, type, left, right));
                            assertEquals(
                                    expected,
                                    found,
                                    () -> keys.getKey() + ", " + type + ", " + strategy.getKey() + ", pool of "
                                            + poolBytes);
                            world.assertNothingLeft();
                        }
                    }
                }
            }
        }
    }

    @Test
    void emptySidesJoin() throws Exception {
        List<Pair<Object, Object>> records = List.of(Pair.of(1L, "a"), Pair.of(null, "b"));
        for (JoinType type : JoinType.values()) {
            for (Strategy strategy : STRATEGIES.values()) {
                SortWorld world = new SortWorld(directory, 0);
                assertEquals(
                        oracle(type, records, List.of()),
                        counted(strategy.open(world.scope, type, records, List.of())));
                assertEquals(
                        oracle(type, List.of(), records),
                        counted(strategy.open(world.scope, type, List.of(), records)));
                assertEquals(Map.of(), counted(strategy.open(world.scope, type, List.of(), List.of())));
                world.assertNothingLeft();
            }
        }
    }

    @Test
    void inputsThatAreSortedAlreadyAreMergedAsTheyAre() throws Exception {
        Comparator<Pair<Object, Object>> byKey = Comparator.comparing(pair -> (Long) pair.key());
        List<Pair<Object, Object>> left =
                JoinInputs.withValues(JoinInputs.keys(4_000).get("many keys"), "l");
        List<Pair<Object, Object>> right = JoinInputs.everyNth(left, 3);
        left.sort(byKey);
        right.sort(byKey);
        for (JoinType type : JoinType.values()) {
            SortWorld world = new SortWorld(directory, 0);
            assertEquals(
                    oracle(type, left, right),
                    counted(SortMergeJoin.openSorted(
                            world.scope,
                            KeyOrder.of(NaturalOrder.ASCENDING),
                            type,
                            TEXTS,
                            SortWorld.reader(left),
                            SortWorld.reader(right))));
            world.assertNothingLeft();
        }
    }

    @Test
    void aTableThatDoesNotFitFallsBackToSortingWithoutReadingTwice() throws Exception {
        List<Pair<Object, Object>> left =
                JoinInputs.withValues(JoinInputs.keys(12_000).get("many keys"), "l");
        SortWorld world = new SortWorld(directory, 0);
        HashJoin join = HashJoin.open(
                world.scope,
                JoinType.INNER,
                TEXTS,
                HashJoin.Build.RIGHT,
                SortWorld.reader(left),
                SortWorld.reader(left));
        Map<Object, Long> found = counted(join);
        assertTrue(join.fellBack());
        assertEquals(oracle(JoinType.INNER, left, left), found);
        world.assertNothingLeft();
    }

    @Test
    void aHotKeyOnBothSidesStreamsItsPairs() throws Exception {
        // 16,000,000 pairs, of which no more than a batch exists at a time, and 1.2 MB of values beside half a
        // megabyte.
        String padding = "p".repeat(300);
        List<Pair<Object, Object>> left = new ArrayList<>();
        List<Pair<Object, Object>> right = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            left.add(Pair.of("hot", (long) i));
            right.add(Pair.of("hot", padding + i));
        }
        left.add(Pair.of("cold", 1L));
        right.add(Pair.of("cold", "c"));
        JoinShape sums = new JoinShape() {
            @Override
            public Object both(Object key, Object l, Object r) {
                return key.equals("cold") ? "cold" : l;
            }

            @Override
            public Object leftOnly(Object key, Object l) {
                throw new AssertionError("every left record has a partner");
            }

            @Override
            public Object rightOnly(Object key, Object r) {
                throw new AssertionError("every right record has a partner");
            }
        };
        SortWorld world = new SortWorld(directory, 0);
        long pairs = 0;
        long sum = 0;
        long cold = 0;
        try (BatchReader join = SortMergeJoin.open(
                world.scope, JoinType.FULL_OUTER, sums, SortWorld.reader(left), SortWorld.reader(right))) {
            for (Batch batch = join.next(); batch != null; batch = join.next()) {
                for (int i = 0; i < batch.size; i++) {
                    Object record = batch.record(i);
                    pairs++;
                    if (record instanceof Long number) {
                        sum += number;
                    } else {
                        cold++;
                    }
                }
                assertTrue(world.pool.usedBytes() <= 3 * 8 * 64 * 1024);
            }
        }
        assertEquals(16_000_001, pairs);
        assertEquals(4_000L * (4_000L * 3_999 / 2), sum);
        assertEquals(1, cold);
        world.assertNothingLeft();
    }

    @Test
    void aBroadcastTableIsSharedByManyTasks() throws Exception {
        List<Pair<Object, Object>> left =
                JoinInputs.withValues(JoinInputs.keys(4_000).get("null keys"), "l");
        List<Pair<Object, Object>> right =
                JoinInputs.withValues(JoinInputs.everyNth(JoinInputs.keys(4_000).get("null keys"), 50), "r");
        SortWorld world = new SortWorld(directory, 1 << 30);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (JoinTable table = JoinTable.tryBuild(world.scope, SortWorld.reader(right))) {
            assertEquals(right.size(), table.recordCount());
            for (JoinType type : List.of(JoinType.INNER, JoinType.LEFT_OUTER, JoinType.LEFT_SEMI, JoinType.LEFT_ANTI)) {
                List<Future<Map<Object, Long>>> results = new ArrayList<>();
                for (int task = 0; task < 4; task++) {
                    results.add(threads.submit(() ->
                            counted(HashJoin.openBroadcast(world.scope, type, TEXTS, SortWorld.reader(left), table))));
                }
                for (Future<Map<Object, Long>> result : results) {
                    assertEquals(oracle(type, left, right), result.get());
                }
            }
            assertThrows(
                    IllegalArgumentException.class,
                    () -> HashJoin.openBroadcast(
                            world.scope, JoinType.FULL_OUTER, TEXTS, SortWorld.reader(left), table));
        } finally {
            threads.shutdownNow();
        }
        world.assertNothingLeft();
    }

    @Test
    void aTableForWhichThereIsNoMemoryIsNotBuilt() throws Exception {
        SortWorld world = new SortWorld(directory, 0);
        List<Pair<Object, Object>> records =
                JoinInputs.withValues(JoinInputs.keys(12_000).get("many keys"), "v");
        assertNull(JoinTable.tryBuild(world.scope, SortWorld.reader(records)));
        try (JoinTable small = JoinTable.tryBuild(world.scope, SortWorld.reader(records.subList(0, 100)))) {
            assertNotNull(small);
        }
        world.assertNothingLeft();
    }

    @Test
    void closingInTheMiddleLeavesNothing() throws Exception {
        List<Pair<Object, Object>> records =
                JoinInputs.withValues(JoinInputs.keys(8_000).get("one key of 60 %"), "v");
        for (Strategy strategy : STRATEGIES.values()) {
            for (long poolBytes : SortWorld.POOLS) {
                for (int batches = 0; batches < 4; batches++) {
                    SortWorld world = new SortWorld(directory, poolBytes);
                    BatchReader join = strategy.open(world.scope, JoinType.FULL_OUTER, records, records);
                    for (int i = 0; i < batches; i++) {
                        assertFalse(Objects.requireNonNull(join.next()).size == 0);
                    }
                    join.close();
                    join.close();
                    world.assertNothingLeft();
                }
            }
        }
    }

    @Test
    void theSpaceOfOneHotKeyIsUsedAgainForTheNext() throws Exception {
        int keys = 12;
        int rows = 3_000;
        List<Pair<Object, Object>> left = new ArrayList<>();
        List<Pair<Object, Object>> right = new ArrayList<>();
        for (int i = 0; i < keys * rows; i++) {
            left.add(Pair.of((long) (i % keys), (long) i));
            right.add(Pair.of((long) (i % keys), "r".repeat(300) + i));
        }
        left = left.subList(0, 2 * keys);
        SortWorld world = new SortWorld(directory, 0);
        long largest = 0;
        long pairs = 0;
        // The side with more records streams past the values of the other; these keys make it the left one.
        List<Pair<Object, Object>> many = new ArrayList<>(left);
        for (int i = 0; i < keys * rows; i++) {
            many.add(Pair.of(-1L - i, 0L));
        }
        try (BatchReader join = SortMergeJoin.open(
                world.scope, JoinType.INNER, TEXTS, SortWorld.reader(many), SortWorld.reader(right))) {
            for (Batch batch = join.next(); batch != null; batch = join.next()) {
                pairs += batch.size;
                try (Stream<Path> files =
                        Files.list(world.scope.scratch().directories().get(0))) {
                    for (Path file : files.toList()) {
                        if (file.getFileName().toString().startsWith("values")) {
                            largest = Math.max(largest, Files.size(file));
                        }
                    }
                }
            }
        }
        assertEquals(2L * keys * rows, pairs);
        assertTrue(largest > 500_000, "nothing was on disk: " + largest);
        assertTrue(largest < 2_000_000, "the values of one key take 0.9 MB, the file has " + largest);
        world.assertNothingLeft();
    }
}
