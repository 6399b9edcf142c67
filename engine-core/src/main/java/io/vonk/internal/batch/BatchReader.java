package io.vonk.internal.batch;

import org.jspecify.annotations.Nullable;

/**
 * A stream of batches, pulled by its consumer. Used by one thread; whoever opened it closes it.
 */
public interface BatchReader extends AutoCloseable {

    /** The next batch, with at least one record, or null at the end; after the end it stays at the end. */
    @Nullable
    Batch next() throws Exception;

    /** Releases everything, at the end or before; further calls do nothing. */
    @Override
    void close() throws Exception;
}
