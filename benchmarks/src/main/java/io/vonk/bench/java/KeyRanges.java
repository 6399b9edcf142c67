package io.vonk.bench.java;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;

/** Divides the keys of records, by their first two bytes, into ranges of about as many records. */
final class KeyRanges {
    static final int COUNT = 512;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int PREFIXES = 1 << 16;
    private static final int SLICES = 20;

    private final short[] ranges = new short[PREFIXES];

    private KeyRanges(int[] counts, long records) {
        long before = 0;
        for (int prefix = 0; prefix < PREFIXES; prefix++) {
            ranges[prefix] = (short) (before * COUNT / Math.max(1, records));
            before += counts[prefix];
        }
    }

    /** Ranges by some of the slices. */
    static KeyRanges sample(List<Slice> slices) throws IOException {
        // One of each prefix keeps the ranges even where the sample has nothing.
        int[] counts = new int[PREFIXES];
        Arrays.fill(counts, 1);
        long records = PREFIXES;
        int step = Math.max(1, slices.size() / SLICES);
        for (int s = 0; s < slices.size(); s += step) {
            Slice slice = slices.get(s);
            byte[] bytes = new byte[slice.length()];
            try (FileChannel channel = FileChannel.open(slice.file())) {
                Slice.read(channel, slice.from(), bytes, 0, bytes.length);
            }
            for (int at = 0; at < bytes.length; at += SavedRecords.LENGTH) {
                counts[(int) (prefix(bytes, at) >>> 48)]++;
                records++;
            }
        }
        return new KeyRanges(counts, records);
    }

    /** The first eight bytes of a record as an unsigned number. */
    static long prefix(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    int of(long prefix) {
        return ranges[(int) (prefix >>> 48)];
    }
}
