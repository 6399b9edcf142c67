package io.vonk.internal.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.data.Pair;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedLongPairsTest {

    private static RecordOutput written(long... numbers) {
        RecordOutput out = new RecordOutput(16);
        for (long number : numbers) {
            out.putZigZag(number);
        }
        return out;
    }

    /** Numbers of the kinds of which columns consist: near each other, all alike, of all sizes. */
    private static long[] numbers(Random random, int pairs) {
        long[] numbers = new long[2 * pairs];
        for (int column = 0; column < 2; column++) {
            long base = random.nextLong() >> random.nextInt(64);
            int bits = random.nextInt(65);
            boolean mixed = random.nextInt(4) == 0;
            for (int i = 0; i < pairs; i++) {
                long noise = bits == 64 ? random.nextLong() : random.nextLong() & (1L << bits) - 1;
                numbers[2 * i + column] = base + (mixed ? noise >>> random.nextInt(64) : noise);
            }
        }
        return numbers;
    }

    @Test
    void whatWasPackedComesBack() {
        int packedOnes = 0;
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            int pairs = 1 + random.nextInt(random.nextBoolean() ? 50 : 4_000);
            long[] numbers = numbers(random, pairs);
            RecordOutput raw = written(numbers);
            byte[] packed = PackedLongPairs.pack(raw.array(), raw.position(), pairs);
            if (packed == null) {
                continue;
            }
            packedOnes++;
            String message = "seed " + seed;
            assertTrue(packed.length <= raw.position(), message);
            int offset = random.nextInt(5);
            byte[] moved = new byte[offset + packed.length];
            System.arraycopy(packed, 0, moved, offset, packed.length);
            assertArrayEquals(numbers, asLongs(moved, offset, packed.length, pairs, random), message);
            assertArrayEquals(numbers, asObjects(moved, offset, packed.length, pairs, random), message);
        }
        assertTrue(packedOnes > 200, packedOnes + " of 500 were packed");
    }

    private static long[] asLongs(byte[] packed, int offset, int length, int pairs, Random random) {
        PackedLongPairs reader = new PackedLongPairs(packed, offset, length, pairs);
        long[] read = new long[2 * pairs];
        int done = 0;
        while (done < pairs) {
            assertFalse(reader.isAtEnd());
            int limit = 1 + random.nextInt(2_000);
            done += reader.next(read, done, Math.min(limit, pairs - done));
        }
        assertTrue(reader.isAtEnd());
        assertEquals(0, reader.next(read, 0, 1));
        return read;
    }

    private static long[] asObjects(byte[] packed, int offset, int length, int pairs, Random random) {
        PackedLongPairs reader = new PackedLongPairs(packed, offset, length, pairs);
        Object[] read = new Object[pairs];
        int done = 0;
        while (done < pairs) {
            done += reader.next(read, done, Math.min(1 + random.nextInt(2_000), pairs - done));
        }
        return Arrays.stream(read)
                .flatMapToLong(record -> {
                    Pair<?, ?> pair = (Pair<?, ?>) record;
                    return java.util.stream.LongStream.of((Long) pair.key(), (Long) pair.value());
                })
                .toArray();
    }

    @Test
    void theFormatIsAsSpecified() {
        long[] numbers = new long[2 * 20];
        for (int i = 0; i < 20; i++) {
            numbers[2 * i] = i == 1 ? 1_002 : 1_000;
            numbers[2 * i + 1] = 7;
        }
        RecordOutput raw = written(numbers);
        byte[] packed = PackedLongPairs.pack(raw.array(), raw.position(), 20);
        assertNotNull(packed);
        assertEquals(
                "e803000000000000" + "01" + "0700000000000000" + "00" + "0002" + "00".repeat(18) + "00".repeat(8),
                HexFormat.of().formatHex(packed));
    }

    @Test
    void numbersOfAllSizesStayAsTheyWere() {
        Random random = new Random(5);
        long[] small = new long[200];
        Arrays.setAll(small, i -> i % 100 == 0 ? random.nextLong() : i % 3);
        RecordOutput raw = written(small);
        assertNull(PackedLongPairs.pack(raw.array(), raw.position(), 100), "packed would take more");
    }

    @Test
    void damageIsNoticedOrHarmless() {
        Random random = new Random(6);
        long[] numbers = numbers(new Random(2), 3_000);
        RecordOutput raw = written(numbers);
        byte[] packed = PackedLongPairs.pack(raw.array(), raw.position(), 3_000);
        assertNotNull(packed);
        long[] into = new long[2 * PackedLongPairs.CHUNK];
        for (int round = 0; round < 2_000; round++) {
            byte[] damaged = packed.clone();
            damaged[random.nextInt(round % 2 == 0 ? 18 : damaged.length)] ^= (byte) (1 << random.nextInt(8));
            int length = round % 3 == 0 ? random.nextInt(damaged.length) : damaged.length;
            PackedLongPairs reader = new PackedLongPairs(Arrays.copyOf(damaged, length), 0, length, 3_000);
            try {
                int read = 0;
                for (int count = reader.next(into, 0, 1_024); count > 0; count = reader.next(into, 0, 1_024)) {
                    read += count;
                }
                assertEquals(3_000, read);
            } catch (IndexOutOfBoundsException noticed) {
                // as is promised
            }
        }
        PackedLongPairs wide = new PackedLongPairs(damagedWidth(packed), 0, packed.length, 3_000);
        assertThrows(IndexOutOfBoundsException.class, () -> wide.next(into, 0, 1_024));
    }

    private static byte[] damagedWidth(byte[] packed) {
        byte[] damaged = packed.clone();
        damaged[8] = 9;
        return damaged;
    }
}
