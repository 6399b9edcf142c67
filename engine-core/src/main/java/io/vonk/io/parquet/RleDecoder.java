package io.vonk.io.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Decodes Parquet's hybrid of run lengths and bit packing. Used by one thread. */
final class RleDecoder {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private final int bitWidth;
    private int position;

    /** How many values are left of the run. */
    private int left;

    private boolean packed;
    private int runValue;

    /** The bit where the next packed value begins, counted from {@code packedStart}. */
    private long packedBit;

    private int packedStart;

    RleDecoder(byte[] bytes, int start, int end, int bitWidth) {
        if (bitWidth < 0 || bitWidth > 32) {
            throw new PageFormatException("values of " + bitWidth + " bits");
        }
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        this.bitWidth = bitWidth;
    }

    void read(int[] into, int from, int count) {
        int at = from;
        int until = from + count;
        while (at < until) {
            if (left == 0) {
                nextRun();
            }
            int n = Math.min(left, until - at);
            if (packed) {
                unpack(bytes, packedStart, packedBit, bitWidth, into, at, n);
                packedBit += (long) n * bitWidth;
            } else {
                Arrays.fill(into, at, at + n, runValue);
            }
            left -= n;
            at += n;
        }
    }

    void skip(int count) {
        int remaining = count;
        while (remaining > 0) {
            if (left == 0) {
                nextRun();
            }
            int n = Math.min(left, remaining);
            packedBit += (long) n * bitWidth;
            left -= n;
            remaining -= n;
        }
    }

    /** Reads levels of one bit: 0 is null. Returns how many are not null. */
    int readNulls(boolean[] nulls, int from, int count) {
        int present = 0;
        int at = from;
        int until = from + count;
        while (at < until) {
            if (left == 0) {
                nextRun();
            }
            int n = Math.min(left, until - at);
            if (packed) {
                for (int i = 0; i < n; i++) {
                    long bit = packedBit + i;
                    int level = bytes[packedStart + (int) (bit >>> 3)] >>> (bit & 7) & 1;
                    nulls[at + i] = level == 0;
                    present += level;
                }
                packedBit += n;
            } else {
                if (runValue < 0 || runValue > 1) {
                    throw new PageFormatException("a definition level of " + runValue + " where 1 is the highest");
                }
                Arrays.fill(nulls, at, at + n, runValue == 0);
                present += runValue * n;
            }
            left -= n;
            at += n;
        }
        return present;
    }

    private void nextRun() {
        int header = readHeader();
        packed = (header & 1) == 1;
        if (packed) {
            long values = (header >>> 1) * 8L;
            // Some writers leave out the padding after the last value of a page.
            long available = bitWidth == 0 ? values : (end - position) * 8L / bitWidth;
            left = (int) Math.min(Math.min(values, available), Integer.MAX_VALUE);
            packedStart = position;
            packedBit = 0;
            position = (int) Math.min(end, position + (values * bitWidth + 7) / 8);
        } else {
            left = header >>> 1;
            int width = (bitWidth + 7) / 8;
            if (width > end - position) {
                throw tooShort();
            }
            int value = 0;
            for (int i = 0; i < width; i++) {
                value |= (bytes[position++] & 0xff) << (8 * i);
            }
            runValue = value;
        }
        if (left == 0) {
            throw tooShort();
        }
    }

    private int readHeader() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (position >= end) {
                throw tooShort();
            }
            int next = bytes[position++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new PageFormatException("a run has a length of more than 32 bits");
    }

    /** Unpacks values of up to 32 bits, the lowest bit first. */
    static void unpack(byte[] bytes, int start, long firstBit, int bitWidth, int[] into, int from, int count) {
        long mask = (1L << bitWidth) - 1;
        long bit = firstBit;
        for (int i = 0; i < count; i++) {
            into[from + i] = (int) (longAt(bytes, start + (int) (bit >>> 3)) >>> (bit & 7) & mask);
            bit += bitWidth;
        }
    }

    /** Eight bytes, little-endian; what lies past the end of the array counts as 0. */
    static long longAt(byte[] bytes, int index) {
        if (index <= bytes.length - Long.BYTES) {
            return (long) LONG.get(bytes, index);
        }
        long value = 0;
        for (int i = bytes.length - 1; i >= index; i--) {
            value = value << 8 | (bytes[i] & 0xff);
        }
        return value;
    }

    private static PageFormatException tooShort() {
        return new PageFormatException("it ends within its runs");
    }
}
