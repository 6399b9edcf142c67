package io.vonk.internal.file;

import io.vonk.io.FileInput;
import java.io.IOException;
import java.io.InputStream;

/** A {@link FileInput} as a stream from a position on. Closing it closes the input. */
public final class InputBytes extends InputStream {
    private final FileInput input;
    private final byte[] single = new byte[1];
    private long position;

    private InputBytes(FileInput input, long position) {
        this.input = input;
        this.position = position;
    }

    /** The bytes from {@code position} on. */
    public static InputStream from(FileInput input, long position) {
        return new InputBytes(input, position);
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = input.read(position, into, offset, length);
        if (count > 0) {
            position += count;
        }
        return count;
    }

    /** Exact up to the size at opening; the gzip decoder looks here whether another member follows. */
    @Override
    public int available() {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, input.sizeBytes() - position));
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, input.sizeBytes() - position));
        position += skipped;
        return skipped;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
