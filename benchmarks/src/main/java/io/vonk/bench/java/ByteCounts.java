package io.vonk.bench.java;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Counts certain bytes of files without looking for lines. Used by one thread. */
final class ByteCounts {
    private static final int BUFFER = 1 << 18;
    private static final long FEEDS = Swar.repeat('\n');
    private static final long COMMAS = Swar.repeat(',');
    private static final long QUOTES = Swar.repeat('"');

    private final byte[] bytes = new byte[BUFFER + Long.BYTES];
    private final boolean csv;
    private long lines;
    private long commas;
    private long quotes;

    /** {@code csv}: counts not only lines. */
    ByteCounts(boolean csv) {
        this.csv = csv;
    }

    void add(Slice slice) throws IOException {
        try (FileChannel channel = FileChannel.open(slice.file())) {
            byte last = '\n';
            for (long at = slice.from(); at < slice.to(); ) {
                int length = (int) Math.min(BUFFER, slice.to() - at);
                Slice.read(channel, at, bytes, 0, length);
                last = bytes[length - 1];
                // Whole words can be counted then; zeros are in no count.
                Arrays.fill(bytes, length, length + Long.BYTES, (byte) 0);
                count(length);
                at += length;
            }
            if (last != '\n' && slice.to() == channel.size()) {
                lines++;
            }
        }
    }

    private void count(int length) {
        long feeds = 0;
        if (csv) {
            long separators = 0;
            long found = 0;
            for (int at = 0; at < length; at += Long.BYTES) {
                long word = Swar.load(bytes, at);
                feeds += Long.bitCount(Swar.matches(word, FEEDS));
                separators += Long.bitCount(Swar.matches(word, COMMAS));
                found |= Swar.matches(word, QUOTES);
            }
            commas += separators;
            quotes |= found;
        } else {
            for (int at = 0; at < length; at += Long.BYTES) {
                feeds += Long.bitCount(Swar.matches(Swar.load(bytes, at), FEEDS));
            }
        }
        lines += feeds;
    }

    /** The line feeds, and one for each file that does not end in one. */
    long lines() {
        return lines;
    }

    long commas() {
        return commas;
    }

    boolean hasQuotes() {
        return quotes != 0;
    }
}
