package io.vonk.internal.executor;

import io.vonk.error.VonkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How tasks wait for their driver. */
final class Waiting {
    private static final long PATIENCE_SECONDS = 120;

    private Waiting() {}

    /**
     * Waits for an answer.
     *
     * @param what what is waited for, for the message
     * @throws UncheckedIOException if the connection fails: another try may succeed
     * @throws VonkException if the task is interrupted meanwhile
     */
    static <T> T forAnswer(CompletableFuture<T> answer, String what) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VonkException("interrupted while waiting for " + what, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new UncheckedIOException(new IOException(what + " does not come: " + e.getCause(), e.getCause()));
        } catch (TimeoutException e) {
            throw new UncheckedIOException(new IOException(what + " has not come for " + PATIENCE_SECONDS + " s", e));
        }
    }
}
