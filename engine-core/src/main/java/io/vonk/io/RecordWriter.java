package io.vonk.io;

import java.io.Closeable;
import java.io.IOException;

/** Writes the records of one output file. Used by one thread. {@link #close} completes the file. */
public interface RecordWriter<T> extends Closeable {

    /** Writes one record. */
    void write(T record) throws IOException;
}
