package io.vonk.io.csv;

import io.vonk.io.FileInput;
import java.io.IOException;

/** The bytes of a file as they are. Reads behind the end of a split, for its last row, are small. */
final class FileFeed implements ByteFeed {
    private static final int BEHIND_END_BYTES = 64 << 10;

    private final FileInput input;
    private final long end;
    private long position;

    FileFeed(FileInput input, long position, long end) {
        this.input = input;
        this.position = position;
        this.end = end;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        long useful = position < end ? end - position : BEHIND_END_BYTES;
        int count = input.read(position, into, offset, (int) Math.min(length, useful));
        if (count > 0) {
            position += count;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
