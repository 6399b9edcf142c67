package io.vonk.internal.serial;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A growing array of bytes that records are encoded into. Little-endian. Used by one thread.
 *
 * <p>Variable-length integers: 7 bits per byte, lowest first, the top bit set on all but the last byte. Writing one may change up
 * to 10 bytes from the position on, so what lies behind an earlier position is lost when something is put there again.
 */
public final class RecordOutput {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int MAX_WORDWISE = 48;

    private byte[] bytes;
    private int position;

    /** An empty output with room for {@code initialCapacity} bytes before it grows. */
    public RecordOutput(int initialCapacity) {
        bytes = new byte[initialCapacity];
    }

    /** The array written to; valid up to {@link #position()} and until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** How many bytes were written. */
    public int position() {
        return position;
    }

    /** Goes back to an earlier position, or to 0 to start anew. */
    public void position(int newPosition) {
        position = newPosition;
    }

    /** Goes on in another array, at an index in it; should that be too short, this turns to a longer copy of it. */
    public void reset(byte[] newBytes, int newPosition) {
        bytes = newBytes;
        position = newPosition;
    }

    /** Makes room for {@code count} bytes more; afterwards that many can be put into {@link #array()} directly. */
    public void ensure(int count) {
        if (bytes.length - position < count) {
            grow(count);
        }
    }

    private void grow(int count) {
        long wanted = Math.max((long) position + count, Math.min((long) bytes.length * 2, Integer.MAX_VALUE - 16));
        if (wanted > Integer.MAX_VALUE - 16) {
            throw new IllegalStateException(
                    "a record of more than 2 GiB cannot be encoded; split it into smaller records");
        }
        bytes = Arrays.copyOf(bytes, (int) wanted);
    }

    /** Appends a byte. */
    public void putByte(int value) {
        ensure(1);
        bytes[position++] = (byte) value;
    }

    /** Appends four bytes. */
    public void putInt(int value) {
        ensure(4);
        INTS.set(bytes, position, value);
        position += 4;
    }

    /** Appends eight bytes. */
    public void putLong(long value) {
        ensure(8);
        LONGS.set(bytes, position, value);
        position += 8;
    }

    /** Appends eight bytes: the bits of {@code value}, NaN payloads kept. */
    public void putDouble(double value) {
        putLong(Double.doubleToRawLongBits(value));
    }

    /** Appends 1 to 5 bytes; negative numbers take 5. */
    public void putVarInt(int value) {
        ensure(5);
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[position++] = (byte) rest;
    }

    /** Appends 1 to 10 bytes; negative numbers take 10. */
    public void putVarLong(long value) {
        ensure(10);
        if ((value & ~0x7fL) == 0) {
            bytes[position++] = (byte) value;
        } else if (value >>> VarLongs.WORD_BITS == 0) {
            // One store instead of a loop over bytes, whose end is a wrong guess for most numbers.
            int length = VarLongs.length(value);
            LONGS.set(bytes, position, VarLongs.spread(value, length));
            position += length;
        } else {
            putLongVarLong(value);
        }
    }

    /** A number of 9 or 10 bytes, as hashes are: which of both is no better guess than a coin's, so there is no branch. */
    private void putLongVarLong(long value) {
        LONGS.set(bytes, position, VarLongs.spread(value, 8) | VarLongs.TOP_BITS);
        // Of the 8 bits that are left the highest is all of the tenth byte, and says in the ninth that there is one.
        int rest = (int) (value >>> VarLongs.WORD_BITS);
        bytes[position + 8] = (byte) rest;
        bytes[position + 9] = (byte) (rest >>> 7);
        position += 9 + (rest >>> 7);
    }

    /** Appends a number as {@link #putVarLong} after mapping small negative numbers to small positive ones. */
    public void putZigZag(long value) {
        putVarLong(value << 1 ^ value >> 63);
    }

    /** Appends a number as {@link #putVarInt} after mapping small negative numbers to small positive ones. */
    public void putZigZagInt(int value) {
        putVarInt(value << 1 ^ value >> 31);
    }

    /** Appends the first {@code length} bytes, at most 16, of two words, lowest byte first. */
    public void putWords(long low, long high, int length) {
        ensure(16);
        LONGS.set(bytes, position, low);
        LONGS.set(bytes, position + 8, high);
        position += length;
    }

    /** Appends bytes as they are. */
    public void putBytes(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, position, length);
        position += length;
    }

    /**
     * Copies {@code length} bytes from one array to another. Bytes behind those in {@code to} may change, too. A few bytes are moved
     * as words, which takes less time than to find out how an array of any length is copied best.
     */
    public static void copy(byte[] from, int fromStart, byte[] to, int toStart, int length) {
        if (length > MAX_WORDWISE || fromStart + length + 8 > from.length || toStart + length + 8 > to.length) {
            System.arraycopy(from, fromStart, to, toStart, length);
            return;
        }
        for (int i = 0; i < length; i += 8) {
            LONGS.set(to, toStart + i, (long) LONGS.get(from, fromStart + i));
        }
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, position);
    }
}
