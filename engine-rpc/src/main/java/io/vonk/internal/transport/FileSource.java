package io.vonk.internal.transport;

import java.nio.channels.FileChannel;

/** The bytes of a range of a file that somebody else opens and closes. */
final class FileSource implements StreamSource {
    private final FileChannel file;
    private long position;
    private final long end;

    FileSource(FileChannel file, long position, long length) {
        this.file = file;
        this.position = position;
        this.end = position + length;
    }

    @Override
    public boolean isAtEnd() {
        return position == end;
    }

    @Override
    public Part next(int maxBytes) {
        int length = (int) Math.min(maxBytes, end - position);
        position += length;
        return new FilePart(file, position - length, length);
    }

    @Override
    public void close() {}
}
