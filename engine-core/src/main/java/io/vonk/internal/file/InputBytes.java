package io.vonk.internal.file;

import io.vonk.io.FileInput;
import java.io.IOException;
import java.io.InputStream;

/** A {@link FileInput} as a stream from a position on. Closing it closes the input. */
public final class InputBytes extends InputStream {
    private final FileInput input;
    private final byte[] single = new byte[1];
    private final long end;
    private long position;

    private InputBytes(FileInput input, long position, long end) {
        this.input = input;
        this.position = position;
        this.end = end;
    }

    /** The bytes from {@code position} on. */
    public static InputStream from(FileInput input, long position) {
        return new InputBytes(input, position, Long.MAX_VALUE);
    }

    /** The bytes from {@code position} on, up to {@code end}, exclusive. */
    public static InputStream range(FileInput input, long position, long end) {
        return new InputBytes(input, position, end);
    }

    @Override
    public int read() throws IOException {
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int wanted = (int) Math.min(length, end - position);
        if (wanted <= 0) {
            return length == 0 ? 0 : -1;
        }
        int count = input.read(position, into, offset, wanted);
        if (count > 0) {
            position += count;
        }
        return count;
    }

    /** Exact up to the size at opening; the gzip decoder looks here whether another member follows. */
    @Override
    public int available() {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, Math.min(end, input.sizeBytes()) - position));
    }

    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, Math.min(end, input.sizeBytes()) - position));
        position += skipped;
        return skipped;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
