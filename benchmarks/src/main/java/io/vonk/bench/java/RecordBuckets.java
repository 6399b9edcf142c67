package io.vonk.bench.java;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** The records that one thread has read, in an array for each range of the key. */
final class RecordBuckets {
    private static final double SLACK = 1.15;

    private final KeyRanges ranges;
    private final byte[][] arrays;
    private final int[] ends = new int[KeyRanges.COUNT];
    private final byte[] input;

    /** Buckets with room for {@code expected} bytes together. */
    RecordBuckets(KeyRanges ranges, long expected, int slice) {
        this.ranges = ranges;
        this.arrays = new byte[KeyRanges.COUNT]
                [Math.toIntExact((long) (SLACK * expected / KeyRanges.COUNT) + 4 * SavedRecords.LENGTH)];
        this.input = new byte[slice];
    }

    void add(Slice slice) throws IOException {
        int length = slice.length();
        try (FileChannel channel = FileChannel.open(slice.file())) {
            Slice.read(channel, slice.from(), input, 0, length);
        }
        for (int at = 0; at < length; at += SavedRecords.LENGTH) {
            int bucket = ranges.of(KeyRanges.prefix(input, at));
            int end = ends[bucket];
            if (end + SavedRecords.LENGTH > arrays[bucket].length) {
                arrays[bucket] = Arrays.copyOf(arrays[bucket], arrays[bucket].length / 2 * 3);
            }
            System.arraycopy(input, at, arrays[bucket], end, SavedRecords.LENGTH);
            ends[bucket] = end + SavedRecords.LENGTH;
        }
    }

    /** The records of a bucket, up to {@link #end}. */
    byte[] array(int bucket) {
        return arrays[bucket];
    }

    int end(int bucket) {
        return ends[bucket];
    }
}
