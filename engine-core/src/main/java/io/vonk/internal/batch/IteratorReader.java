package io.vonk.internal.batch;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Batches of what an iterator gives; closes {@code owner} when closed. Used by one thread. */
public final class IteratorReader implements BatchReader {
    private final Iterator<?> records;
    private final AutoCloseable owner;
    private final Batch.Objects batch = new Batch.Objects();

    /** Reads {@code records}, which draws on {@code owner}. */
    public IteratorReader(Iterator<?> records, AutoCloseable owner) {
        this.records = records;
        this.owner = owner;
    }

    /** Reads {@code records}, which needs no closing. */
    public IteratorReader(Iterator<?> records) {
        this(records, () -> {});
    }

    @Override
    public @Nullable Batch next() {
        int size = 0;
        @Nullable Object[] into = batch.records;
        while (size < into.length && records.hasNext()) {
            into[size++] = records.next();
        }
        batch.size = size;
        return size == 0 ? null : batch;
    }

    @Override
    public void close() throws Exception {
        owner.close();
    }
}
