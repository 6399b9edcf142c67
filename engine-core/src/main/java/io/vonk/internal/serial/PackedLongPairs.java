package io.vonk.internal.serial;

import io.vonk.data.Pair;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of Long and Long as columns of numbers that take the same number of bytes each: what is kept in memory and read again and
 * again is decoded by a load, a mask and an addition for each number, without a branch. The method is known as frame of reference,
 * here in whole bytes.
 *
 * <p>Format, little-endian: chunks of {@value #CHUNK} pairs, of which the last may have fewer, and 8 bytes of 0 behind them, so that 8
 * bytes can be loaded wherever a number begins. A chunk:
 *
 * <pre>
 *  bytes
 *      8  smallest key, as it is
 *      1  bytes K for each key, 0 to 8
 *      8  smallest value
 *      1  bytes V for each value, 0 to 8
 *  n · K  keys, each less the smallest one
 *  n · V  values, each less the smallest one
 * </pre>
 *
 * Differences are numbers without a sign. Example: the pairs (1000, 7) and (1002, 7) are {@code E8 03 00 00 00 00 00 00, 01, 07
 * 00 00 00 00 00 00 00, 00, 00 02} and the 8 bytes at the end.
 *
 * <p>An object reads one payload from its beginning to its end. Used by one thread.
 */
final class PackedLongPairs {
    /** How many pairs have their smallest number and width in common. */
    static final int CHUNK = 1_024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int COLUMN_HEADER = 9;
    private static final int PADDING = Long.BYTES;

    private final byte[] bytes;
    private final int end;
    private int left;
    /** Where the present chunk begins. */
    private int chunk;
    /** How many pairs of the present chunk were read. */
    private int read;

    private long @Nullable [] objects;

    /** Reads {@code count} pairs from {@code length} bytes; {@link #next} throws if they are not what {@link #pack} wrote. */
    PackedLongPairs(byte[] bytes, int offset, int length, int count) {
        this.bytes = bytes;
        this.chunk = offset;
        this.end = offset + length - PADDING;
        this.left = count;
    }

    /**
     * Packs pairs that were written one number after the other by {@link RecordOutput#putZigZag}.
     *
     * @return the payload; null if it would be longer than what it is made from
     */
    static byte @Nullable [] pack(byte[] written, int length, int count) {
        long[] numbers = new long[2 * count];
        new RecordInput(written, 0, length).getZigZags(numbers, 0, numbers.length);
        RecordOutput out = new RecordOutput(length + Long.BYTES);
        for (int from = 0; from < count; from += CHUNK) {
            packChunk(numbers, from, Math.min(CHUNK, count - from), out);
            if (out.position() + PADDING > length) {
                return null;
            }
        }
        for (int i = 0; i < PADDING; i++) {
            out.putByte(0);
        }
        return out.toByteArray();
    }

    private static void packChunk(long[] numbers, int from, int count, RecordOutput out) {
        int[] widths = new int[2];
        long[] smallest = new long[2];
        for (int column = 0; column < 2; column++) {
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (int i = from; i < from + count; i++) {
                min = Math.min(min, numbers[2 * i + column]);
                max = Math.max(max, numbers[2 * i + column]);
            }
            smallest[column] = min;
            widths[column] = (Long.SIZE - Long.numberOfLeadingZeros(max - min) + 7) / 8;
            out.putLong(min);
            out.putByte(widths[column]);
        }
        for (int column = 0; column < 2; column++) {
            for (int i = from; i < from + count; i++) {
                long rest = numbers[2 * i + column] - smallest[column];
                for (int shift = 0; shift < 8 * widths[column]; shift += 8) {
                    out.putByte((int) (rest >>> shift));
                }
            }
        }
    }

    /**
     * Reads the next pairs into {@code into}, keys and values in turns from index {@code 2 * from} on: up to {@code limit}, but not
     * beyond the present chunk.
     *
     * @return how many pairs; 0 at the end
     * @throws IndexOutOfBoundsException if the bytes are not what they should be
     */
    int next(long[] into, int from, int limit) {
        if (left == 0) {
            return 0;
        }
        byte[] source = bytes;
        int size = Math.min(CHUNK, left + read);
        long minKey = (long) LONGS.get(source, chunk);
        int keyWidth = source[chunk + Long.BYTES];
        long minValue = (long) LONGS.get(source, chunk + COLUMN_HEADER);
        int valueWidth = source[chunk + COLUMN_HEADER + Long.BYTES];
        int keys = chunk + 2 * COLUMN_HEADER;
        int values = keys + size * keyWidth;
        int chunkEnd = values + size * valueWidth;
        if (keyWidth < 0 || keyWidth > 8 || valueWidth < 0 || valueWidth > 8 || chunkEnd > end) {
            throw new IndexOutOfBoundsException("columns of " + keyWidth + " and " + valueWidth + " bytes for each of "
                    + size + " numbers end at " + chunkEnd + " of " + end);
        }
        int count = Math.min(size - read, limit);
        unpack(source, keys + read * keyWidth, keyWidth, minKey, into, 2 * from, count);
        unpack(source, values + read * valueWidth, valueWidth, minValue, into, 2 * from + 1, count);
        read += count;
        left -= count;
        if (read == size) {
            read = 0;
            chunk = chunkEnd;
        }
        return count;
    }

    private static void unpack(byte[] source, int at, int width, long min, long[] into, int from, int count) {
        long mask = width == Long.BYTES ? -1 : (1L << 8 * width) - 1;
        for (int i = 0; i < count; i++) {
            into[from + 2 * i] = min + ((long) LONGS.get(source, at + i * width) & mask);
        }
    }

    /** As {@link #next(long[], int, int)}, with an object for each pair. */
    int next(@Nullable Object[] into, int from, int limit) {
        long[] numbers = objects;
        if (numbers == null) {
            numbers = new long[2 * CHUNK];
            objects = numbers;
        }
        int count = next(numbers, 0, Math.min(limit, CHUNK));
        for (int i = 0; i < count; i++) {
            into[from + i] = new Pair<>(numbers[2 * i], numbers[2 * i + 1]);
        }
        return count;
    }

    /** Whether all pairs were read, and nothing lies behind them. */
    boolean isAtEnd() {
        return left == 0 && chunk == end && Arrays.equals(bytes, end, end + PADDING, new byte[PADDING], 0, PADDING);
    }
}
