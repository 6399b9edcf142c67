package io.vonk.io;

import java.io.IOException;

/** A {@link RecordReader} that can count its records without making them. Used by one thread. */
public interface CountingReader {

    /**
     * Reads to the end.
     *
     * @return how many records {@link RecordReader#read} would still have given; it gives none from now on
     */
    long countRemaining() throws IOException;
}
