package io.vonk.io.parquet;

import java.util.Arrays;

/**
 * Decodes DELTA_BINARY_PACKED: blocks of differences to the value before, in miniblocks of one bit width each. Sums wrap
 * around, as the format wants it.
 */
final class DeltaDecoder extends ValueDecoder {
    private static final int MAX_BLOCK = 1 << 20;

    private final byte[] bytes;
    private final int end;
    private final int miniblocks;
    private final long[] deltas;
    private final int[] widths;
    private int position;

    /** How many values are left, the first included. */
    private int left;

    private boolean firstPending = true;
    private long value;
    private long minDelta;

    /** The next miniblock of the block. */
    private int miniblock;

    /** The next difference of the miniblock. */
    private int next;

    DeltaDecoder(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        long block = readVarint();
        long perBlock = readVarint();
        long total = readVarint();
        if (block <= 0
                || block > MAX_BLOCK
                || perBlock <= 0
                || perBlock > block
                || block % perBlock != 0
                || block / perBlock % 32 != 0
                || total < 0
                || total > Integer.MAX_VALUE) {
            throw new PageFormatException(
                    "blocks of " + block + " in " + perBlock + " miniblocks with " + total + " values");
        }
        this.miniblocks = (int) perBlock;
        this.widths = new int[miniblocks];
        this.miniblock = miniblocks;
        this.deltas = new long[(int) (block / perBlock)];
        this.next = deltas.length;
        this.left = (int) total;
        this.value = readZigZag();
    }

    /** How many values are left. */
    int left() {
        return left;
    }

    /** Where the byte after all values is; only when none are left. */
    int position() {
        return position;
    }

    @Override
    void ints(int[] into, int from, int count) {
        for (int i = 0; i < count; i++) {
            into[from + i] = (int) nextValue();
        }
    }

    @Override
    void longs(long[] into, int from, int count) {
        for (int i = 0; i < count; i++) {
            into[from + i] = nextValue();
        }
    }

    @Override
    void skip(int count) {
        for (int i = 0; i < count; i++) {
            nextValue();
        }
    }

    private long nextValue() {
        if (left == 0) {
            throw new PageFormatException("it has fewer values than its header says");
        }
        left--;
        if (firstPending) {
            firstPending = false;
            return value;
        }
        if (next == deltas.length) {
            readMiniblock();
        }
        value += minDelta + deltas[next++];
        return value;
    }

    private void readMiniblock() {
        if (miniblock == miniblocks) {
            minDelta = readZigZag();
            for (int i = 0; i < miniblocks; i++) {
                widths[i] = readByte();
            }
            miniblock = 0;
        }
        int width = widths[miniblock++];
        long size = (long) width * deltas.length / 8;
        if (width > Long.SIZE || size > end - position) {
            throw new PageFormatException("a miniblock of " + width + " bits for each value does not fit into it");
        }
        unpack(width);
        position += (int) size;
        next = 0;
    }

    private void unpack(int width) {
        if (width == 0) {
            Arrays.fill(deltas, 0);
            return;
        }
        long mask = width == Long.SIZE ? -1L : (1L << width) - 1;
        long bit = 0;
        for (int i = 0; i < deltas.length; i++) {
            int at = position + (int) (bit >>> 3);
            int shift = (int) (bit & 7);
            long low = RleDecoder.longAt(bytes, at) >>> shift;
            if (shift + width > Long.SIZE) {
                low |= (bytes[at + 8] & 0xffL) << (Long.SIZE - shift);
            }
            deltas[i] = low & mask;
            bit += width;
        }
    }

    private int readByte() {
        if (position >= end) {
            throw new PageFormatException("it ends within its values");
        }
        return bytes[position++] & 0xff;
    }

    private long readVarint() {
        long result = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int b = readByte();
            result |= (long) (b & 0x7f) << shift;
            if (b < 0x80) {
                return result;
            }
        }
        throw new PageFormatException("an integer of more than 64 bits");
    }

    private long readZigZag() {
        long raw = readVarint();
        return (raw >>> 1) ^ -(raw & 1);
    }
}
