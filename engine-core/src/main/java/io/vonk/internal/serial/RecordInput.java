package io.vonk.internal.serial;

import io.vonk.error.DataException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A part of an array of bytes that records are decoded from; the counterpart of {@link RecordOutput}. Used by one thread.
 *
 * <p>Reading past the end throws {@link DataException} or {@link IndexOutOfBoundsException}; blocks are checked by their
 * CRC before they get here, so this means a defect and not bad luck.
 */
public final class RecordInput {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes;
    private int position;
    private int limit;

    /** An input over {@code length} bytes from {@code offset}. */
    public RecordInput(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        reset(bytes, offset, length);
    }

    /** Makes this an input over other bytes. */
    public void reset(byte[] newBytes, int offset, int length) {
        bytes = newBytes;
        position = offset;
        limit = offset + length;
    }

    /** The array read from. */
    public byte[] array() {
        return bytes;
    }

    /** The index of the next byte in {@link #array()}. */
    public int position() {
        return position;
    }

    /** Moves to an index in {@link #array()}. */
    public void position(int newPosition) {
        position = newPosition;
    }

    /** The index after the last byte. */
    public int limit() {
        return limit;
    }

    /** How many bytes are left. */
    public int remaining() {
        return limit - position;
    }

    /** Reads a byte. */
    public byte getByte() {
        return bytes[position++];
    }

    /** Reads four bytes. */
    public int getInt() {
        int value = (int) INTS.get(bytes, position);
        position += 4;
        return value;
    }

    /** Reads eight bytes. */
    public long getLong() {
        long value = (long) LONGS.get(bytes, position);
        position += 8;
        return value;
    }

    /** Reads eight bytes as a double. */
    public double getDouble() {
        return Double.longBitsToDouble(getLong());
    }

    /** Reads what {@link RecordOutput#putVarInt} wrote. */
    public int getVarInt() {
        int value = bytes[position++];
        if (value >= 0) {
            return value;
        }
        value &= 0x7f;
        for (int shift = 7; shift < 35; shift += 7) {
            int next = bytes[position++];
            value |= (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new DataException("encoded data is damaged: an integer of more than 5 bytes before offset " + position);
    }

    /** Reads what {@link RecordOutput#putVarLong} wrote. */
    public long getVarLong() {
        int start = position;
        byte first = bytes[start];
        if (first >= 0) {
            position = start + 1;
            return first;
        }
        if (start <= bytes.length - 8) {
            // All bytes of the number at once, since a loop over bytes costs a wrong guess of its length for most
            // numbers.
            long word = (long) LONGS.get(bytes, start);
            long ends = ~word & VarLongs.TOP_BITS;
            if (ends != 0) {
                position = start + (Long.numberOfTrailingZeros(ends) >>> 3) + 1;
                return VarLongs.gather(word & (ends ^ ends - 1));
            }
            if (start <= bytes.length - 10) {
                // 9 bytes or 10, which is no better guess than a coin's: so neither is a branch.
                int tenth = bytes[start + 8] >>> 7 & 1;
                int last = bytes[start + 9] & -tenth;
                if (last >= 0) {
                    position = start + 9 + tenth;
                    long rest = bytes[start + 8] & 0x7f | last << 7;
                    return VarLongs.gather(word) | rest << VarLongs.WORD_BITS;
                }
            }
        }
        return getLongVarLong();
    }

    /** Moves past what {@link RecordOutput#putVarLong} wrote. */
    public void skipVarLong() {
        if (position <= bytes.length - 8) {
            long ends = ~(long) LONGS.get(bytes, position) & VarLongs.TOP_BITS;
            if (ends != 0) {
                position += (Long.numberOfTrailingZeros(ends) >>> 3) + 1;
                return;
            }
        }
        getVarLong();
    }

    /** Byte by byte: the number has 9 or 10 bytes, or lies at the end of the array. */
    private long getLongVarLong() {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            int next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new DataException("encoded data is damaged: an integer of more than 10 bytes before offset " + position);
    }

    /** Reads what {@link RecordOutput#putZigZag} wrote. */
    public long getZigZag() {
        long value = getVarLong();
        return value >>> 1 ^ -(value & 1);
    }

    /**
     * Reads {@code count} numbers into {@code into}, from index {@code from} on. The same as as many calls of {@link
     * #getZigZag}, but the position stays in a register.
     */
    public void getZigZags(long[] into, int from, int count) {
        byte[] source = bytes;
        int at = position;
        int end = from + count;
        for (int i = from; i < end; i++) {
            long word = at <= source.length - 8 ? (long) LONGS.get(source, at) : -1;
            long ends = ~word & VarLongs.TOP_BITS;
            if (ends == 0) {
                position = at;
                into[i] = getZigZag();
                at = position;
                continue;
            }
            at += (Long.numberOfTrailingZeros(ends) >>> 3) + 1;
            long value = VarLongs.gather(word & (ends ^ ends - 1));
            into[i] = value >>> 1 ^ -(value & 1);
        }
        position = at;
    }

    /** Reads what {@link RecordOutput#putZigZagInt} wrote. */
    public int getZigZagInt() {
        int value = getVarInt();
        return value >>> 1 ^ -(value & 1);
    }

    /**
     * Reads a count of elements that take at least {@code width} bytes each, and checks that as many can follow before
     * anyone makes room for them.
     */
    public int getLength(int width) {
        int length = getVarInt();
        if (length < 0 || (long) length * width > remaining()) {
            throw new DataException("encoded data is damaged: " + length + " elements of at least " + width
                    + " bytes cannot follow in the " + remaining() + " bytes after offset " + position);
        }
        return length;
    }

    /** Reads bytes as they are. */
    public void getBytes(byte[] into, int offset, int length) {
        System.arraycopy(bytes, position, into, offset, length);
        position += length;
    }

    /** Moves past {@code count} bytes. */
    public void skip(int count) {
        position += count;
    }
}
