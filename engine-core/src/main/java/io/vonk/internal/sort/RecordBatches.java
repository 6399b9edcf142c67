package io.vonk.internal.sort;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The records of sorted entries in batches, decoded as they are pulled. Used by one thread. */
public final class RecordBatches implements BatchReader {
    private final EntryCursor entries;
    private final Runnable cancellation;
    private final AutoCloseable owner;
    private final Batch.Objects batch = new Batch.Objects();
    private boolean closed;

    /** Reads {@code entries}; closes them and then {@code owner}. */
    public RecordBatches(EntryCursor entries, Runnable cancellation, AutoCloseable owner) {
        this.entries = entries;
        this.cancellation = cancellation;
        this.owner = owner;
    }

    @Override
    public @Nullable Batch next() throws IOException {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        cancellation.run();
        int size = 0;
        while (size < Batch.CAPACITY && entries.next()) {
            batch.records[size++] = entries.record();
        }
        batch.size = size;
        return size == 0 ? null : batch;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            Closing.all(List.of(entries, owner));
        }
    }
}
