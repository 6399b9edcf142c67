package io.vonk.io;

import java.io.Closeable;
import java.io.IOException;

/** A file open for reading at any position. Used by one thread. */
public interface FileInput extends Closeable {

    /** The path, for messages. */
    String path();

    /** The size in bytes when it was opened. */
    long sizeBytes();

    /**
     * Reads bytes from {@code position} on.
     *
     * @return how many were read, at least 1 unless {@code length} is 0, or -1 if {@code position} is at or past the end
     */
    int read(long position, byte[] into, int offset, int length) throws IOException;
}
