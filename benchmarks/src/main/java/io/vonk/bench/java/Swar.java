package io.vonk.bench.java;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes at once in a {@code long}, of which the first is the lowest. */
final class Swar {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    private Swar() {}

    /** The bytes from {@code at} on. */
    static long load(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** A byte eight times. */
    static long repeat(char value) {
        return value * ONES;
    }

    /** The highest bit of each byte that {@code word} has in common with {@code repeated}. */
    static long matches(long word, long repeated) {
        long different = word ^ repeated;
        return ~(((different & LOW_BITS) + LOW_BITS) | different | LOW_BITS);
    }

    /** The lowest {@code bytes} bytes, of which there are less than eight. */
    static long lowest(long word, int bytes) {
        return word & ((1L << (8 * bytes)) - 1);
    }
}
