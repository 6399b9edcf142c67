package io.vonk.io;

import java.io.Serializable;

/** A piece of a source's input; immutable. */
public interface Split extends Serializable {

    /** The size in bytes, or -1 if unknown. */
    default long sizeBytes() {
        return -1;
    }

    /** A short text for messages, such as {@code trips/2018-01.csv bytes 0 to 932,310}. */
    String describe();
}
