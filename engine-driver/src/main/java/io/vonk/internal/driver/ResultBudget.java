package io.vonk.internal.driver;

import io.vonk.internal.operator.Results;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes of encoded records the results of one job may take in the driver. More would end in an
 * {@link OutOfMemoryError} at best, because the records are decoded beside their encoded form. Belongs to the driver's
 * thread.
 */
final class ResultBudget {
    private static final double HEAP_SHARE = 0.4;

    private final long limitBytes;
    private long takenBytes;
    /** Of those that are on their way, or have been. */
    private long expectedBytes;

    ResultBudget(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** The share of this JVM's heap that one job's results may take. */
    static ResultBudget ofHeap() {
        return new ResultBudget((long) (Runtime.getRuntime().maxMemory() * HEAP_SHARE));
    }

    /** Counts a result; false if there have been too many bytes by now. */
    boolean take(@Nullable Object result) {
        if (result instanceof Results.Encoded encoded) {
            takenBytes += encoded.records().sizeBytes();
        }
        return !isExceeded();
    }

    /** Counts a result that is to be fetched; false if there would be too many bytes. */
    boolean expect(long bytes) {
        expectedBytes += bytes;
        return !isExceeded();
    }

    boolean isExceeded() {
        return Math.max(takenBytes, expectedBytes) > limitBytes;
    }

    /** The results so far have been dropped. */
    void reset() {
        takenBytes = 0;
        expectedBytes = 0;
    }

    /** What to tell the user of a job whose results are too large. */
    String refusal(String job) {
        return job + " failed: its results are too large for the driver: " + Math.max(takenBytes, expectedBytes)
                + " bytes of encoded records have come so far, and at most " + limitBytes
                + " (40 % of the heap) are held. Write the records to files (saveAsTextFile, Parquet, CSV), take a part of"
                + " them (take), go through them with toLocalIterator, or give the JVM a larger heap (-Xmx).";
    }
}
