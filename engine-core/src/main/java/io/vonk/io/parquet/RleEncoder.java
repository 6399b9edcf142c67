package io.vonk.io.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Encodes Parquet's hybrid of run lengths and bit packing, many values at once, and to the byte as the library's encoder does,
 * which takes them one by one. {@link RleDecoder} decodes it.
 *
 * <p>Values are looked at in groups of eight. Where a group begins with eight values that are the same, they and all equal ones
 * that follow become a run: its length, doubled, as a variable-length integer, and the value in as many bytes as its bits need.
 * All other groups are packed, the first value into the lowest bits; up to 63 of them share a byte that tells how many, doubled,
 * plus one. The last group is filled up with zeros.
 */
final class RleEncoder {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int GROUP = 8;
    private static final int MAX_GROUPS = 63;

    /** Groups are stored as whole words, which may reach behind their end. */
    private static final int SLACK = 2 * Long.BYTES;

    private RleEncoder() {}

    /** The fewest bits that every number up to {@code max} has room in. */
    static int widthOf(int max) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(max);
    }

    /** How much room {@link #encode} asks for. */
    static int maxBytes(int count, int width) {
        // A run is shorter than its group packed, unless the width is 0 or 1; then the length of the run has room in
        // the other byte.
        return Math.addExact(Math.multiplyExact((count + GROUP - 1) / GROUP, width + 2), SLACK);
    }

    /**
     * Encodes {@code count} values, each of which has at most {@code width} bits, 0 to 32.
     *
     * @param values at least {@link #room} long; what stands there behind the values may be set to 0
     * @param into where at least {@link #maxBytes} bytes are free from {@code at} on
     * @return where the encoded bytes end in {@code into}
     */
    static int encode(int[] values, int count, int width, byte[] into, int at) {
        Arrays.fill(values, count, room(count), 0);
        int position = at;
        int from = 0;
        while (from < count) {
            if (isRun(values, from, count)) {
                int end = endOfRun(values, from, count);
                position = putRun(values[from], end - from, width, into, position);
                from = end;
            } else {
                int header = position++;
                int groups = 0;
                do {
                    pack(values, from, width, into, position);
                    position += width;
                    from += GROUP;
                    groups++;
                } while (groups < MAX_GROUPS && from < count && !isRun(values, from, count));
                into[header] = (byte) (groups << 1 | 1);
            }
        }
        return position;
    }

    /** How long an array must be so that {@link #encode} can take {@code count} values from it, and fill up the last group. */
    static int room(int count) {
        return count + GROUP - 1;
    }

    /** Whether the next eight values are there, and the same. Without a branch for each, as none of them can be foretold. */
    private static boolean isRun(int[] values, int from, int count) {
        int first = values[from];
        return count - from >= GROUP
                && ((first ^ values[from + 1])
                                | (first ^ values[from + 2])
                                | (first ^ values[from + 3])
                                | (first ^ values[from + 4])
                                | (first ^ values[from + 5])
                                | (first ^ values[from + 6])
                                | (first ^ values[from + 7]))
                        == 0;
    }

    private static int endOfRun(int[] values, int from, int count) {
        int end = from + GROUP;
        while (end < count && values[end] == values[from]) {
            end++;
        }
        return end;
    }

    private static int putRun(int value, int length, int width, byte[] into, int at) {
        int position = at;
        int header = length << 1;
        while ((header & ~0x7f) != 0) {
            into[position++] = (byte) (header | 0x80);
            header >>>= 7;
        }
        into[position++] = (byte) header;
        for (int shift = 0; shift < width; shift += Byte.SIZE) {
            into[position++] = (byte) (value >>> shift);
        }
        return position;
    }

    /** Packs eight values into {@code width} bytes; what it stores behind them is of no meaning. */
    private static void pack(int[] values, int from, int width, byte[] into, int at) {
        if (width <= 16) {
            long low = fourOf(values, from, width);
            long high = fourOf(values, from + 4, width);
            int half = 4 * width;
            LONG.set(into, at, half == Long.SIZE ? low : low | high << half);
            LONG.set(into, at + Long.BYTES, half == Long.SIZE ? high : high >>> Long.SIZE - half);
            return;
        }
        int position = at;
        long bits = 0;
        int held = 0;
        for (int i = 0; i < GROUP; i++) {
            bits |= Integer.toUnsignedLong(values[from + i]) << held;
            held += width;
            while (held >= Byte.SIZE) {
                into[position++] = (byte) bits;
                bits >>>= Byte.SIZE;
                held -= Byte.SIZE;
            }
        }
    }

    /** Four values of at most 16 bits as one number. */
    private static long fourOf(int[] values, int from, int width) {
        return values[from]
                | (long) values[from + 1] << width
                | (long) values[from + 2] << 2 * width
                | (long) values[from + 3] << 3 * width;
    }
}
