package io.vonk.io.csv;

import java.io.Closeable;
import java.io.IOException;

/** Where the bad rows of one split go. Used by one thread. Closing it without {@link #complete} leaves no trace. */
interface BadRowSink extends Closeable {

    /** Takes a bad row, or throws because there must be none. */
    void accept(BadRow row) throws IOException;

    /** The split has been read to its end. */
    void complete() throws IOException;
}
