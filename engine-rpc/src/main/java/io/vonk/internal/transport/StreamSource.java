package io.vonk.internal.transport;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** What is sent through a stream. Used by one thread at a time, which must not be blocked for longer than a disk takes. */
public interface StreamSource extends AutoCloseable {

    /** Whether there are no more bytes: those that were given were the last ones, or there are none at all. */
    boolean isAtEnd() throws IOException;

    /** The next part, of 1 to {@code maxBytes} bytes; asked for only if there are more. */
    Part next(int maxBytes) throws IOException;

    /** Called once, when everything has been sent or nothing more will be. */
    @Override
    void close();

    /** Some bytes to send. */
    sealed interface Part {
        /** How many bytes. */
        int length();
    }

    /** Bytes of an array, which does not change until the source is closed. */
    record ArrayPart(byte[] array, int offset, int length) implements Part {}

    /** Bytes of a file, which does not change until the source is closed; sent without passing through this process if possible. */
    record FilePart(FileChannel file, long position, int length) implements Part {}

    /** The whole of an array. */
    static StreamSource of(byte[] bytes) {
        return new ArraySource(bytes);
    }

    /** A range of a file, which the source does not close. */
    static StreamSource of(FileChannel file, long position, long length) {
        return new FileSource(file, position, length);
    }
}
