package io.vonk.internal.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The order of prefixes and of encoded keys is that of {@code compareTo}. */
class KeyOpsTest {
    private static final long SEED = 20261125;

    private static void assertOrdersLikeCompareTo(List<? extends Comparable<?>> keys) {
        KeyOps ops = RecordCodecs.keyOps(keys.get(0));
        assertNotNull(ops);
        RecordCodec codec = RecordCodecs.forRecord(keys.get(0));
        for (Object left : keys) {
            assertTrue(ops.fits(left));
            for (Object right : keys) {
                assertSameOrder(left, right, ops, codec);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static void assertSameOrder(Object left, Object right, KeyOps ops, RecordCodec codec) {
        int expected = Integer.signum(((Comparable<Object>) left).compareTo(right));
        int prefix = Long.compareUnsigned(ops.prefix(left), ops.prefix(right));
        if (prefix != 0 || ops.prefixDecides()) {
            assertEquals(expected, Integer.signum(prefix), () -> "prefix of " + left + " and " + right);
        }
        assertEquals(ops.prefix(left), ops.encodedPrefix(encode(codec, left)), () -> "encoded prefix of " + left);
        int encoded = ops.compareEncoded(encode(codec, left), encode(codec, right));
        assertEquals(expected, Integer.signum(encoded), () -> "encoded " + left + " and " + right);
    }

    private static RecordInput encode(RecordCodec codec, Object key) {
        RecordOutput out = new RecordOutput(16);
        out.putInt(0);
        codec.write(key, out);
        return new RecordInput(out.array(), 4, out.position() - 4);
    }

    @Test
    void numbersAtTheEdgesAreInOrder() {
        assertOrdersLikeCompareTo(List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 255L, 256L, -256L));
        assertOrdersLikeCompareTo(List.of(0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE));
        assertOrdersLikeCompareTo(List.of((short) 0, (short) -1, Short.MIN_VALUE, Short.MAX_VALUE));
        assertOrdersLikeCompareTo(List.of((byte) 0, (byte) -1, Byte.MIN_VALUE, Byte.MAX_VALUE));
        assertOrdersLikeCompareTo(List.of('\0', 'a', '\u7fff', '\u8000', '\uffff'));
        assertOrdersLikeCompareTo(List.of(true, false));
        assertOrdersLikeCompareTo(List.of(
                0.0,
                -0.0,
                Double.NaN,
                Double.longBitsToDouble(0xfff8000000000001L),
                1.0,
                -1.0,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY));
        assertOrdersLikeCompareTo(List.of(
                0f,
                -0f,
                Float.NaN,
                Float.intBitsToFloat(0xffc00001),
                1f,
                -1f,
                Float.MIN_VALUE,
                -Float.MIN_VALUE,
                Float.MAX_VALUE,
                -Float.MAX_VALUE,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY));
        assertOrdersLikeCompareTo(List.of(
                new UUID(0, 0),
                new UUID(0, -1),
                new UUID(-1, 0),
                new UUID(Long.MIN_VALUE, 1),
                new UUID(Long.MAX_VALUE, -1)));
        assertOrdersLikeCompareTo(List.of(SampleRecords.Colour.values()));
    }

    @Test
    void stringsThatPlayTricksAreInOrder() {
        List<String> units = List.of(
                "\0", "a", "b", "\u007f", "\u0080", "\u00df", "\u00e0", "\u00ff", "\u0100", "\u1fdf", "\u1fe0",
                "\ud800", "\udfff", "\ue000", "\uffff");
        List<String> keys = new ArrayList<>(List.of(""));
        for (String first : units) {
            keys.add(first);
            keys.add("abcdefg" + first);
            keys.add("abcdef" + first);
            keys.add("abcdefgh" + first);
            for (String second : units) {
                keys.add(first + second);
                keys.add("abcde" + first + second);
            }
        }
        assertOrdersLikeCompareTo(keys);
    }

    @Test
    void randomKeysAreInOrder() {
        int kindsWithOperations = 0;
        for (int kind = 0; kind < 19; kind++) {
            for (long seed = 0; seed < 20; seed++) {
                SampleRecords samples = new SampleRecords(seed);
                List<Object> keys = new ArrayList<>();
                for (int i = 0; i < 25; i++) {
                    keys.add(samples.scalar(kind));
                }
                KeyOps ops = RecordCodecs.keyOps(keys.get(0));
                if (ops == null) {
                    break;
                }
                kindsWithOperations += seed == 0 ? 1 : 0;
                RecordCodec codec = RecordCodecs.forRecord(keys.get(0));
                for (Object left : keys) {
                    for (Object right : keys) {
                        assertSameOrder(left, right, ops, codec);
                    }
                }
            }
        }
        assertEquals(16, kindsWithOperations);
    }

    @Test
    void latinTextHasEightCharactersInItsPrefix() {
        KeyOps ops = RecordCodecs.keyOps("x");
        assertEquals(0x6162636465666768L, ops.prefix("abcdefghi"));
        assertEquals(0x6100000000000000L, ops.prefix("a"));
    }

    @Test
    void arraysOfBytesAreOrderedAsUnsigned() {
        Random random = new Random(SEED);
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] key = new byte[random.nextInt(random.nextBoolean() ? 4 : 20)];
            for (int j = 0; j < key.length; j++) {
                key[j] = (byte) (random.nextInt(3) - 1);
            }
            keys.add(key);
        }
        KeyOps ops = RecordCodecs.unsignedBytes();
        RecordCodec codec = RecordCodecs.forRecord(keys.get(0));
        for (byte[] left : keys) {
            assertEquals(ops.prefix(left), ops.encodedPrefix(encode(codec, left)));
            for (byte[] right : keys) {
                int expected = Integer.signum(Arrays.compareUnsigned(left, right));
                int prefix = Long.compareUnsigned(ops.prefix(left), ops.prefix(right));
                assertTrue(prefix == 0 || expected == Integer.signum(prefix), "seed " + SEED);
                int encoded = ops.compareEncoded(encode(codec, left), encode(codec, right));
                assertEquals(expected, Integer.signum(encoded), "seed " + SEED);
                int units = ops.unitsOfPrefix(ops.prefix(left));
                if (prefix == 0) {
                    int deeper = Long.compareUnsigned(
                            ops.prefixFrom(encode(codec, left), units), ops.prefixFrom(encode(codec, right), units));
                    assertTrue(deeper == 0 || expected == Integer.signum(deeper), "seed " + SEED);
                }
            }
        }
    }

    /** Components of several kinds, some of which may be null. */
    record Entry(String text, int number, Double weight, boolean flag) {}

    @Test
    void recordsAreLikelyOrderedByTheirComponents() {
        Random random = new Random(SEED);
        List<Entry> keys = new ArrayList<>();
        keys.add(new Entry("", 0, 0.0, false));
        for (int i = 0; i < 60; i++) {
            keys.add(new Entry(
                    random.nextInt(5) == 0 ? null : "the same start " + random.nextInt(3),
                    random.nextInt(3) - 1,
                    random.nextInt(5) == 0 ? null : random.nextInt(3) - 1.5,
                    random.nextBoolean()));
        }
        Comparator<Entry> components = Comparator.comparing(
                        Entry::text, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Entry::number)
                .thenComparing(Entry::weight, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Entry::flag);
        RecordCodec codec = RecordCodecs.forRecord(keys.get(0));
        EncodedOrder order = RecordCodecs.likelyOrder(codec);
        assertNotNull(order);
        for (Entry left : keys) {
            for (Entry right : keys) {
                int expected = Integer.signum(components.compare(left, right));
                assertEquals(
                        expected,
                        Integer.signum(order.compareEncoded(encode(codec, left), encode(codec, right))),
                        () -> left + " and " + right + ", seed " + SEED);
                int prefix = Long.compareUnsigned(
                        order.encodedPrefix(encode(codec, left)), order.encodedPrefix(encode(codec, right)));
                assertTrue(prefix == 0 || expected == Integer.signum(prefix), () -> left + " and " + right);
            }
        }
    }
}
