package io.vonk.internal.executor;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Results that are too large for a message, until the driver has fetched them. When there are too many of them, the slots wait, so
 * that a driver that is slow to take results slows down those who make them.
 *
 * <p>Thread safety: safe for use by many threads.
 */
final class HeldResults {
    private static final long ENOUGH_BYTES = 64L << 20;

    private final Map<Long, byte[]> results = new HashMap<>();
    private long bytes;
    private boolean closed;

    /** Holds a result from now on. */
    synchronized void hold(long attempt, byte[] result) {
        results.put(attempt, result);
        bytes += result.length;
    }

    /** Waits until there are no longer enough of them. Interruptions are kept for later. */
    synchronized void awaitRoom() {
        boolean interrupted = false;
        while (bytes > ENOUGH_BYTES && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives a result away; null if it is not here. */
    synchronized byte @Nullable [] take(long attempt) {
        byte[] result = results.remove(attempt);
        if (result != null) {
            bytes -= result.length;
            notifyAll();
        }
        return result;
    }

    /** Nobody waits any more. */
    synchronized void close() {
        closed = true;
        results.clear();
        bytes = 0;
        notifyAll();
    }
}
