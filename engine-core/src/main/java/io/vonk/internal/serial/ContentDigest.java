package io.vonk.internal.serial;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The 64-bit hash of an encoded record and its partition. The sum over all records of a map output does not depend on
 * their order: two runs of a map task that wrote the same records have the same sum.
 */
public final class ContentDigest {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long FIRST = 0x9e3779b97f4a7c15L;
    private static final long SECOND = 0xd6e8feb86659fd93L;

    private ContentDigest() {}

    /** The hash of the record in {@code bytes[start, end)}. */
    public static long hash(byte[] bytes, int start, int end, int partition) {
        long hash = (end - start + ((long) partition << 32)) * FIRST;
        int position = start;
        for (; position <= end - 8; position += 8) {
            hash = step(hash, (long) LONGS.get(bytes, position));
        }
        if (position < end) {
            long rest = 0;
            for (int i = end - 1; i >= position; i--) {
                rest = rest << 8 | bytes[i] & 0xff;
            }
            hash = step(hash, rest);
        }
        hash ^= hash >>> 29;
        hash *= FIRST;
        return hash ^ hash >>> 32;
    }

    /**
     * The same for a record of 1 to 16 bytes that lies in two words, lowest byte first, with zeros behind it: bytes that were
     * just written in pieces cannot be read as a word without waiting for them.
     */
    public static long hashWords(long low, long high, int length, int partition) {
        long hash = step((length + ((long) partition << 32)) * FIRST, low);
        if (length > 8) {
            hash = step(hash, high);
        }
        hash ^= hash >>> 29;
        hash *= FIRST;
        return hash ^ hash >>> 32;
    }

    private static long step(long hash, long word) {
        long mixed = (hash ^ word) * SECOND;
        return mixed ^ mixed >>> 32;
    }
}
