package io.vonk.io;

import java.io.Closeable;
import java.io.IOException;

/** Reads the records of one split, a batch at a time. Used by one thread. */
public interface RecordReader<T> extends Closeable {

    /**
     * Reads the next records into {@code batch}, starting at index 0.
     *
     * @param batch where the records go; the caller owns it and may change it between calls, so the reader keeps no
     *     reference to it, and never hands out a record that it will change later
     * @return how many records were read, from 1 to {@code batch.length}, or 0 at the end; must not block for more
     *     records once it has at least one
     */
    int read(Object[] batch) throws IOException;

    /**
     * The place of a record of the batch that was read last, for messages: file and line or byte offset.
     *
     * @param index the record's index in that batch
     */
    String position(int index);
}
