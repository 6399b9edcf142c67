package io.vonk.io.text;

import io.vonk.error.DataException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Finds lines in bytes. A line ends with LF, CR, CRLF or the end of the input; the end of the input after a line break
 * is no further line.
 *
 * <p>Lines that begin after the first position and up to the end, inclusive, belong to a piece of a file; so does a line
 * that begins at the very start of the file. Therefore a piece that is not the first skips everything up to the first
 * line break, and a line break exactly at the border of two pieces belongs to the first with the line after it. A line
 * break CRLF that lies across the border counts as one: the later piece starts at the LF, skips it as a line break, and
 * the earlier piece sees that the next line begins after its end.
 *
 * <p>Eight bytes are tested at once: {@code x ^ 0x0a0a…} has a zero byte where {@code x} has an LF, and
 * {@code (y - 0x0101…) & ~y & 0x8080…} has its lowest set bit at the first zero byte of {@code y}.
 *
 * <p>Used by one thread.
 */
final class LineScanner implements Closeable {
    /** Large enough for the disk and the system calls, small enough for the second-level cache. */
    static final int BUFFER_BYTES = 128 << 10;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LINE_FEEDS = ONES * '\n';
    private static final long CARRIAGE_RETURNS = ONES * '\r';
    /** Past the end of a piece, only the rest of a line is wanted. */
    private static final int PAST_END_BYTES = 8 << 10;

    private final InputStream in;
    private final String path;
    private final int maxLineBytes;
    private final LongSupplier end;

    private byte[] buffer;
    /** The position in the input of {@code buffer[0]}. */
    private long bufferPosition;

    private int limit;
    private int next;
    private boolean inputEnded;
    /** The last line ended with a CR; if an LF follows, it is part of that line break. */
    private boolean afterCarriageReturn;

    private int lineStart;
    private int lineEnd;
    /** What was skipped before the first line, which begins at 0 all the same. */
    private int prefixBytes;

    /**
     * @param in the bytes from {@code position} on; closed with this
     * @param position where {@code in} starts
     * @param end the last position where a line of this piece may begin; may become known, from
     *     {@code Long.MAX_VALUE}, while the input is being read
     * @param path for messages
     */
    LineScanner(InputStream in, long position, LongSupplier end, int maxLineBytes, int bufferBytes, String path) {
        this.in = in;
        this.bufferPosition = position;
        this.end = end;
        this.maxLineBytes = maxLineBytes;
        this.buffer = new byte[Math.max(16, bufferBytes)];
        this.path = path;
    }

    /** Moves to the next line of the piece; false at its end. */
    boolean next() throws IOException {
        return moveToNextLine() && !pastEnd() && scanLine();
    }

    /** Goes past the first line break, wherever it is, without a limit of the line's length. */
    void skipFirstLine() throws IOException {
        while (next < limit || fill()) {
            int found = findBreak(next);
            if (found < limit) {
                afterCarriageReturn = buffer[found] == '\r';
                next = found + 1;
                return;
            }
            next = limit;
        }
    }

    /** Skips these bytes if the input starts with them; only before the first line. */
    void skipPrefix(byte[] prefix) throws IOException {
        while (limit < prefix.length && fill()) {
            // Filling is all.
        }
        if (limit >= prefix.length && Arrays.equals(buffer, 0, prefix.length, prefix, 0, prefix.length)) {
            next = prefix.length;
            prefixBytes = prefix.length;
        }
    }

    /** Holds the current line; changes with {@link #next}. */
    byte[] buffer() {
        return buffer;
    }

    /** Where in the buffer the current line begins. */
    int lineStart() {
        return lineStart;
    }

    /** Where in the buffer the current line ends, without its line break. */
    int lineEnd() {
        return lineEnd;
    }

    /** Where in the input the current line begins. */
    long linePosition() {
        return bufferPosition + lineStart;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean pastEnd() {
        long position = bufferPosition + next;
        return position > end.getAsLong() && position > prefixBytes;
    }

    /** Makes {@code next} the index of a byte of the next line; false at the end of the input. */
    private boolean moveToNextLine() throws IOException {
        if (next == limit) {
            if (pastEnd() || !fill()) {
                return false;
            }
        }
        if (afterCarriageReturn) {
            afterCarriageReturn = false;
            if (buffer[next] == '\n') {
                next++;
                return next < limit || (!pastEnd() && fill());
            }
        }
        return true;
    }

    private boolean scanLine() throws IOException {
        lineStart = next;
        int searchFrom = next;
        while (true) {
            int found = findBreak(searchFrom);
            if (found < limit) {
                lineEnd = found;
                next = found + 1;
                if (buffer[found] == '\r') {
                    if (next < limit && buffer[next] == '\n') {
                        next++;
                    } else {
                        afterCarriageReturn = next == limit;
                    }
                }
                checkLength();
                return true;
            }
            lineEnd = limit;
            checkLength();
            int scanned = limit - lineStart;
            if (!fill()) {
                // The bytes may have been moved to make room, before the end was found.
                lineEnd = limit;
                next = limit;
                return true;
            }
            searchFrom = lineStart + scanned;
        }
    }

    private void checkLength() {
        if (lineEnd - lineStart > maxLineBytes) {
            throw new DataException(path + " has a line of more than " + maxLineBytes + " bytes, at byte "
                    + (bufferPosition + lineStart)
                    + "; raise maxLineBytes if such lines are meant, or read the file as what it is");
        }
    }

    /** The index of the first line break at or after {@code from}, or {@code limit}. */
    private int findBreak(int from) {
        byte[] bytes = buffer;
        int i = from;
        for (int last = limit - 8; i <= last; i += 8) {
            long word = (long) LONGS.get(bytes, i);
            long lineFeeds = word ^ LINE_FEEDS;
            long returns = word ^ CARRIAGE_RETURNS;
            long hits = (((lineFeeds - ONES) & ~lineFeeds) | ((returns - ONES) & ~returns)) & HIGH_BITS;
            if (hits != 0) {
                return i + (Long.numberOfTrailingZeros(hits) >>> 3);
            }
        }
        while (i < limit && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    /**
     * Reads more bytes after {@code limit}, moving or enlarging the buffer as needed; keeps the bytes from the current line
     * on, and adjusts {@code lineStart} and {@code next}.
     *
     * @return false at the end of the input
     */
    private boolean fill() throws IOException {
        if (inputEnded) {
            return false;
        }
        if (limit == buffer.length) {
            makeRoom();
        }
        long beforeEnd = end.getAsLong() - (bufferPosition + limit);
        int wanted = (int) Math.min(buffer.length - limit, Math.max(beforeEnd, PAST_END_BYTES));
        int count;
        do {
            count = in.read(buffer, limit, wanted);
        } while (count == 0);
        if (count < 0) {
            inputEnded = true;
            return false;
        }
        limit += count;
        return true;
    }

    private void makeRoom() {
        int keepFrom = next == limit ? limit : next;
        if (keepFrom > 0) {
            System.arraycopy(buffer, keepFrom, buffer, 0, limit - keepFrom);
            bufferPosition += keepFrom;
            limit -= keepFrom;
            next -= keepFrom;
            lineStart = next;
        } else {
            buffer = Arrays.copyOf(buffer, (int) Math.min(buffer.length * 2L, maxLineBytes + 16L + BUFFER_BYTES));
        }
    }
}
