package io.vonk.internal.sort;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.error.CorruptBlockException;
import io.vonk.error.VonkException;
import io.vonk.function.NaturalOrder;
import io.vonk.function.SerComparator;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordOutput;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalSorterTest {
    private static final long SEED = 20261121;

    @TempDir
    Path directory;

    /** A key that has no key operations. */
    record Name(String text) implements Comparable<Name>, Serializable {
        @Override
        public int compareTo(Name other) {
            return text.compareTo(other.text);
        }
    }

    static List<Pair<?, ?>> pairs(int count, IntFunction<?> key) {
        return IntStream.range(0, count)
                .<Pair<?, ?>>mapToObj(i -> Pair.of(key.apply(i), (long) i))
                .toList();
    }

    static Map<String, List<Pair<?, ?>>> inputs(int count) {
        Random random = new Random(SEED);
        String letters = "abcdefghij";
        Map<String, List<Pair<?, ?>>> inputs = new LinkedHashMap<>();
        inputs.put("empty", List.of());
        inputs.put("one record", pairs(1, i -> 7L));
        inputs.put("two records", pairs(2, i -> -(long) i));
        inputs.put("random longs", pairs(count, i -> random.nextLong()));
        inputs.put("small longs", pairs(count, i -> (long) random.nextInt(50) - 25));
        inputs.put("longs that differ in the highest bits", pairs(count, i -> (long) random.nextInt(64) << 58));
        inputs.put("equal keys", pairs(count, i -> 5L));
        inputs.put("sorted", pairs(count, i -> (long) i));
        inputs.put("reversed", pairs(count, i -> (long) -i));
        inputs.put("one key of 99 %", pairs(count, i -> random.nextInt(100) == 0 ? random.nextLong() : 3L));
        inputs.put("texts", pairs(count, i -> Long.toString(random.nextLong(), 36)));
        inputs.put("texts of equal beginning", pairs(count, i -> "user-000000-" + random.nextInt(1000)));
        inputs.put("texts that begin each other", pairs(count, i -> letters.substring(0, random.nextInt(11))));
        inputs.put("texts with a late umlaut", pairs(count, i -> i < count / 2 ? "a" + i : "ä\ud83d\ude00" + i % 10));
        inputs.put("texts of all alphabets", pairs(count, i -> {
            StringBuilder text = new StringBuilder("the same ".repeat(random.nextInt(3)));
            String units = "ab\0\u00df\u00e0\u00ff\u1fdf\u1fe0\uffff\ud83d\ude00";
            for (int length = random.nextInt(30); length > 0; length--) {
                text.append(units.charAt(random.nextInt(random.nextInt(units.length()) + 1)));
            }
            return text.toString();
        }));
        inputs.put("comparable objects", pairs(count / 8, i -> new Name("n" + random.nextInt(100))));
        return inputs;
    }

    static <T> List<T> sortedStably(List<T> records, Comparator<? super T> comparator) {
        List<T> copy = new ArrayList<>(records);
        copy.sort(comparator);
        return copy;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static Comparator<Pair<?, ?>> byKey(Comparator keys) {
        return (l, r) -> keys.compare(l.key(), r.key());
    }

    private static List<Object> sort(SortWorld world, List<?> records, Comparator<?> comparator) throws Exception {
        try (ExternalSorter sorter =
                ExternalSorter.byKey(world.scope, "sort", KeyOrder.of(comparator), EntryShape.pairs())) {
            sorter.addAll(SortWorld.reader(records));
            return SortWorld.drain(sorter.finish());
        }
    }

    @Test
    void sortsEverythingLikeAStableSortInMemory() throws Exception {
        for (long poolBytes : SortWorld.POOLS) {
            for (Map.Entry<String, List<Pair<?, ?>>> input : inputs(20_000).entrySet()) {
                List<Pair<?, ?>> records = input.getValue();
                for (Comparator<?> order : List.<Comparator<?>>of(
                        NaturalOrder.ASCENDING,
                        NaturalOrder.DESCENDING,
                        Comparator.naturalOrder(),
                        Collections.reverseOrder())) {
                    SortWorld world = new SortWorld(directory, poolBytes);
                    assertEquals(
                            sortedStably(records, byKey(order)),
                            sort(world, records, order),
                            input.getKey() + " by " + order + ", pool of " + poolBytes + ", seed " + SEED);
                    world.assertNothingLeft();
                }
            }
        }
    }

    @Test
    void sortsByAnyComparator() throws Exception {
        Comparator<Object> byLengthNullsFirst = Comparator.nullsFirst(
                Comparator.comparing((Object key) -> String.valueOf(key).length()));
        Random random = new Random(SEED);
        List<Pair<?, ?>> records = pairs(
                20_000,
                i -> random.nextInt(10) == 0
                        ? null
                        : random.nextInt(10) == 0 ? (Object) random.nextLong() : "t".repeat(random.nextInt(30)));
        for (long poolBytes : SortWorld.POOLS) {
            SortWorld world = new SortWorld(directory, poolBytes);
            assertEquals(sortedStably(records, byKey(byLengthNullsFirst)), sort(world, records, byLengthNullsFirst));
            world.assertNothingLeft();
        }
    }

    /** The numbers beside the keys, in the order of the sort: arrays of bytes are equal to themselves only. */
    private List<Object> numbersInOrder(List<Pair<?, ?>> records, Comparator<?> order, long poolBytes)
            throws Exception {
        SortWorld world = new SortWorld(directory, poolBytes);
        List<Object> numbers = new ArrayList<>();
        for (Object record : sort(world, records, order)) {
            numbers.add(((Pair<?, ?>) record).value());
        }
        world.assertNothingLeft();
        return numbers;
    }

    @Test
    void sortsArraysOfBytesAsUnsigned() throws Exception {
        Random random = new Random(SEED);
        SerComparator<byte[]> method = Arrays::compareUnsigned;
        SerComparator<byte[]> lambda = (left, right) -> Arrays.compareUnsigned(left, right);
        SerComparator<byte[]> signed = Arrays::compare;
        for (int alphabet : new int[] {2, 256}) {
            List<Pair<?, ?>> records = pairs(10_000, i -> {
                byte[] key = new byte[random.nextInt(24)];
                for (int j = 0; j < key.length; j++) {
                    key[j] = (byte) (random.nextInt(alphabet) - 1);
                }
                return key;
            });
            List<Pair<?, ?>> withNull = new ArrayList<>(records);
            withNull.set(9_000, Pair.of((Object) null, 9_000L));
            for (long poolBytes : SortWorld.POOLS) {
                for (Comparator<byte[]> order : List.of(
                        SerComparator.unsignedBytes(),
                        method,
                        SerComparator.unsignedBytes().reversed(),
                        signed)) {
                    List<?> expected = sortedStably(records, byKey(order)).stream()
                            .map(Pair::value)
                            .toList();
                    assertEquals(expected, numbersInOrder(records, order, poolBytes), "seed " + SEED);
                }
                assertEquals(
                        sortedStably(withNull, byKey(lambda)).stream()
                                .map(Pair::value)
                                .toList(),
                        numbersInOrder(withNull, method, poolBytes));
            }
        }
        byte[] key = {1};
        assertNotNull(KeyOrder.of(method).operations(key));
        assertNotNull(KeyOrder.of(SerComparator.unsignedBytes()).operations(key));
        assertNull(KeyOrder.of(signed).operations(key));
        assertNull(KeyOrder.of(lambda).operations(key));
        assertNull(KeyOrder.of(NaturalOrder.ASCENDING).operations(key));
        assertNull(KeyOrder.of(method).operations("text"));
    }

    /** A key of several components. */
    record Visit(long user, String page, int moment) implements Comparable<Visit>, Serializable {
        @Override
        public int compareTo(Visit other) {
            int byUser = Long.compare(user, other.user);
            int byPage = byUser != 0 ? byUser : page.compareTo(other.page);
            return byPage != 0 ? byPage : Integer.compare(moment, other.moment);
        }
    }

    private static List<Pair<?, ?>> visits(int count, int users) {
        Random random = new Random(SEED);
        return pairs(
                count,
                i -> new Visit(random.nextInt(users) - 2, "page of the site " + random.nextInt(9), random.nextInt(5)));
    }

    /** Comparators that the bytes of the keys agree with, with some only at first sight, or not at all. */
    @Test
    void sortsByWhatComparatorsSayWhateverKeysLookLike() throws Exception {
        List<Comparator<Visit>> orders = List.of(
                Comparator.naturalOrder(),
                Comparator.reverseOrder(),
                (left, right) -> left.compareTo(right),
                (left, right) -> right.compareTo(left),
                Comparator.comparing(Visit::user),
                Comparator.comparing(Visit::page),
                Comparator.comparing(Visit::moment).thenComparing(Visit::user),
                Comparator.comparing(Visit::user).thenComparing(Visit::moment, Comparator.reverseOrder()),
                Comparator.comparing(visit -> visit.user() / 3),
                Comparator.comparing((Visit visit) -> visit.user() != 1_234).thenComparing(visit -> visit),
                Comparator.comparing(visit -> 0));
        for (int users : new int[] {2, 40, 20_000}) {
            List<Pair<?, ?>> records = visits(10_000, users);
            for (long poolBytes : SortWorld.POOLS) {
                for (int i = 0; i < orders.size(); i++) {
                    Comparator<Visit> order = orders.get(i);
                    List<?> expected = sortedStably(records, byKey(order));
                    SortWorld world = new SortWorld(directory, poolBytes);
                    assertEquals(
                            expected,
                            sort(world, records, order),
                            "order " + i + ", " + users + " users, pool of " + poolBytes + ", seed " + SEED);
                    world.assertNothingLeft();
                }
            }
        }
    }

    @Test
    void comparesLittleWhereKeysAreOrderedByTheirComponents() throws Exception {
        AtomicLong comparisons = new AtomicLong();
        Comparator<Visit> counting = (left, right) -> {
            comparisons.incrementAndGet();
            return right.compareTo(left);
        };
        int count = 50_000;
        SortWorld world = new SortWorld(directory, SortWorld.POOLS[0]);
        sort(world, visits(count, 1_000_000), counting);
        assertTrue(comparisons.get() < 2L * count, "comparisons: " + comparisons);
        world.assertNothingLeft();
    }

    @Test
    void sortsBySeveralPassesWhenThereAreMoreRunsThanCanBeMergedAtOnce() throws Exception {
        List<Pair<?, ?>> records = pairs(6_000, i -> (i * 7_919L) % 6_000);
        SortWorld world = new SortWorld(directory, 0);
        try (ExternalSorter sorter =
                ExternalSorter.byKey(world.scope, "sort", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.pairs())) {
            for (int i = 0; i < records.size(); i++) {
                sorter.add(records.get(i));
                if (i % 40 == 0) {
                    sorter.spill();
                }
            }
            assertEquals(150, world.fileCount());
            assertEquals(sortedStably(records, byKey(NaturalOrder.ASCENDING)), SortWorld.drain(sorter.finish()));
        }
        world.assertNothingLeft();
    }

    @Test
    void mergesAtMostSixtyFourRunsAtOnceHoweverMuchMemoryThereIs() throws Exception {
        SortWorld world = new SortWorld(directory, 1 << 30);
        try (ExternalSorter sorter =
                ExternalSorter.byKey(world.scope, "sort", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.pairs())) {
            for (long i = 0; i < 200; i++) {
                sorter.add(Pair.of(i % 10, i));
                sorter.spill();
            }
            BatchReader result = sorter.finish();
            assertTrue(world.fileCount() <= RunMerge.MAX_PAGES, "files: " + world.fileCount());
            assertEquals(200, SortWorld.drain(result).size());
        }
        world.assertNothingLeft();
    }

    @Test
    void sortsRecordsLargerThanPagesAndThanTheLease() throws Exception {
        Random random = new Random(SEED);
        List<Pair<?, ?>> records = IntStream.range(0, 60)
                .<Pair<?, ?>>mapToObj(i -> Pair.of(
                        (long) random.nextInt(20),
                        "x".repeat(random.nextInt(10) == 0 ? 1_000_000 : random.nextInt(90_000))))
                .toList();
        for (long poolBytes : SortWorld.POOLS) {
            SortWorld world = new SortWorld(directory, poolBytes);
            assertEquals(
                    sortedStably(records, byKey(NaturalOrder.ASCENDING)), sort(world, records, NaturalOrder.ASCENDING));
            world.assertNothingLeft();
        }
    }

    @Test
    void keepsValuesOfAllKindsWhenTheirCodecStopsFitting() throws Exception {
        List<Pair<?, ?>> records = IntStream.range(0, 30_000)
                .<Pair<?, ?>>mapToObj(
                        i -> Pair.of((long) (i * 31 % 1000), i < 20_000 ? i : i % 3 == 0 ? null : "text " + i))
                .toList();
        for (long poolBytes : SortWorld.POOLS) {
            SortWorld world = new SortWorld(directory, poolBytes);
            assertEquals(
                    sortedStably(records, byKey(NaturalOrder.ASCENDING)), sort(world, records, NaturalOrder.ASCENDING));
            world.assertNothingLeft();
        }
    }

    @Test
    void sortsPlainRecordsAndRecordsByAFunction() throws Exception {
        List<String> words = inputs(5_000).get("texts").stream()
                .map(pair -> (String) pair.key())
                .toList();
        for (long poolBytes : SortWorld.POOLS) {
            SortWorld world = new SortWorld(directory, poolBytes);
            try (ExternalSorter sorter = ExternalSorter.byKey(
                    world.scope, "sort", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.records())) {
                sorter.addAll(SortWorld.reader(words));
                assertEquals(words.stream().sorted().toList(), SortWorld.drain(sorter.finish()));
            }
            try (ExternalSorter sorter = ExternalSorter.byKey(
                    world.scope, "sort", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.<String, Long>keyedBy(word ->
                            (long) word.length()))) {
                sorter.addAll(SortWorld.reader(words));
                assertEquals(
                        sortedStably(words, Comparator.comparing(String::length)), SortWorld.drain(sorter.finish()));
            }
            world.assertNothingLeft();
        }
    }

    @Test
    void sortsByPartitionBeforeKey() throws Exception {
        Random random = new Random(SEED);
        for (long poolBytes : SortWorld.POOLS) {
            for (boolean texts : new boolean[] {false, true}) {
                SortWorld world = new SortWorld(directory, poolBytes);
                List<int[]> expected = new ArrayList<>();
                List<int[]> found = new ArrayList<>();
                try (ExternalSorter sorter = ExternalSorter.byPartitionAndKey(
                        world.scope, "sort", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.pairs())) {
                    for (int i = 0; i < 20_000; i++) {
                        int partition = random.nextInt(7);
                        int key = random.nextInt(500);
                        expected.add(new int[] {partition, key, i});
                        sorter.add(partition, texts ? "key-number-" + (1000 + key) : (Object) (long) key, (long) i);
                    }
                    EntryCursor entries = sorter.finishEntries();
                    while (entries.next()) {
                        String key = String.valueOf(entries.key());
                        int number = texts ? Integer.parseInt(key.substring(11)) - 1000 : Integer.parseInt(key);
                        found.add(new int[] {entries.partition(), number, ((Long) entries.rest()).intValue()});
                    }
                }
                expected.sort(Comparator.<int[]>comparingInt(e -> e[0]).thenComparingInt(e -> e[1]));
                assertArrayEquals(expected.toArray(), found.toArray());
                world.assertNothingLeft();
            }
        }
    }

    @Test
    void sortingByHashBringsEqualKeysTogether() throws Exception {
        for (long poolBytes : SortWorld.POOLS) {
            for (Map.Entry<String, List<Pair<?, ?>>> input : inputs(10_000).entrySet()) {
                SortWorld world = new SortWorld(directory, poolBytes);
                List<Object> sorted;
                try (ExternalSorter sorter =
                        ExternalSorter.byKey(world.scope, "group", KeyOrder.byHash(), EntryShape.pairs())) {
                    sorter.addAll(SortWorld.reader(input.getValue()));
                    sorted = SortWorld.drain(sorter.finish());
                }
                KeyOrder hashes = KeyOrder.byHash();
                List<Pair<?, ?>> expected = sortedStably(input.getValue(), (l, r) -> hashes.compare(l.key(), r.key()));
                assertEquals(expected, sorted, input.getKey());
                world.assertNothingLeft();
            }
        }
    }

    @Test
    void spillsWhenItIsPressed() throws Exception {
        SortWorld world = new SortWorld(directory, 5 << 20);
        try (ExternalSorter large = ExternalSorter.byKey(
                        world.scope, "large", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.pairs());
                ExternalSorter late = ExternalSorter.byKey(
                        world.scope, "late", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.pairs())) {
            List<Pair<?, ?>> records = pairs(40_000, i -> (long) i);
            large.addAll(SortWorld.reader(records));
            assertEquals(0, world.fileCount());
            late.addAll(SortWorld.reader(records));
            large.addAll(SortWorld.reader(pairs(1, i -> -1L)));
            assertTrue(large.spilledBytes() > 0, "the larger sorter keeps its memory though the other goes short");
            assertEquals(40_001, SortWorld.drain(large.finish()).size());
            assertEquals(records, SortWorld.drain(late.finish()));
        }
        world.assertNothingLeft();
    }

    @Test
    void closingInTheMiddleLeavesNothing() throws Exception {
        for (int spills = 0; spills < 3; spills++) {
            SortWorld world = new SortWorld(directory, 0);
            ExternalSorter adding =
                    ExternalSorter.byKey(world.scope, "sort", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.pairs());
            ExternalSorter reading =
                    ExternalSorter.byKey(world.scope, "sort", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.pairs());
            for (int i = 0; i < spills; i++) {
                adding.addAll(SortWorld.reader(pairs(5_000, key -> (long) key)));
                reading.addAll(SortWorld.reader(pairs(5_000, key -> (long) key)));
                adding.spill();
                reading.spill();
            }
            adding.addAll(SortWorld.reader(pairs(5_000, key -> (long) key)));
            reading.addAll(SortWorld.reader(pairs(5_000, key -> (long) key)));
            BatchReader result = reading.finish();
            assertEquals(1024, result.next().size);
            result.close();
            result.close();
            adding.close();
            adding.close();
            world.assertNothingLeft();
        }
    }

    @Test
    void cancellationStopsAMergeOfManyRunsAndLeavesNothing() throws Exception {
        SortWorld world = new SortWorld(directory, 0);
        int[] asked = {0};
        OperatorScope cancelled =
                new OperatorScope(world.pool, world.scope.scratch(), world.scope.classLoader(), () -> {
                    if (++asked[0] > 30) {
                        throw new VonkException("cancelled");
                    }
                });
        try (ExternalSorter sorter =
                ExternalSorter.byKey(cancelled, "sort", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.pairs())) {
            assertThrows(VonkException.class, () -> {
                for (long i = 0; i < 25; i++) {
                    for (long j = 0; j < 1_000; j++) {
                        sorter.add(Pair.of(i + j * 31, i));
                    }
                    sorter.spill();
                }
                sorter.finish();
            });
            assertEquals(31, asked[0]);
        }
        world.assertNothingLeft();
    }

    @Test
    void aComparatorsOwnExceptionComesThrough() throws Exception {
        for (long poolBytes : SortWorld.POOLS) {
            SortWorld world = new SortWorld(directory, poolBytes);
            IllegalStateException own = new IllegalStateException("my own");
            Comparator<Object> failing = (l, r) -> {
                throw own;
            };
            assertSame(
                    own,
                    assertThrows(IllegalStateException.class, () -> sort(world, pairs(5_000, i -> (long) i), failing)));
            world.assertNothingLeft();
        }
    }

    @Test
    void aComparatorThatContradictsItselfFailsAndNamesTheKeys() throws Exception {
        List<Comparator<Object>> broken = List.of(
                (l, r) -> 1,
                (l, r) -> -1,
                (l, r) -> l.equals(r) ? 0 : 1,
                (l, r) -> Math.floorMod(((Long) l) - ((Long) r), 3L) == 0
                        ? 0
                        : Math.floorMod(((Long) l) - ((Long) r), 3L) == 1 ? 1 : -1);
        for (long poolBytes : SortWorld.POOLS) {
            for (Comparator<Object> comparator : broken) {
                SortWorld world = new SortWorld(directory, poolBytes);
                VonkException failure = assertThrows(
                        VonkException.class, () -> sort(world, pairs(5_000, i -> (long) i * 7 % 11), comparator));
                assertTrue(failure.getMessage().contains("violates the contract"), failure.getMessage());
                assertTrue(failure.getMessage().contains("java.lang.Long"), failure.getMessage());
                world.assertNothingLeft();
            }
        }
    }

    @Test
    void keysWithoutACommonNaturalOrderFailClearly() throws Exception {
        SortWorld world = new SortWorld(directory, 1 << 30);
        VonkException mixed = assertThrows(
                VonkException.class,
                () -> sort(world, List.of(Pair.of(1L, 1), Pair.of("a", 2)), NaturalOrder.ASCENDING));
        assertTrue(mixed.getMessage().contains("java.lang.String"), mixed.getMessage());
        VonkException nullKey =
                assertThrows(VonkException.class, () -> sort(world, List.of(Pair.of(null, 1)), NaturalOrder.ASCENDING));
        assertTrue(nullKey.getMessage().contains("nullsFirst"), nullKey.getMessage());
        world.assertNothingLeft();
    }

    @Test
    void aDamagedRunFailsWithItsNameAndNeverGivesAWrongRecord() throws Exception {
        Path file = directory.resolve("whole");
        EntryFormat format = EntryFormat.forEntry(EntryShape.pairs(), KeyOrder.of(NaturalOrder.ASCENDING), 1L, "v");
        KeyOrder order = KeyOrder.of(NaturalOrder.ASCENDING);
        RunFile run = write(file, format, order);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            assertThrows(CorruptBlockException.class, () -> read(run), "byte " + at);
            Files.write(file, Arrays.copyOf(whole, at));
            CorruptBlockException cut = assertThrows(CorruptBlockException.class, () -> read(run), "cut at " + at);
            assertTrue(cut.getMessage().contains("whole"), cut.getMessage());
        }
        Files.write(file, whole);
        assertEquals(List.of("1=a", "1=b", "2=c"), read(run));
    }

    /** The layout of a run is specified at {@link RunWriter}; this is an example of it, byte by byte. */
    @Test
    void writesRunsAsSpecified() throws Exception {
        Path file = directory.resolve("golden");
        EntryFormat format = EntryFormat.forEntry(EntryShape.pairs(), KeyOrder.of(NaturalOrder.ASCENDING), 1L, "v");
        KeyOrder order = KeyOrder.of(NaturalOrder.ASCENDING);
        RunFile run = write(file, format, order);
        byte[] golden;
        try (Stream<String> lines = Files.lines(Path.of(
                getClass().getResource("/io/vonk/internal/sort/run-v1.hex").toURI()))) {
            golden = HexFormat.of()
                    .parseHex(String.join(
                            "",
                            lines.map(line -> line.replaceAll("#.*|\\s", "")).toList()));
        }
        assertEquals(HexFormat.of().formatHex(golden), HexFormat.of().formatHex(Files.readAllBytes(file)));
        assertEquals(golden.length, run.byteCount());
    }

    private static RunFile write(Path file, EntryFormat format, KeyOrder order) throws IOException {
        try (RunWriter writer = RunWriter.create(file, format, order, true)) {
            RecordOutput out = new RecordOutput(16);
            int partition = 0;
            for (Pair<Long, String> pair : List.of(Pair.of(1L, "a"), Pair.of(1L, "b"), Pair.of(2L, "c"))) {
                out.position(0);
                format.write(pair.key(), pair.value(), out);
                writer.add(partition++, order.prefix(pair.key(), format.keyOps()), out.array(), 0, out.position());
            }
            return writer.finish();
        }
    }

    private static List<String> read(RunFile run) throws IOException {
        List<String> found = new ArrayList<>();
        try (EntryCursor cursor = run.open()) {
            while (cursor.next()) {
                found.add(cursor.key() + "=" + cursor.rest());
            }
        }
        return found;
    }

    @Test
    void anEmptyInputGivesNoBatch() throws Exception {
        SortWorld world = new SortWorld(directory, 0);
        try (ExternalSorter sorter = ExternalSorter.byKey(world.scope, "sort", KeyOrder.byHash(), EntryShape.pairs());
                BatchReader result = sorter.finish()) {
            assertNull(result.next());
            assertNull(result.next());
        }
        world.assertNothingLeft();
    }
}
