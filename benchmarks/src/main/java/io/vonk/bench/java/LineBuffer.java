package io.vonk.bench.java;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/**
 * The lines that begin in a slice, all of which end with a line feed: one is added to the last of a file that has none.
 * Behind them are at least eight more bytes. Used by one thread.
 */
final class LineBuffer {
    private static final int MORE = 1 << 12;
    private static final byte FEED = '\n';

    private byte[] bytes = {};
    private int start;
    private int end;

    void load(Slice slice) throws IOException {
        try (FileChannel channel = FileChannel.open(slice.file())) {
            // A line begins at the start of the slice if the byte before it ends another.
            long first = Math.max(0, slice.from() - 1);
            end = Math.toIntExact(slice.to() - first);
            room(end);
            Slice.read(channel, first, bytes, 0, end);
            finishLastLine(channel, first);
            start = slice.from() == 0 ? 0 : afterFeed(0);
        }
    }

    private void finishLastLine(FileChannel channel, long first) throws IOException {
        long size = channel.size();
        while (bytes[end - 1] != FEED) {
            int more = (int) Math.min(MORE, size - first - end);
            room(end + more);
            if (more == 0) {
                bytes[end] = FEED;
                end++;
            } else {
                Slice.read(channel, first + end, bytes, end, end + more);
                bytes[end + more] = FEED;
                int after = afterFeed(end);
                end = Math.min(after, end + more);
            }
        }
    }

    private void room(int length) {
        if (length + 2 * Long.BYTES > bytes.length) {
            bytes = Arrays.copyOf(bytes, length + MORE + 2 * Long.BYTES);
        }
    }

    private int afterFeed(int from) {
        int at = from;
        while (bytes[at] != FEED) {
            at++;
        }
        return at + 1;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where the first line begins. */
    int start() {
        return start;
    }

    /** Behind the line feed of the last line. */
    int end() {
        return end;
    }
}
