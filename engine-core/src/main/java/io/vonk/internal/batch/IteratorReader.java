package io.vonk.internal.batch;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Batches of what an iterator gives; closes {@code owner} when closed. Used by one thread.
 *
 * <p>The first batch is small and exists only when there is a record: partitions with no or a few records are common, and a
 * whole batch would cost more than everything else that is done for them.
 */
public final class IteratorReader implements BatchReader {
    private static final int FIRST_CAPACITY = 16;

    private final Iterator<?> records;
    private final AutoCloseable owner;
    private Batch.@Nullable Objects batch;

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
        if (!records.hasNext()) {
            return null;
        }
        Batch.Objects current = roomier(batch);
        batch = current;
        @Nullable Object[] into = current.records;
        int size = 0;
        do {
            into[size++] = records.next();
        } while (size < into.length && records.hasNext());
        current.size = size;
        return current;
    }

    private static Batch.Objects roomier(Batch.@Nullable Objects batch) {
        if (batch == null) {
            return new Batch.Objects(FIRST_CAPACITY);
        }
        return batch.records.length < Batch.CAPACITY ? new Batch.Objects() : batch;
    }

    @Override
    public void close() throws Exception {
        owner.close();
    }
}
