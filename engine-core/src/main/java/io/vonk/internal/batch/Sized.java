package io.vonk.internal.batch;

/** A reader that knows how large its records are, encoded, before it is read. */
public interface Sized {

    /** The bytes of all records, or -1 if they are not known. */
    long sizeBytes();

    /** The size of a reader, or -1 if it does not know. */
    static long of(BatchReader reader) {
        return reader instanceof Sized sized ? sized.sizeBytes() : -1;
    }
}
