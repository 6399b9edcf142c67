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
import io.vonk.function.SerBiFunction;
import io.vonk.function.SerFunction;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.serial.RecordRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordAccumulatorsTest {

    private record Totals(long count, double sum) {}

    private record Everything(long l, int i, short s, byte b, char c, boolean z, double d, float f) {}

    private record Named(int number, String name) {}

    private record Nothing() {}

    private static Totals plus(Totals left, Totals right) {
        return new Totals(left.count + right.count, left.sum + right.sum);
    }

    private static Aggregation.Combining combining(Aggregator<?, ?> aggregator) {
        return (Aggregation.Combining) Aggregation.combining(aggregator);
    }

    @Test
    void recordsComeBackEqualWhateverTheirComponents() {
        Random random = new Random(1);
        RecordRows rows = RecordRows.of(new Everything(0, 0, (short) 0, (byte) 0, 'a', false, 0, 0));
        assertNotNull(rows);
        assertEquals(8, rows.width());
        double[] doubles = {0.0, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, random.nextDouble()};
        float[] floats = {0f, -0f, Float.NaN, Float.MIN_VALUE, Float.POSITIVE_INFINITY, random.nextFloat()};
        for (int round = 0; round < 1_000; round++) {
            Everything record = new Everything(
                    random.nextLong(),
                    random.nextInt(),
                    (short) random.nextInt(),
                    (byte) random.nextInt(),
                    (char) random.nextInt(),
                    random.nextBoolean(),
                    doubles[random.nextInt(doubles.length)],
                    floats[random.nextInt(floats.length)]);
            long[] array = new long[20];
            int at = random.nextInt(12);
            rows.put(record, array, at);
            assertEquals(record, rows.get(array, at));
        }
    }

    @Test
    void onlyRecordsOfPrimitiveComponentsHaveRows() {
        assertNull(RecordRows.of(new Named(1, "one")));
        assertNull(RecordRows.of(new Nothing()));
        assertNull(RecordRows.of("text"));
        assertNull(RecordRows.of(null));
        RecordRows rows = RecordRows.of(new Totals(1, 2));
        assertNotNull(rows);
        assertSame(rows, RecordRows.of(new Totals(3, 4)));
        assertTrue(rows.takes(new Totals(1, 1)));
        assertFalse(rows.takes(new Nothing()));
        assertFalse(rows.takes(null));
    }

    /** Counts its calls; the one with the number {@code oddCall} gives what is no {@link Totals}, or throws. */
    private static final class Adding implements SerBiFunction<Object, Object, Object> {
        private static final long serialVersionUID = 1;

        private final int oddCall;
        private final int kind;
        int calls;

        Adding(int oddCall, int kind) {
            this.oddCall = oddCall;
            this.kind = kind;
        }

        @Override
        public Object apply(Object left, Object right) {
            calls++;
            if (calls == oddCall && kind == 3) {
                throw new IllegalStateException("call " + calls);
            }
            if (calls == oddCall) {
                return kind == 0 ? "not a record" : kind == 1 ? new Nothing() : null;
            }
            if (!(left instanceof Totals sum)) {
                return right; // what is odd is replaced by what comes next
            }
            if (!(right instanceof Totals more)) {
                return left;
            }
            return more.count == 0 ? sum : sum.count == 0 ? more : plus(sum, more);
        }
    }

    @Test
    void combinesAsObjectsDoWhateverTheFunctionGives() throws Exception {
        int outgrown = 0;
        int thrownAway = 0;
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            int oddCall = random.nextInt(3) == 0 ? 1 + random.nextInt(500) : 0;
            int kind = random.nextInt(4);
            boolean throwing = oddCall > 0 && kind == 3;
            boolean merging = random.nextBoolean();
            boolean pairs = random.nextBoolean();
            Adding fast = new Adding(oddCall, kind);
            Adding slow = new Adding(oddCall, kind);
            SerFunction<Object, Object> create =
                    value -> value instanceof Totals totals ? new Totals(totals.count, -totals.sum) : value;
            Aggregation.Combining forFast = combining(new Aggregator<>(create, fast, fast));
            Accumulators tested = new RecordAccumulators(forFast, rowsOfTotals());
            Accumulators oracle = new ObjectAccumulators(combining(new Aggregator<>(create, slow, slow)));
            tested.resize(1_024);
            oracle.resize(1_024);
            int keys = 0;
            for (int batch = 0; batch < 4; batch++) {
                int count = 1 + random.nextInt(200);
                Object[] records = new Object[count];
                int[] numbers = new int[count];
                for (int i = 0; i < count; i++) {
                    boolean odd = random.nextInt(2_000) == 0 && !throwing;
                    Object value = odd ? "odd" : new Totals(random.nextInt(3), random.nextInt(100));
                    records[i] = pairs ? Pair.of("key", value) : value;
                    numbers[i] = keys == 0 || random.nextInt(10) == 0 ? keys++ : random.nextInt(keys);
                }
                if (throwing) {
                    Accumulators both = tested;
                    String thrown = failure(() -> addAll(both, records, pairs, merging, numbers));
                    assertEquals(failure(() -> oracle.add(records, pairs, merging, 0, count, numbers)), thrown);
                    assertEquals(values(oracle), values(both), "seed " + seed + ", batch " + batch);
                    if (thrown.isEmpty()) {
                        continue;
                    }
                    thrownAway++;
                    break; // what came after the exception was not added
                }
                tested = addAll(tested, records, pairs, merging, numbers);
                assertEquals(count, oracle.add(records, pairs, merging, 0, count, numbers));
                assertEquals(values(oracle), values(tested), "seed " + seed + ", batch " + batch);
                assertEquals(slow.calls, fast.calls, "seed " + seed);
            }
            outgrown += tested instanceof ObjectAccumulators ? 1 : 0;
        }
        assertTrue(outgrown > 40, outgrown + " of 400 met something else");
        assertTrue(thrownAway > 15, thrownAway + " of 400 threw");
    }

    private static String failure(Callable<?> adding) throws Exception {
        try {
            adding.call();
            return "";
        } catch (IllegalStateException thrown) {
            return thrown.getMessage();
        }
    }

    private static RecordRows rowsOfTotals() {
        RecordRows rows = RecordRows.of(new Totals(0, 0));
        assertNotNull(rows);
        return rows;
    }

    /** As {@link GroupTable} does. */
    private static Accumulators addAll(
            Accumulators first, @Nullable Object[] records, boolean pairs, boolean merging, int[] numbers)
            throws Exception {
        Accumulators sums = first;
        int done = 0;
        while (done < records.length) {
            done = sums.add(records, pairs, merging, done, records.length, numbers);
            if (done < records.length || sums.isOutgrown()) {
                sums = sums.generalised(1_024);
            }
        }
        return sums;
    }

    private static List<@Nullable Object> values(Accumulators accumulators) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int number = 0; number < accumulators.size; number++) {
            values.add(accumulators.value(number));
        }
        return values;
    }

    @Test
    void aFunctionThatThrowsLeavesWhatWasThere() throws Exception {
        SerBiFunction<Totals, Totals, Totals> throwing = (left, right) -> {
            if (right.count == 13) {
                throw new IllegalStateException("thirteen");
            }
            return plus(left, right);
        };
        RecordAccumulators sums = new RecordAccumulators(combining(Aggregator.reducing(throwing)), rowsOfTotals());
        Object[] records = {new Totals(1, 1), new Totals(2, 2), new Totals(13, 13), new Totals(4, 4)};
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class, () -> sums.add(records, false, false, 0, 4, new int[] {0, 0, 0, 0}));
        assertEquals("thirteen", thrown.getMessage());
        assertEquals(List.of(new Totals(3, 3)), values(sums));
    }

    @Test
    void aTableChangesToRowsAndBackAndKeepsItsSums() throws Exception {
        for (int oddAt : new int[] {-1, 30_000}) {
            SerBiFunction<Object, Object, Object> function = (left, right) ->
                    left instanceof Totals sum && right instanceof Totals more ? plus(sum, more) : "odd";
            MemoryPool pool = new MemoryPool(1 << 26);
            Map<Object, Object> expected = new HashMap<>();
            try (Lease lease = pool.lease("test")) {
                GroupTable table =
                        new GroupTable(Aggregation.combining(Aggregator.reducing(function)), false, lease, 1 << 18);
                Random random = new Random(3);
                for (int batch = 0; batch < 50; batch++) {
                    Object[] records = new Object[1_000];
                    for (int i = 0; i < records.length; i++) {
                        Long key = (long) random.nextInt(700);
                        Object value = batch * 1_000 + i == oddAt ? "odd" : new Totals(1, key);
                        records[i] = Pair.of(key, value);
                        expected.merge(key, value, (left, right) -> {
                            try {
                                return function.apply(left, right);
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
                    }
                    assertTrue(table.makeRoom(records.length, false));
                    table.add(records, records.length);
                }
                Map<Object, Object> found = new HashMap<>();
                for (int number = 0; number < table.size(); number++) {
                    Pair<?, ?> pair = (Pair<?, ?>) table.result(number);
                    assertNotNull(pair);
                    found.put(pair.key(), pair.value());
                }
                assertEquals(expected, found);
                table.clear(true);
            }
            assertEquals(0, pool.usedBytes());
        }
    }
}
