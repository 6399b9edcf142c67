package io.vonk.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;

/**
 * The format of output files. The engine decides names and places, writes to attempt-private files and publishes them
 * all or none.
 */
public interface Sink<T> extends Serializable {

    /** The end of the file names, such as {@code .csv} or {@code .snappy.parquet}; with the dot. */
    String extension();

    /** Starts a file on {@code out}; the returned writer closes {@code out}. Called in a task. */
    RecordWriter<T> open(OutputStream out) throws IOException;

    /** A short text for plans and messages, such as {@code CSV files}. */
    String describe();
}
