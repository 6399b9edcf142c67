package io.vonk.bench.worker;

import io.vonk.bench.job.Digest;

/** A loop with a fixed amount of work for processor and memory, by whose time other times can be compared across machines. */
public final class Calibration {
    private static final int SLOTS = 1 << 21;
    private static final int STEPS = 20_000_000;
    private static final int WARM_UP = 3;

    private Calibration() {}

    /** The seconds that the loop takes, best of a few. */
    public static double seconds() {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < WARM_UP + 2; i++) {
            long start = System.nanoTime();
            long sum = loop(new long[SLOTS]);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (sum == 0) {
                throw new IllegalStateException("the loop did not run");
            }
            best = Math.min(best, seconds);
        }
        return best;
    }

    /** Adds to random slots of a table that is larger than most caches. */
    private static long loop(long[] table) {
        for (long i = 0; i < STEPS; i++) {
            table[(int) Digest.of(i) & (SLOTS - 1)] += i;
        }
        long sum = 0;
        for (long value : table) {
            sum += value;
        }
        return sum;
    }
}
