package io.vonk.internal.aggregate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import io.vonk.function.HashPartitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Tables that know their keys' bytes against the table that takes keys of all kinds. */
class KeyTableTest {
    private static final List<Function<Random, Object>> KINDS = List.of(
            random -> (long) random.nextInt(500),
            Random::nextLong,
            random -> random.nextInt(),
            random -> random.nextInt(40) - 20,
            random -> text(random, 4, 3),
            random -> text(random, 16, 2),
            random -> text(random, 40, 2),
            random -> (random.nextInt(9) == 0 ? "\u0100" : "\u00ff") + text(random, 15, 2),
            random -> "same beginning of a long key " + text(random, 3, 10),
            random -> Pair.of((long) random.nextInt(100), (long) random.nextInt(5)),
            random -> Pair.of(random.nextLong(), text(random, 9, 2)),
            random -> new UUID(random.nextInt(20), random.nextInt(3)),
            random -> random.nextInt(3) == 0 ? -0.0 : (double) random.nextInt(5));

    private static String text(Random random, int maxLength, int letters) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(maxLength + 1);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(letters)));
        }
        return text.toString();
    }

    @Test
    void keysHaveTheNumbersThatTheirEqualsGives() {
        for (int seed = 0; seed < 26 * 8; seed++) {
            Random random = new Random(seed);
            Function<Random, Object> kind = KINDS.get(seed % KINDS.size());
            RecordCodec codec = RecordCodecs.forRecord(kind.apply(random));
            KeyTable table = KeyTable.forKey(kind.apply(random));
            assertFalse(table instanceof ObjectKeyTable, "seed " + seed);
            assertTrue(table.takes(codec), "seed " + seed);
            ObjectKeyTable oracle = new ObjectKeyTable();
            List<Object> distinct = new ArrayList<>();
            for (int round = 0; round < 6; round++) {
                int count = 1 + random.nextInt(Batch.CAPACITY);
                Object[] keys = new Object[count];
                Arrays.setAll(keys, i -> kind.apply(random));
                grow(table, count);
                grow(oracle, count);
                int[] expected = new int[count];
                oracle.number(keys, false, 0, count, expected);
                assertArrayEquals(expected, numbers(table, codec, keys, random), "seed " + seed);
            }
            for (int number = 0; number < oracle.size; number++) {
                Object key = oracle.key(number);
                distinct.add(key);
                assertEquals(key, table.key(number), "seed " + seed);
                assertEquals(HashPartitioner.hash(key), table.hash(number), "seed " + seed);
                assertArrayEquals(encoded(codec, key), encoded(table, number), "seed " + seed);
            }
            assertEquals(oracle.size, table.size);
            table.clear();
            int[] again = new int[distinct.size()];
            table.number(distinct.toArray(), false, 0, again.length, again);
            for (int i = 0; i < again.length; i++) {
                assertEquals(i, again[i], "seed " + seed);
            }
        }
    }

    private static void grow(KeyTable table, int count) {
        if (table.size + count > table.capacity) {
            table.grow(Integer.highestOneBit(table.size + count) * 2);
        }
    }

    /** By each of the three ways: encoded, as keys of pairs, as records. */
    private static int[] numbers(KeyTable table, RecordCodec codec, Object[] keys, Random random) {
        int[] numbers = new int[keys.length];
        EncodedValues values = new EncodedValues();
        switch (random.nextInt(3)) {
            case 0 -> {
                RecordOutput out = new RecordOutput(16);
                for (int i = 0; i < keys.length; i++) {
                    codec.write(keys[i], out);
                    out.putZigZag(i);
                }
                byte[] bytes = out.toByteArray();
                values.expect(RecordCodecs.forRecord(0L), true);
                table.number(new RecordInput(bytes, 0, bytes.length), values, keys.length, numbers);
                for (int i = 0; i < keys.length; i++) {
                    assertEquals(i, values.bits[i]);
                }
            }
            case 1 -> {
                Object[] pairs = new Object[keys.length];
                Arrays.setAll(pairs, i -> Pair.of(keys[i], i));
                assertEquals(keys.length, table.number(pairs, true, 0, keys.length, numbers));
            }
            default -> assertEquals(keys.length, table.number(keys, false, 0, keys.length, numbers));
        }
        return numbers;
    }

    private static byte[] encoded(RecordCodec codec, Object key) {
        RecordOutput out = new RecordOutput(16);
        codec.write(key, out);
        return out.toByteArray();
    }

    private static byte[] encoded(KeyTable table, int number) {
        RecordOutput out = new RecordOutput(16);
        table.encode(number, out);
        return out.toByteArray();
    }

    @Test
    void aKeyOfAnotherKindStopsTheBatch() {
        KeyTable table = KeyTable.forKey("text");
        int[] numbers = new int[4];
        assertEquals(2, table.number(new Object[] {"a", "b", 1L, "c"}, false, 0, 4, numbers));
        assertEquals(1, numbers[1]);
        assertInstanceOf(ObjectKeyTable.class, KeyTable.forKey(new Object()));
    }
}
