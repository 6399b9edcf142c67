package io.vonk.internal.output;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Buffers what goes into a file, and keeps its size and checksum. Used by one thread. */
final class MeasuredOutput extends OutputStream {
    private static final int BUFFER_BYTES = 64 << 10;

    private final OutputStream file;
    private final CRC32C crc = new CRC32C();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int used;
    private long bytes;
    private boolean closed;

    MeasuredOutput(OutputStream file) {
        this.file = file;
    }

    @Override
    public void write(int value) throws IOException {
        if (used == buffer.length) {
            flushBuffer();
        }
        buffer[used++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
        if (length > buffer.length - used) {
            flushBuffer();
        }
        if (length >= buffer.length) {
            pass(from, offset, length);
        } else {
            System.arraycopy(from, offset, buffer, used, length);
            used += length;
        }
    }

    /** What was written so far, or in all after {@link #close}. */
    long bytes() {
        return bytes + used;
    }

    /** The checksum of all bytes; only after {@link #close}. */
    int crc32c() {
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try (file) {
                flushBuffer();
            }
        }
    }

    private void flushBuffer() throws IOException {
        pass(buffer, 0, used);
        used = 0;
    }

    private void pass(byte[] from, int offset, int length) throws IOException {
        file.write(from, offset, length);
        crc.update(from, offset, length);
        bytes += length;
    }
}
