package io.vonk.io.csv;

import java.io.Closeable;
import java.io.IOException;

/** The bytes of a file from some place on, in the encoding that scanners see. Used by one thread. */
interface ByteFeed extends Closeable {

    /** The offset of the next byte. */
    long position();

    /** Reads up to {@code length} bytes, at least 1; -1 at the end. */
    int read(byte[] into, int offset, int length) throws IOException;
}
