package io.vonk.internal.batch;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a {@link BatchReader} one by one, for user code. Whatever the reader throws comes out unchanged, checked
 * exceptions too. Does not close the reader. Used by one thread.
 */
public final class RecordIterator<T> implements Iterator<T> {
    private final BatchReader reader;
    private @Nullable Batch batch;
    private int next;
    private boolean ended;

    /** Iterates over what is left in {@code reader}. */
    public RecordIterator(BatchReader reader) {
        this.reader = reader;
    }

    @Override
    public boolean hasNext() {
        while (!ended && (batch == null || next == batch.size)) {
            try {
                batch = reader.next();
            } catch (Exception e) {
                throw RecordIterator.<RuntimeException>unchanged(e);
            }
            next = 0;
            ended = batch == null;
        }
        return !ended;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // records may be null
    public T next() {
        if (!hasNext() || batch == null) {
            throw new NoSuchElementException("the partition has no more records");
        }
        return (T) batch.record(next++);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> E unchanged(Exception e) throws E {
        throw (E) e;
    }
}
