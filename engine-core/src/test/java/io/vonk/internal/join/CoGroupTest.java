package io.vonk.internal.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.error.CorruptBlockException;
import io.vonk.error.VonkException;
import io.vonk.function.NaturalOrder;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.SortWorld;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoGroupTest {
    @TempDir
    Path directory;

    private static final CoGroup.Shape LISTS = (key, values) ->
            Pair.of(key, Arrays.stream(values).map(GroupedValues::detached).toList());

    private static Map<Object, List<List<Object>>> oracle(List<List<Pair<Object, Object>>> inputs) {
        Map<Object, List<List<Object>>> groups = new HashMap<>();
        for (int side = 0; side < inputs.size(); side++) {
            for (Pair<Object, Object> pair : inputs.get(side)) {
                groups.computeIfAbsent(
                                pair.key(),
                                key -> Stream.<List<Object>>generate(ArrayList::new)
                                        .limit(inputs.size())
                                        .toList())
                        .get(side)
                        .add(pair.value());
            }
        }
        return groups;
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, List<List<Object>>> groups(BatchReader reader) throws Exception {
        Map<Object, List<List<Object>>> groups = new LinkedHashMap<>();
        for (Object record : SortWorld.drain(reader)) {
            Pair<Object, List<List<Object>>> group = (Pair<Object, List<List<Object>>>) record;
            assertFalse(groups.containsKey(group.key()), "two groups of " + group.key());
            groups.put(group.key(), group.value());
        }
        return groups;
    }

    @Test
    void groupsTheValuesOfOneToFourInputsInTheirOrder() throws Exception {
        for (long poolBytes : SortWorld.POOLS) {
            for (Map.Entry<String, List<Object>> keys : JoinInputs.keys(12_000).entrySet()) {
                List<List<Pair<Object, Object>>> inputs = new ArrayList<>();
                for (int sides = 1; sides <= 4; sides++) {
                    inputs.add(JoinInputs.withValues(
                            JoinInputs.everyNth(keys.getValue(), sides * sides), "v" + sides + "-"));
                    SortWorld world = new SortWorld(directory, poolBytes);
                    CoGroup reader = CoGroup.open(
                            world.scope, inputs.stream().map(SortWorld::reader).toList(), LISTS);
                    assertEquals(
                            oracle(inputs),
                            groups(reader),
                            keys.getKey() + ", " + sides + " inputs, pool of " + poolBytes);
                    world.assertNothingLeft();
                }
            }
        }
    }

    @Test
    void groupsComeInTheSameOrderWhetherSpilledOrNot() throws Exception {
        List<Pair<Object, Object>> input =
                JoinInputs.withValues(JoinInputs.keys(12_000).get("many keys"), "v");
        List<List<Object>> orders = new ArrayList<>();
        for (long poolBytes : SortWorld.POOLS) {
            SortWorld world = new SortWorld(directory, poolBytes);
            orders.add(List.copyOf(groups(CoGroup.open(world.scope, List.of(SortWorld.reader(input)), LISTS))
                    .keySet()));
        }
        assertEquals(orders.get(0), orders.get(1));
    }

    @Test
    void groupsInputsThatAreSortedByKeyInThatOrder() throws Exception {
        Comparator<Pair<Object, Object>> byKey = Comparator.comparing(pair -> String.valueOf(pair.key()));
        List<Pair<Object, Object>> left =
                new ArrayList<>(JoinInputs.withValues(JoinInputs.keys(5_000).get("texts"), "l"));
        List<Pair<Object, Object>> right = JoinInputs.everyNth(left, 7);
        left.sort(byKey);
        right.sort(byKey);
        SortWorld world = new SortWorld(directory, 0);
        Map<Object, List<List<Object>>> found = groups(CoGroup.openSorted(
                world.scope,
                KeyOrder.of(NaturalOrder.ASCENDING),
                List.of(SortWorld.reader(left), SortWorld.reader(right)),
                LISTS));
        assertEquals(oracle(List.of(left, right)), found);
        assertEquals(found.keySet().stream().map(String::valueOf).sorted().toList(), List.copyOf(found.keySet()));
        world.assertNothingLeft();
    }

    @Test
    void aPromiseOfOrderThatDoesNotHoldFails() throws Exception {
        SortWorld world = new SortWorld(directory, 0);
        List<Pair<Long, Long>> unsorted = List.of(Pair.of(2L, 2L), Pair.of(1L, 1L));
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> groups(CoGroup.openSorted(
                        world.scope, KeyOrder.of(NaturalOrder.ASCENDING), List.of(SortWorld.reader(unsorted)), LISTS)));
        assertTrue(failure.getMessage().contains("2 comes before 1"), failure.getMessage());
        world.assertNothingLeft();
    }

    /** A group of 30 MB with a lease of half a megabyte. */
    @Test
    void aHotKeyIsStreamedFromDiskAsOftenAsWanted() throws Exception {
        int count = 30_000;
        String padding = "x".repeat(1_000);
        SortWorld world = new SortWorld(directory, 0);
        try (CoGroup reader = CoGroup.open(world.scope, List.of(counted(count, padding)), (key, values) -> values[0])) {
            Batch batch = reader.next();
            assertEquals(1, batch.size);
            GroupedValues values = (GroupedValues) batch.record(0);
            assertEquals(count, values.size());
            for (int time = 0; time < 2; time++) {
                int expected = 0;
                for (Object value : values) {
                    assertEquals(padding + expected++, value);
                }
                assertEquals(count, expected);
            }
            assertTrue(world.pool.usedBytes() <= 4 * 8 * 64 * 1024, "held: " + world.pool.usedBytes());
            assertNull(reader.next());
        }
        world.assertNothingLeft();
    }

    /** Values that are made while they are read, so that the test itself needs no memory for them. */
    private static BatchReader counted(int count, String padding) {
        return new BatchReader() {
            private final Batch.Objects batch = new Batch.Objects();
            private int next;

            @Override
            public Batch next() {
                batch.size = 0;
                while (next < count && batch.size < Batch.CAPACITY) {
                    batch.records[batch.size++] = Pair.of("hot", padding + next++);
                }
                return batch.size == 0 ? null : batch;
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void largeGroupsEndWithTheTaskAndSmallOnesDoNot() throws Exception {
        SortWorld world = new SortWorld(directory, 1 << 30);
        CoGroup large = CoGroup.open(world.scope, List.of(counted(500, "y".repeat(1_000))), (key, values) -> values[0]);
        GroupedValues gone = (GroupedValues) large.next().record(0);
        CoGroup small = CoGroup.open(world.scope, List.of(counted(3, "z")), (key, values) -> values[0]);
        GroupedValues kept = (GroupedValues) small.next().record(0);
        List<Object> copy = gone.detached();
        large.close();
        small.close();
        assertEquals(500, copy.size());
        assertEquals("[z0, z1, z2]", kept.toString());
        VonkException failure =
                assertThrows(VonkException.class, () -> gone.iterator().next());
        assertTrue(failure.getMessage().contains("copy them before"), failure.getMessage());
        world.assertNothingLeft();
    }

    @Test
    void aSerializedGroupIsAPlainList() throws Exception {
        SortWorld world = new SortWorld(directory, 0);
        try (CoGroup reader =
                CoGroup.open(world.scope, List.of(counted(2_000, "w".repeat(100))), (key, values) -> values[0])) {
            GroupedValues values = (GroupedValues) reader.next().record(0);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(values);
            }
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertEquals(values.detached(), in.readObject());
            }
            RecordOutput encoded = new RecordOutput(1_000);
            RecordCodec codec = RecordCodecs.forRecord(Pair.of("k", values));
            codec.write(Pair.of("k", values), encoded);
            assertTrue(encoded.position() < 120 * values.size(), "values are not encoded as a list of texts");
            assertEquals(
                    Pair.of("k", values.detached()),
                    codec.read(new RecordInput(encoded.array(), 0, encoded.position())));
        }
        world.assertNothingLeft();
    }

    @Test
    void valuesCannotBeChangedAndEndProperly() throws Exception {
        SortWorld world = new SortWorld(directory, 0);
        try (CoGroup reader = CoGroup.open(world.scope, List.of(counted(1, "v")), (key, values) -> values[0])) {
            GroupedValues values = (GroupedValues) reader.next().record(0);
            assertThrows(UnsupportedOperationException.class, () -> values.add("more"));
            assertThrows(UnsupportedOperationException.class, values::clear);
            Iterator<Object> iterator = values.iterator();
            assertEquals("v0", iterator.next());
            assertFalse(iterator.hasNext());
            assertThrows(NoSuchElementException.class, iterator::next);
        }
    }

    @Test
    void closingInTheMiddleLeavesNothing() throws Exception {
        for (long poolBytes : SortWorld.POOLS) {
            for (int batches = 0; batches < 3; batches++) {
                SortWorld world = new SortWorld(directory, poolBytes);
                List<Pair<Object, Object>> input =
                        JoinInputs.withValues(JoinInputs.keys(12_000).get("many keys"), "v");
                CoGroup reader =
                        CoGroup.open(world.scope, List.of(SortWorld.reader(input), SortWorld.reader(input)), LISTS);
                for (int i = 0; i < batches; i++) {
                    assertTrue(reader.next().size > 0);
                }
                reader.close();
                reader.close();
                world.assertNothingLeft();
            }
        }
    }

    @Test
    void damagedValuesFailAndAreNeverReadWrongly() throws Exception {
        SortWorld world = new SortWorld(directory, 0);
        try (CoGroup reader =
                CoGroup.open(world.scope, List.of(counted(5_000, "v".repeat(200))), (key, values) -> values[0])) {
            GroupedValues values = (GroupedValues) reader.next().record(0);
            Path file;
            try (Stream<Path> files =
                    Files.list(world.scope.scratch().directories().get(0))) {
                file = files.filter(each -> each.getFileName().toString().startsWith("values"))
                        .findFirst()
                        .orElseThrow();
            }
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 3] ^= 4;
            Files.write(file, bytes);
            CorruptBlockException failure = assertThrows(CorruptBlockException.class, values::detached);
            assertTrue(failure.getMessage().contains(file.toString()), failure.getMessage());
        }
        world.assertNothingLeft();
    }

    @Test
    void groupsOfEqualHashAreToldApartHoweverManyThereAre() throws Exception {
        List<Pair<Object, Object>> input = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            input.add(Pair.of(new JoinInputs.Colliding(i % 1_500), "v".repeat(100) + i));
        }
        for (long poolBytes : SortWorld.POOLS) {
            SortWorld world = new SortWorld(directory, poolBytes);
            assertEquals(
                    oracle(List.of(input)), groups(CoGroup.open(world.scope, List.of(SortWorld.reader(input)), LISTS)));
            world.assertNothingLeft();
        }
    }

    /** Values of one shape are collected in memory, unless there is too little of it; the groups and their order are the same. */
    @Test
    void collectedGroupsAreWhatSortedOnesAre() throws Exception {
        IntFunction<Object> longs = i -> (long) i * i * (i % 3 == 0 ? -1 : 1);
        Map<String, IntFunction<Object>> shapes = Map.of(
                "longs",
                longs,
                "texts",
                i -> "v".repeat(i % 40),
                "large texts",
                i -> "v" + i + "w".repeat(i % 500 == 0 ? 70_000 : i % 300),
                "lists",
                i -> List.of(longs.apply(i), longs.apply(i + 1)),
                "texts, then a number",
                i -> i < 11_000 ? "v" + i : (Object) 1L);
        for (Map.Entry<String, List<Object>> keys : JoinInputs.keys(12_000).entrySet()) {
            for (Map.Entry<String, IntFunction<Object>> values : shapes.entrySet()) {
                List<List<Pair<Object, Object>>> inputs = new ArrayList<>();
                for (int sides = 1; sides <= 2; sides++) {
                    List<Pair<Object, Object>> input = new ArrayList<>();
                    for (Object key : JoinInputs.everyNth(keys.getValue(), sides * 3 - 2)) {
                        input.add(Pair.of(key, values.getValue().apply(input.size())));
                    }
                    inputs.add(input);
                    List<List<Object>> orders = new ArrayList<>();
                    for (long poolBytes : SortWorld.POOLS) {
                        SortWorld world = new SortWorld(directory, poolBytes);
                        Map<Object, List<List<Object>>> found = groups(CoGroup.open(
                                world.scope,
                                inputs.stream().map(SortWorld::reader).toList(),
                                LISTS));
                        assertEquals(
                                oracle(inputs),
                                found,
                                keys.getKey() + " to " + values.getKey() + ", " + sides + " inputs, pool of "
                                        + poolBytes);
                        orders.add(new ArrayList<>(found.keySet()));
                        world.assertNothingLeft();
                    }
                    assertEquals(orders.get(0), orders.get(1));
                }
            }
        }
    }
}
