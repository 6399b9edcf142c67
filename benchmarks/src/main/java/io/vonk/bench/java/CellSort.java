package io.vonk.bench.java;

import java.util.Arrays;

/**
 * Sorts records of {@code width} numbers by the first, then the second: a counting sort into as many cells of the first as
 * there are records, then within the cells. Takes linear time if the first numbers are spread evenly, and stays correct if
 * not. Used by one thread.
 */
final class CellSort {
    /** The gaps of the sort within cells (Ciura, "Best increments for the average case of Shellsort", 2001). */
    private static final int[] GAPS = {1, 4, 10, 23, 57, 132, 301, 701, 1750, 4376, 10940, 27350, 68375};

    private final int width;
    private long[] unsorted = {};
    private long[] sorted = {};
    private int[] cells = {};
    private int end;

    CellSort(int width) {
        this.width = width;
    }

    /** Begins a list, of up to {@code numbers} numbers. */
    void clear(int numbers) {
        if (numbers > unsorted.length) {
            unsorted = new long[numbers + numbers / 8];
            sorted = new long[unsorted.length];
        }
        end = 0;
    }

    /** Appends the records that are in an array before {@code arrayEnd}. */
    void addAll(long[] array, int arrayEnd) {
        System.arraycopy(array, 0, unsorted, end, arrayEnd);
        end += arrayEnd;
    }

    /** Appends a record of two numbers. */
    void add(long first, long second) {
        unsorted[end] = first;
        unsorted[end + 1] = second;
        end += 2;
    }

    /** The sorted records, of which the last ends at {@link #end}; valid until the next list. */
    long[] sort() {
        long smallest = Long.MAX_VALUE;
        long largest = Long.MIN_VALUE;
        for (int at = 0; at < end; at += width) {
            smallest = Math.min(smallest, unsorted[at]);
            largest = Math.max(largest, unsorted[at]);
        }
        int bits = 32 - Integer.numberOfLeadingZeros(end / width);
        int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(largest - smallest) - bits);
        int count = end == 0 ? 0 : (int) ((largest - smallest) >>> shift) + 1;
        place(smallest, shift, count);
        for (int cell = 0, start = 0; cell < count; cell++) {
            sort(start, cells[cell]);
            start = cells[cell];
        }
        return sorted;
    }

    int end() {
        return end;
    }

    /** Afterwards {@code cells} says where each ends. */
    private void place(long smallest, int shift, int count) {
        if (count > cells.length) {
            cells = new int[count + count / 8];
        }
        Arrays.fill(cells, 0, count, 0);
        for (int at = 0; at < end; at += width) {
            cells[(int) ((unsorted[at] - smallest) >>> shift)] += width;
        }
        for (int cell = 0, start = 0; cell < count; cell++) {
            int size = cells[cell];
            cells[cell] = start;
            start += size;
        }
        for (int at = 0; at < end; at += width) {
            int cell = (int) ((unsorted[at] - smallest) >>> shift);
            move(unsorted, at, sorted, cells[cell]);
            cells[cell] += width;
        }
    }

    private void sort(int from, int to) {
        int records = (to - from) / width;
        for (int g = gaps(records) - 1; g >= 0; g--) {
            int gap = GAPS[g] * width;
            for (int at = from + gap; at < to; at += width) {
                insert(from, at, gap);
            }
        }
    }

    private static int gaps(int records) {
        int gaps = 0;
        while (gaps < GAPS.length && GAPS[gaps] < records) {
            gaps++;
        }
        return gaps;
    }

    private void insert(int from, int at, int gap) {
        long first = sorted[at];
        long second = sorted[at + 1];
        long third = width > 2 ? sorted[at + 2] : 0;
        int to = at;
        while (to - gap >= from && isAfter(to - gap, first, second)) {
            move(sorted, to - gap, sorted, to);
            to -= gap;
        }
        sorted[to] = first;
        sorted[to + 1] = second;
        if (width > 2) {
            sorted[to + 2] = third;
        }
    }

    private boolean isAfter(int at, long first, long second) {
        return sorted[at] > first || (sorted[at] == first && sorted[at + 1] > second);
    }

    private void move(long[] source, int from, long[] target, int to) {
        target[to] = source[from];
        target[to + 1] = source[from + 1];
        if (width > 2) {
            target[to + 2] = source[from + 2];
        }
    }
}
