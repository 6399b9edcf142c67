package io.vonk.io.csv;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Tells which line of a file an offset lies in. Counts from the start of the file when it is first asked, so that reading
 * pays nothing for messages that nobody needs; later questions about later places go on from there.
 */
final class LineCounter implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final CsvFile file;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private @Nullable ByteFeed feed;
    private int next;
    private int limit;
    private long at;
    private long line = 1;
    private boolean afterReturn;

    LineCounter(CsvFile file) {
        this.file = file;
    }

    /** The line, from 1, in which the byte at {@code offset} lies; {@code \n}, {@code \r\n} and {@code \r} end lines. */
    long line(long offset) throws IOException {
        ByteFeed bytes = feed;
        if (bytes == null || offset < at) {
            close();
            bytes = file.open();
            feed = bytes;
            at = bytes.position();
            line = 1;
            next = 0;
            limit = 0;
            afterReturn = false;
        }
        while (at < offset) {
            if (next == limit) {
                limit = bytes.read(buffer, 0, buffer.length);
                next = 0;
                if (limit < 0) {
                    limit = 0;
                    return line;
                }
            }
            int end = (int) Math.min(limit, next + (offset - at));
            at += end - next;
            count(end);
        }
        return line;
    }

    private void count(int end) {
        for (; next < end; next++) {
            byte b = buffer[next];
            if (b == '\r' || (b == '\n' && !afterReturn)) {
                line++;
            }
            afterReturn = b == '\r';
        }
    }

    @Override
    public void close() throws IOException {
        ByteFeed bytes = feed;
        feed = null;
        if (bytes != null) {
            bytes.close();
        }
    }
}
