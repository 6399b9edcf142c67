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
    private int size;
    private boolean ended;

    /** Iterates over what is left in {@code reader}. */
    public RecordIterator(BatchReader reader) {
        this.reader = reader;
    }

    // What is done for each record is small, and apart from what reads batches: the JIT puts the first into the loops
    // of those
    // who call, but would never put both there.

    @Override
    public boolean hasNext() {
        return next < size || fetch();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // records may be null
    public T next() {
        Batch present = batch;
        if (next < size && present != null) {
            return (T) present.record(next++);
        }
        return afterFetch();
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // records may be null
    private T afterFetch() {
        if (!hasNext() || batch == null) {
            throw new NoSuchElementException("the partition has no more records");
        }
        return (T) batch.record(next++);
    }

    /** Reads the next batch that has records; false at the end. */
    private boolean fetch() {
        while (!ended && next == size) {
            Batch read;
            try {
                read = reader.next();
            } catch (Exception e) {
                throw RecordIterator.<RuntimeException>unchanged(e);
            }
            batch = read;
            next = 0;
            size = read == null ? 0 : read.size;
            ended = read == null;
        }
        return !ended;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> E unchanged(Exception e) throws E {
        throw (E) e;
    }
}
