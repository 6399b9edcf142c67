package io.vonk.io.csv;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a stream, such as those of a compressed file once unpacked. */
final class StreamFeed implements ByteFeed {
    private final InputStream stream;
    private long position;

    /** @param position the offset of the stream's next byte */
    StreamFeed(InputStream stream, long position) {
        this.stream = stream;
        this.position = position;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = stream.read(into, offset, length);
        if (count > 0) {
            position += count;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
