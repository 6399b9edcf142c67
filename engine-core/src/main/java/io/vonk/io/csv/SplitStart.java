package io.vonk.io.csv;

import io.vonk.io.FileInput;
import java.io.IOException;

/**
 * Finds the first row that starts at or behind a place in the middle of a file.
 *
 * <p>Behind a line break there are two possibilities only: a row starts there, or the place lies inside a quoted field.
 * Both are tried on the bytes that follow (the speculation of Ge, Li, Eilebrecht, Chandramouli and Kossmann, "Speculative
 * Distributed CSV Data Parsing for Big Data Analytics", SIGMOD 2019): taken for the wrong one, text with quotes in it soon
 * has a closing quote with something else than a delimiter behind it. If exactly one possibility breaks down, the other one
 * holds. If none does, the same is tried further and further ahead of the place, at last at the start of the file, where
 * there is no doubt; from there on the state is followed to the place. Where no quote is near, a row is assumed to start.
 *
 * <p>The answer depends on the file and the place alone. So the reader of the split that ends at the place, which knows
 * where its own last row ends, can check it, and with every split checked by the one before it, all are right.
 */
final class SplitStart {
    private static final int NEAR_BYTES = 64 << 10;
    private static final int FAR_BYTES = 1 << 20;
    private static final int BUFFER_BYTES = 64 << 10;

    private final FileInput input;
    private final Dialect dialect;
    private final long firstByte;
    private final boolean anyLine;
    private final int maxRowBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long bufferStart;
    private int bufferLength;

    private enum State {
        ROW_START,
        FIELD_START,
        UNQUOTED,
        QUOTED,
        /** Behind the closing quote. */
        CLOSED,
        /** In a comment, or in the rest of a malformed row. */
        IGNORED
    }

    private enum Verdict {
        ROW,
        INSIDE_QUOTES,
        UNKNOWN
    }

    /**
     * Looks at a file; the caller keeps and closes it.
     *
     * @param firstByte where the first row starts
     * @param anyLine whether every line starts a row, because quoted fields hold no line breaks
     */
    SplitStart(FileInput input, Dialect dialect, long firstByte, boolean anyLine, int maxRowBytes) {
        this.input = input;
        this.dialect = dialect;
        this.firstByte = firstByte;
        this.anyLine = anyLine;
        this.maxRowBytes = maxRowBytes;
    }

    /**
     * The offset of the first row (or empty line, or comment) that starts at {@code wanted} or later; the size if none does.
     * The first row of the file belongs to the first split however small that is, and so is never the answer.
     */
    long atOrAfter(long wanted) throws IOException {
        long place = Math.max(wanted, firstByte + 1);
        long line = lineStart(place);
        if (anyLine || line >= input.sizeBytes()) {
            return line;
        }
        Verdict near = judge(line);
        if (near != Verdict.UNKNOWN) {
            return near == Verdict.ROW ? line : follow(line, State.QUOTED, place);
        }
        for (long back = NEAR_BYTES; place - back > firstByte; back *= 8) {
            long earlier = lineStart(place - back);
            Verdict verdict = earlier < place ? judge(earlier) : Verdict.UNKNOWN;
            if (verdict != Verdict.UNKNOWN) {
                return follow(earlier, verdict == Verdict.ROW ? State.ROW_START : State.QUOTED, place);
            }
        }
        return follow(firstByte, State.ROW_START, place);
    }

    /** Where the first line starts that starts at {@code place} or later. */
    private long lineStart(long place) throws IOException {
        long at = place - 1;
        int b = byteAt(at);
        while (b >= 0 && b != '\n' && b != '\r') {
            b = byteAt(++at);
            if (at - place > maxRowBytes) {
                throw new RowTooLarge(maxRowBytes);
            }
        }
        return b < 0 ? input.sizeBytes() : behindLineEnd(at, b);
    }

    private long behindLineEnd(long at, int b) throws IOException {
        return b == '\r' && byteAt(at + 1) == '\n' ? at + 2 : at + 1;
    }

    private Verdict judge(long line) throws IOException {
        long size = input.sizeBytes();
        long end = Math.min(size, line + NEAR_BYTES);
        if (!hasQuote(line, end)) {
            end = Math.min(size, line + FAR_BYTES);
            if (!hasQuote(line + NEAR_BYTES, end)) {
                return Verdict.ROW;
            }
        }
        boolean rowFails = fails(line, State.ROW_START, end);
        boolean insideFails = fails(line, State.QUOTED, end);
        if (rowFails == insideFails) {
            return Verdict.UNKNOWN;
        }
        return insideFails ? Verdict.ROW : Verdict.INSIDE_QUOTES;
    }

    private boolean hasQuote(long from, long to) throws IOException {
        for (long at = from; at < to; at++) {
            if (byteAt(at) == dialect.quote()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the bytes make no sense if {@code state} holds at {@code from}. */
    private boolean fails(long from, State state, long to) throws IOException {
        Walk walk = new Walk(from, state);
        while (walk.at < to) {
            walk.step();
            if (walk.failed) {
                return true;
            }
        }
        return walk.at >= input.sizeBytes() && walk.state == State.QUOTED;
    }

    /** The first row at {@code place} or later, if {@code state} holds at {@code from}. */
    private long follow(long from, State state, long place) throws IOException {
        Walk walk = new Walk(from, state);
        long size = input.sizeBytes();
        while (walk.at < size && (walk.state != State.ROW_START || walk.at < place)) {
            walk.step();
        }
        return walk.at;
    }

    /** Goes through rows byte by byte, as the scanners do. */
    private final class Walk {
        private long at;
        private State state;
        private boolean failed;

        Walk(long at, State state) {
            this.at = at;
            this.state = state;
        }

        void step() throws IOException {
            int b = byteAt(at);
            if (state == State.QUOTED) {
                if (b != dialect.quote()) {
                    at++;
                } else if (byteAt(at + 1) == dialect.quote()) {
                    at += 2;
                } else {
                    at++;
                    state = State.CLOSED;
                }
            } else if (b == '\n' || b == '\r') {
                at = behindLineEnd(at, b);
                state = State.ROW_START;
            } else {
                state = next(b);
                at++;
            }
        }

        private State next(int b) {
            if (state == State.IGNORED || (state == State.ROW_START && b == dialect.comment())) {
                return State.IGNORED;
            }
            if (b == (dialect.delimiter() & 0xff)) {
                return State.FIELD_START;
            }
            if (state == State.CLOSED) {
                // Rare white space beyond ASCII is not looked at more closely; the check by the split before stays.
                if (b >= 128 || Character.isWhitespace(b)) {
                    return State.CLOSED;
                }
                failed = true;
                return State.IGNORED;
            }
            boolean opens = state != State.UNQUOTED && b == dialect.quote();
            return opens ? State.QUOTED : State.UNQUOTED;
        }
    }

    /** The byte at an offset from 0 to 255, or -1 at the end. */
    private int byteAt(long offset) throws IOException {
        long place = offset - bufferStart;
        if (place >= 0 && place < bufferLength) {
            return buffer[(int) place] & 0xff;
        }
        int read = input.read(offset, buffer, 0, buffer.length);
        bufferStart = offset;
        bufferLength = Math.max(read, 0);
        return read < 0 ? -1 : buffer[0] & 0xff;
    }
}
