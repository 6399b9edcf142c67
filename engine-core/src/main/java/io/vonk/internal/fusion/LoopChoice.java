package io.vonk.internal.fusion;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.time.Clock;

/**
 * Finds out which is quicker for a run of operators: one loop that takes each record through all of them, or a loop for
 * each operator.
 *
 * <p>One loop saves storing and loading records in between, and is the better one for functions that compute. Where a
 * function waits for memory (it looks records up in a large table, say) a loop of its own may be twice as fast: the less
 * there is to do for a record, the more records' loads a processor has under way together. What a function does cannot be
 * seen from outside, so both are measured, batch by batch: in turns at first, later the slower one from time to time, as
 * code gets compiled and data changes.
 *
 * <p>Thread safety: shared by all tasks that run the shape.
 */
public final class LoopChoice {
    /** Batches smaller than this say little. */
    private static final int MEASURED_SIZE = Batch.CAPACITY / 4;

    /** So many batches go through the two in turns: enough for either to be compiled. */
    private static final int TURNS = 256;

    /** After that, one of so many batches goes the way that was slower ... */
    private static final int FIRST_INTERVAL = 32;

    /** ... and one of twice as many whenever this many have confirmed it, ... */
    private static final int RETRIES = 16;

    /** ... down to one of so many. */
    private static final int LAST_INTERVAL = 1_024;

    /** The loops of the operators must be quicker by this factor: they cost compiling, and storing records. */
    private static final double WORTHWHILE = 0.85;

    private final TypicalTime whole = new TypicalTime();
    private final TypicalTime divided = new TypicalTime();
    private int batches;
    private int interval = FIRST_INTERVAL;
    private int retries;
    private boolean preferred;

    LoopChoice() {}

    /** Whether the next batch, of {@code size} records, should go through the loops of the operators one by one. */
    public synchronized boolean isDivided(int size) {
        boolean quicker = divided.nanos < whole.nanos * WORTHWHILE;
        if (size < MEASURED_SIZE) {
            return quicker;
        }
        batches++;
        if (batches <= TURNS) {
            return batches % 2 == 0;
        }
        if (quicker != preferred) {
            preferred = quicker;
            interval = FIRST_INTERVAL;
            retries = 0;
        }
        if (batches < TURNS + interval) {
            return quicker;
        }
        batches = TURNS;
        if (++retries == RETRIES) {
            retries = 0;
            interval = Math.min(2 * interval, LAST_INTERVAL);
        }
        return !quicker;
    }

    /** A time in nanoseconds; the difference of two is for {@link #took}. */
    public static long nanos() {
        return Clock.SYSTEM.nanos();
    }

    /** Notes the time that a batch took one of the two ways. */
    public synchronized void took(boolean inParts, int size, long nanos) {
        if (size >= MEASURED_SIZE) {
            (inParts ? divided : whole).add((double) nanos / size);
        }
    }

    /**
     * About the median of the times of a record seen lately: each moves it by the same small factor, however far off it is,
     * so that pauses of the machine and collections of garbage do not count for more than any other batch.
     */
    private static final class TypicalTime {
        private static final double STEP = 1.0 / 16;

        private double nanos;

        void add(double time) {
            if (nanos == 0) {
                nanos = time;
            } else {
                nanos *= time > nanos ? 1 + STEP : 1 - STEP;
            }
        }
    }
}
