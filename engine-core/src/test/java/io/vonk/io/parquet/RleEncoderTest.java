package io.vonk.io.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.junit.jupiter.api.Test;

/** Against the library's encoder, to the byte. */
class RleEncoderTest {
    private static final long SEED = Long.getLong("vonk.seed", 11);

    @Test
    void bytesAreThoseOfTheLibrary() throws IOException {
        Random random = new Random(SEED);
        for (int round = 0; round < 3_000; round++) {
            int width = random.nextInt(33);
            int count = random.nextInt(round % 10 == 0 ? 5_000 : 60);
            int longestRun = 1 + random.nextInt(round % 7 == 0 ? 700 : 20);
            int[] values = values(random, width, count, longestRun);
            String context = "seed " + SEED + ", round " + round + ", " + count + " values of " + width + " bits";
            int at = random.nextInt(5);
            byte[] into = new byte[at + RleEncoder.maxBytes(count, width)];
            int[] padded = Arrays.copyOf(values, RleEncoder.room(count));
            Arrays.fill(padded, count, padded.length, -1);
            int end = RleEncoder.encode(padded, count, width, into, at);
            assertArrayEquals(byLibrary(values, width), Arrays.copyOfRange(into, at, end), context);
            int[] decoded = new int[count];
            if (count > 0) {
                new RleDecoder(into, at, end, width).read(decoded, 0, count);
            }
            assertArrayEquals(values, decoded, context);
        }
    }

    private static int[] values(Random random, int width, int count, int longestRun) {
        int[] values = new int[count];
        for (int i = 0; i < count; ) {
            int value = width == 0 ? 0 : random.nextInt() >>> 32 - width;
            int end = Math.min(count, i + 1 + (random.nextBoolean() ? random.nextInt(longestRun) : 0));
            Arrays.fill(values, i, end, value);
            i = end;
        }
        return values;
    }

    private static byte[] byLibrary(int[] values, int width) throws IOException {
        try (RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(width, 64, 1 << 20, new HeapByteBufferAllocator())) {
            for (int value : values) {
                encoder.writeInt(value);
            }
            return encoder.toBytes().toInputStream().readAllBytes();
        }
    }

    @Test
    void runsThatBarelyPayFitIntoTheRoomAskedFor() throws IOException {
        for (int width = 0; width <= 32; width++) {
            // Runs and single groups in turn: the most headers that there can be.
            int[] values = new int[RleEncoder.room(8_000)];
            for (int i = 0; i < 8_000; i++) {
                values[i] = width == 0 || i / 8 % 2 == 0 ? 0 : i % 8 == 0 ? 1 : 0;
            }
            byte[] into = new byte[RleEncoder.maxBytes(8_000, width)];
            int end = RleEncoder.encode(values, 8_000, width, into, 0);
            assertArrayEquals(byLibrary(Arrays.copyOf(values, 8_000), width), Arrays.copyOf(into, end));
        }
    }

    @Test
    void widthHasRoomForTheLargest() {
        assertEquals(0, RleEncoder.widthOf(0));
        assertEquals(1, RleEncoder.widthOf(1));
        assertEquals(8, RleEncoder.widthOf(255));
        assertEquals(9, RleEncoder.widthOf(256));
    }
}
