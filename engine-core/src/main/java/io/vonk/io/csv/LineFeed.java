package io.vonk.io.csv;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hands the lines of a feed to a parser that reads characters, never more than one line at a call: so it is known
 * afterwards which bytes a row was made of, and where to go on behind a row that the parser gave up on.
 *
 * <p>Lines are numbered from the first one that has not been forgotten.
 */
final class LineFeed extends Reader {
    private static final int FORGOTTEN_AT_ONCE = 1024;

    private final ByteFeed feed;
    private final Dialect dialect;
    private final int maxRowBytes;
    private byte[] buffer;
    private int next;
    private int limit;
    private boolean ended;
    /** The offset of the line that will be fetched next. */
    private long offset;

    /** The lines that have been fetched; those before {@link #first} are forgotten. */
    private final List<Line> lines = new ArrayList<>();

    private int first;
    /** The place in {@link #lines} of the line to hand out next. */
    private int nextOut;
    /** How many lines this parser was handed that have been forgotten. */
    private long forgotten;

    private String current = "";
    private int currentAt;

    /**
     * A line with its line end.
     *
     * @param offset where it starts
     */
    private record Line(long offset, String text) {
        boolean isEmpty() {
            return text.charAt(0) == '\n' || text.charAt(0) == '\r';
        }
    }

    LineFeed(ByteFeed feed, Dialect dialect, int bufferBytes, int maxRowBytes) {
        this.feed = feed;
        this.dialect = dialect;
        this.maxRowBytes = maxRowBytes;
        this.buffer = new byte[Math.max(bufferBytes, 2)];
        this.offset = feed.position();
    }

    /** How many lines the parser was handed and have been forgotten. */
    long forgotten() {
        return forgotten;
    }

    /** Forgets the first {@code count} lines, which have been handed out: they belong to rows that are done. */
    void forget(int count) {
        first += count;
        forgotten += count;
        if (first == lines.size()) {
            lines.clear();
            nextOut = 0;
            first = 0;
        } else if (first >= FORGOTTEN_AT_ONCE) {
            lines.subList(0, first).clear();
            nextOut -= first;
            first = 0;
        }
    }

    /** Hands out again, to another parser, what has not been forgotten. */
    void rewind() {
        nextOut = first;
        forgotten = 0;
        current = "";
        currentAt = 0;
    }

    /**
     * Goes over lines that are no rows: comments, and the empty ones if these mean nothing. Those that the parser does not
     * know yet are dropped.
     *
     * @return the number of the line where the next row starts, or -1 at the end
     */
    int skipNothings() throws IOException {
        int line = 0;
        while (first + line < lines.size() || fetch()) {
            int place = first + line;
            if (!isNothing(lines.get(place))) {
                return line;
            }
            if (place < nextOut) {
                line++;
            } else {
                lines.remove(place);
            }
        }
        return -1;
    }

    private boolean isNothing(Line line) {
        Character comment = dialect.format().getCommentMarker();
        return (dialect.ignoreEmptyLines() && line.isEmpty()) || (comment != null && line.text.charAt(0) == comment);
    }

    /** Whether the parser has been handed everything. */
    boolean isExhausted() {
        return ended && next == limit && nextOut == lines.size() && currentAt == current.length();
    }

    /** The offset of a line, or of the end if there is no such line. */
    long offset(int line) {
        return first + line < lines.size() ? lines.get(first + line).offset : offset;
    }

    /** The text of the lines {@code from} to {@code to} (exclusive), without the last line end. */
    String text(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = first + from; i < first + to; i++) {
            text.append(lines.get(i).text);
        }
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        if (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        return text.substring(0, end);
    }

    @Override
    public int read(char[] into, int at, int length) throws IOException {
        if (currentAt == current.length()) {
            if (nextOut == lines.size() && !fetch()) {
                return -1;
            }
            Line line = lines.get(nextOut++);
            if (line.offset - lines.get(first).offset > maxRowBytes) {
                throw new RowTooLarge(maxRowBytes);
            }
            current = line.text;
            currentAt = 0;
        }
        int count = Math.min(length, current.length() - currentAt);
        current.getChars(currentAt, currentAt + count, into, at);
        currentAt += count;
        return count;
    }

    /** Adds the next line; false at the end. */
    private boolean fetch() throws IOException {
        int at = next;
        while (true) {
            while (at < limit && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            boolean returned = at < limit && buffer[at] == '\r';
            if (at == limit || (returned && at + 1 == limit)) {
                if (!ended) {
                    int distance = at - next;
                    more();
                    at = next + distance;
                    continue;
                }
                if (limit == next) {
                    return false;
                }
                add(limit);
                return true;
            }
            add(returned && buffer[at + 1] == '\n' ? at + 2 : at + 1);
            return true;
        }
    }

    private void add(int end) {
        lines.add(new Line(offset, new String(buffer, next, end - next, dialect.charset())));
        offset += end - next;
        next = end;
    }

    private void more() throws IOException {
        int kept = limit - next;
        if (kept > maxRowBytes) {
            throw new RowTooLarge(maxRowBytes);
        }
        System.arraycopy(buffer, next, buffer, 0, kept);
        next = 0;
        limit = kept;
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(buffer.length * 2L, maxRowBytes + 2L));
        }
        int read = feed.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            ended = true;
        } else {
            limit += read;
        }
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }
}
