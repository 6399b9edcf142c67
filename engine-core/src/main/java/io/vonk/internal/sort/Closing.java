package io.vonk.internal.sort;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Closes several things, whatever one of them throws. Stateless. */
public final class Closing {
    private Closing() {}

    /** Closes all; throws what the first failing one threw, with the others' as suppressed. */
    public static void all(Iterable<? extends AutoCloseable> resources) throws IOException {
        Throwable first = null;
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception | Error failed) {
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        rethrow(first);
    }

    private static void rethrow(@Nullable Throwable failed) throws IOException {
        if (failed instanceof IOException io) {
            throw io;
        }
        if (failed instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed != null) {
            throw new IOException(failed);
        }
    }
}
