package io.vonk.internal.scheduler;

import java.util.Arrays;

/** How long the last attempts of a stage took: enough of them for a median, no more. */
final class DurationSample {

    private static final int SIZE = 64;

    private long[] nanos = {};
    private int count;

    /** Takes in a report of {@code attempts} attempts that ran {@code totalNanos} together. */
    void add(long totalNanos, int attempts) {
        if (nanos.length == 0) {
            nanos = new long[SIZE];
        }
        nanos[count % SIZE] = totalNanos / attempts;
        count++;
    }

    /** The median of the last durations; 0 when there is none. */
    long median() {
        int size = Math.min(count, SIZE);
        if (size == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return sorted[size / 2];
    }
}
