package io.vonk.internal.shuffle;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the blocks of a map output are: a growing list of ranges as parallel arrays, because a large shuffle has millions
 * of them. Used by one thread while it grows.
 *
 * <p>A range in memory has a page, a range on disk has a checksum; offsets are in the page or in the file.
 */
final class RangeList {
    /** What one range takes, for accounting. */
    static final int BYTES_PER_RANGE = 4 + 8 + 4 + 4 + 4 + 1 + 4;

    int size;
    int[] partitions;
    long[] offsets;
    int[] lengths;
    int[] recordCounts;
    int[] checksums;
    byte[] codecs;

    /** Null where the range is on disk. */
    byte[] @Nullable [] pages;

    RangeList(int capacity) {
        partitions = new int[capacity];
        offsets = new long[capacity];
        lengths = new int[capacity];
        recordCounts = new int[capacity];
        checksums = new int[capacity];
        codecs = new byte[capacity];
        pages = new byte[capacity][];
    }

    void addInMemory(int partition, byte[] page, int offset, int length, int recordCount, int codec) {
        add(partition, offset, length, recordCount, codec);
        pages[size - 1] = page;
    }

    void addOnDisk(int partition, long offset, int length, int recordCount, int codec, int checksum) {
        add(partition, offset, length, recordCount, codec);
        checksums[size - 1] = checksum;
    }

    private void add(int partition, long offset, int length, int recordCount, int codec) {
        if (size == partitions.length) {
            makeRoom(Math.max(16, size * 2));
        }
        partitions[size] = partition;
        offsets[size] = offset;
        lengths[size] = length;
        recordCounts[size] = recordCount;
        codecs[size] = (byte) codec;
        size++;
    }

    private void makeRoom(int capacity) {
        partitions = Arrays.copyOf(partitions, capacity);
        offsets = Arrays.copyOf(offsets, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        recordCounts = Arrays.copyOf(recordCounts, capacity);
        checksums = Arrays.copyOf(checksums, capacity);
        codecs = Arrays.copyOf(codecs, capacity);
        pages = Arrays.copyOf(pages, capacity);
    }

    /** Makes room for exactly {@code count} ranges, if there are none yet. */
    void startWith(int count) {
        if (size == 0 && partitions.length < count) {
            makeRoom(count);
        }
    }

    /** Whether they are by partition and the arrays have no room to spare. */
    boolean isDenseByPartition() {
        for (int i = 1; i < size; i++) {
            if (partitions[i - 1] > partitions[i]) {
                return false;
            }
        }
        return size == partitions.length;
    }

    /** The same ranges by partition; those of one partition keep their order. */
    RangeList byPartition(int partitionCount) {
        int[] next = firstRanges(partitionCount);
        RangeList sorted = new RangeList(size);
        sorted.size = size;
        for (int i = 0; i < size; i++) {
            int to = next[partitions[i]]++;
            sorted.partitions[to] = partitions[i];
            sorted.offsets[to] = offsets[i];
            sorted.lengths[to] = lengths[i];
            sorted.recordCounts[to] = recordCounts[i];
            sorted.checksums[to] = checksums[i];
            sorted.codecs[to] = codecs[i];
            sorted.pages[to] = pages[i];
        }
        return sorted;
    }

    /** For each partition the index of its first range once ranges are {@link #byPartition}; one more for the end. */
    int[] firstRanges(int partitionCount) {
        int[] first = new int[partitionCount + 1];
        for (int i = 0; i < size; i++) {
            first[partitions[i] + 1]++;
        }
        for (int i = 0; i < partitionCount; i++) {
            first[i + 1] += first[i];
        }
        return first;
    }

    void clear() {
        size = 0;
        Arrays.fill(pages, null);
    }
}
