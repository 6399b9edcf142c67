package io.vonk.io.csv;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The scanner for dialects whose delimiter and quote are single ASCII bytes: one pass over the bytes, which notes where
 * fields start and end and copies nothing.
 *
 * <p>The buffer always holds the current row from its start; a row that does not end in it is scanned again once more of
 * it is there, which costs a row for each filling. Behind the last byte stands a line feed that ends the inner loops.
 *
 * <p>Most rows hold no quote. They are looked at eight bytes at a time: a word that holds neither a line break nor a quote
 * has all its delimiters found by arithmetic, without a branch for each byte. Whatever is not that simple goes the long
 * way byte by byte, which is also what the short one is tested against.
 */
final class ByteScanner implements RowScanner {
    static final String AFTER_QUOTE =
            "behind the closing quote of a field stands something other than a delimiter or the end of the line";
    static final String OPEN_QUOTE = "a quoted field is still open at the end of the file";

    private static final byte LF = '\n';
    private static final byte CR = '\r';
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long LOW_BITS = ~HIGH_BITS;
    private static final long LINE_FEEDS = LF * ONES;
    private static final long RETURNS = CR * ONES;

    private static final int NEED_MORE = -1;
    private static final int NOT_PLAIN = -1;
    private static final int MALFORMED = -2;

    private final ByteFeed feed;
    private final RowBuffer row;
    private final Dialect dialect;
    private final int maxRowBytes;
    private final byte delimiter;
    private final int quote;
    private final int comment;
    private final boolean trim;
    private final boolean trailingDelimiter;
    /** The delimiter eight times. */
    private final long delimiters;
    /** The quote eight times; a line feed if there is none. */
    private final long quotes;
    /** Whether fields are the bytes between delimiters, if no quote is near. */
    private final boolean untouched;
    /** Whether a byte ends an unquoted field. */
    private final boolean[] ends = new boolean[256];

    private int wantedFields = Integer.MAX_VALUE;
    private byte[] buffer;
    /** The offset of {@code buffer[0]}. */
    private long base;
    /** Where the next row starts. */
    private int next;

    private int limit;
    private boolean ended;
    private int rowStart;
    /** Where a malformed row stopped making sense, counted from its start. */
    private int malformedAt;

    private String malformedReason = "";
    /** Whether the quoted field that was scanned last holds doubled quotes. */
    private boolean doubled;

    ByteScanner(ByteFeed feed, RowBuffer row, Dialect dialect, int bufferBytes, int maxRowBytes) {
        this.feed = feed;
        this.row = row;
        this.dialect = dialect;
        this.maxRowBytes = maxRowBytes;
        this.delimiter = dialect.delimiter();
        this.quote = dialect.quote();
        this.comment = dialect.comment();
        this.trim = dialect.format().getTrim();
        this.trailingDelimiter = dialect.format().getTrailingDelimiter();
        this.delimiters = (delimiter & 0xff) * ONES;
        this.quotes = quote == Dialect.NONE ? LINE_FEEDS : (quote & 0xff) * ONES;
        this.untouched = !trim && !trailingDelimiter;
        this.buffer = new byte[Math.max(bufferBytes, 2)];
        this.base = feed.position();
        ends[delimiter & 0xff] = true;
        ends[LF] = true;
        ends[CR] = true;
    }

    @Override
    public void wantFields(int fields) {
        wantedFields = fields;
    }

    @Override
    public boolean toRow() throws IOException {
        while (true) {
            if (next >= limit) {
                if (ended) {
                    return false;
                }
                more();
                continue;
            }
            byte b = buffer[next];
            if ((b == LF || b == CR) && dialect.ignoreEmptyLines()) {
                skipLine(next);
            } else if (b == comment) {
                skipLine(next + 1);
            } else {
                return true;
            }
        }
    }

    @Override
    public long skipPlainRows(long endOffset, int fields) {
        if (!untouched) {
            return 0;
        }
        byte[] bytes = buffer;
        int end = (int) Math.min(limit, endOffset - base);
        int last = limit - Long.BYTES;
        int rowAt = next;
        long rows = 0;
        while (rowAt < end) {
            byte first = bytes[rowAt];
            if (first == LF || first == CR || first == comment) {
                break;
            }
            int at = rowAt;
            int found = 1;
            long breaks = 0;
            while (at <= last) {
                long word = (long) LONGS.get(bytes, at);
                long delimited = delimited(word);
                breaks = breaks(word);
                if (breaks != 0) {
                    // What lies before the break belongs to the row.
                    found += Long.bitCount(delimited & ((breaks & -breaks) - 1));
                    break;
                }
                found += Long.bitCount(delimited);
                at += Long.BYTES;
            }
            if (breaks == 0 || (fields >= 0 && found != fields)) {
                break;
            }
            int after = afterBreak(at + (Long.numberOfTrailingZeros(breaks) >>> 3));
            if (after < 0 || after - rowAt > maxRowBytes) {
                break;
            }
            rowAt = after;
            rows++;
        }
        next = rowAt;
        return rows;
    }

    /** The high bits of exactly those bytes that are delimiters. */
    private long delimited(long word) {
        long difference = word ^ delimiters;
        return ~((difference & LOW_BITS) + LOW_BITS | difference) & HIGH_BITS;
    }

    /** Bits of bytes that are line breaks or quotes; only the lowest is certain to be one. */
    private long breaks(long word) {
        long lineFeeds = word ^ LINE_FEEDS;
        long returns = word ^ RETURNS;
        long quoted = word ^ quotes;
        return ((lineFeeds - ONES & ~lineFeeds) | (returns - ONES & ~returns) | (quoted - ONES & ~quoted)) & HIGH_BITS;
    }

    /** Where the row after the line break at {@code at} starts; {@link #NOT_PLAIN} if it is a quote or that is not known. */
    private int afterBreak(int at) {
        byte b = buffer[at];
        if (b == LF) {
            return at + 1;
        }
        if (b != CR || at + 1 >= limit) {
            return NOT_PLAIN;
        }
        return buffer[at + 1] == LF ? at + 2 : at + 1;
    }

    @Override
    public long offset() {
        return base + next;
    }

    @Override
    public void scan() throws IOException, MalformedRow {
        int end = untouched ? scanPlainFields(next) : NOT_PLAIN;
        if (end == NOT_PLAIN) {
            end = scanFields(next);
        }
        while (end == NEED_MORE) {
            more();
            end = scanFields(next);
        }
        boolean malformed = end == MALFORMED;
        if (malformed) {
            end = endOfLine(next + malformedAt);
            while (end == NEED_MORE) {
                more();
                end = endOfLine(next + malformedAt);
            }
        }
        if (end - next > maxRowBytes) {
            throw new RowTooLarge(maxRowBytes);
        }
        rowStart = next;
        next = end;
        if (malformed) {
            throw new MalformedRow(malformedReason);
        }
    }

    @Override
    public String rowText() {
        int end = next;
        if (end > rowStart && buffer[end - 1] == LF) {
            end--;
        }
        if (end > rowStart && buffer[end - 1] == CR) {
            end--;
        }
        return new String(buffer, rowStart, end - rowStart, dialect.charset());
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }

    /**
     * As {@link #scanFields}, for a row without a quote that ends well before the limit; {@link #NOT_PLAIN} if it is not one.
     */
    private int scanPlainFields(int start) {
        byte[] bytes = buffer;
        RowBuffer into = row;
        int wanted = wantedFields;
        int last = limit - Long.BYTES;
        int field = 0;
        into.startPlain(bytes, start);
        for (int at = start; at <= last; at += Long.BYTES) {
            long word = (long) LONGS.get(bytes, at);
            long delimited = delimited(word);
            long breaks = breaks(word);
            if (breaks != 0) {
                delimited &= (breaks & -breaks) - 1;
            }
            if (field < wanted) {
                into.plainFields(field, at, delimited);
            }
            field += Long.bitCount(delimited);
            if (breaks != 0) {
                int end = at + (Long.numberOfTrailingZeros(breaks) >>> 3);
                int after = afterBreak(end);
                if (after >= 0) {
                    into.endPlain(field, end, wanted);
                }
                return after;
            }
        }
        return NOT_PLAIN;
    }

    /** Notes the fields of the row at {@code start}; returns where the next row starts, or why that is not known. */
    private int scanFields(int start) {
        byte[] bytes = buffer;
        int wanted = wantedFields;
        row.start(bytes);
        int at = start;
        int field = 0;
        while (true) {
            int from = at;
            int to;
            int mark = 0;
            if (bytes[at] == quote) {
                from = at + 1;
                to = closingQuote(from);
                if (to < 0) {
                    return to;
                }
                mark = doubled ? RowBuffer.QUOTED | RowBuffer.DOUBLED : RowBuffer.QUOTED;
                at = afterQuote(to + 1);
                if (at < 0) {
                    return at;
                }
            } else {
                while (!ends[bytes[at] & 0xff]) {
                    at++;
                }
                to = at;
            }
            if (trim) {
                to = trimEnd(from, to);
                from = trimStart(from, to);
            }
            if (field < wanted) {
                row.field(field, from, to, (byte) mark);
            }
            field++;
            if (at >= limit) {
                if (!ended) {
                    return NEED_MORE;
                }
                row.end(trailingDelimiter && from == to ? field - 1 : field);
                return limit;
            }
            byte b = bytes[at++];
            if (b != delimiter) {
                if (b == CR) {
                    if (at >= limit && !ended) {
                        return NEED_MORE;
                    }
                    if (at < limit && bytes[at] == LF) {
                        at++;
                    }
                }
                row.end(trailingDelimiter && from == to ? field - 1 : field);
                return at;
            }
        }
    }

    /** The index of the quote that ends the field; sets {@link #doubled} if there are doubled ones before it. */
    private int closingQuote(int from) {
        byte[] bytes = buffer;
        doubled = false;
        int at = from;
        while (true) {
            while (at < limit && bytes[at] != quote) {
                at++;
            }
            if (at + 1 >= limit && !ended) {
                return NEED_MORE;
            }
            if (at >= limit) {
                malformedAt = limit - next;
                malformedReason = OPEN_QUOTE;
                return MALFORMED;
            }
            if (at + 1 == limit || bytes[at + 1] != quote) {
                return at;
            }
            doubled = true;
            at += 2;
        }
    }

    /** The index of the delimiter or line end behind a closing quote; only white space may stand between them. */
    private int afterQuote(int from) {
        byte[] bytes = buffer;
        int at = from;
        while (at < limit && !ends[bytes[at] & 0xff]) {
            byte b = bytes[at];
            if (b >= 0 ? !Character.isWhitespace(b) : !isWhitespaceAt(at)) {
                if (b < 0 && limit - at < 4 && !ended) {
                    return NEED_MORE;
                }
                malformedAt = at - next;
                malformedReason = AFTER_QUOTE;
                return MALFORMED;
            }
            at += b >= 0 ? 1 : characterLength(b);
        }
        return at;
    }

    /** Whether the character that is not ASCII at {@code at} is white space. */
    private boolean isWhitespaceAt(int at) {
        int length = Math.min(characterLength(buffer[at]), limit - at);
        String text = new String(buffer, at, length, dialect.charset());
        return text.length() == 1 && Character.isWhitespace(text.charAt(0));
    }

    /** How many bytes a character has that is not ASCII; all white space of UTF-8 beyond ASCII has three. */
    private int characterLength(byte first) {
        return dialect.isUtf8() && first < 0 ? 3 : 1;
    }

    private int trimStart(int from, int to) {
        int at = from;
        while (at < to && (buffer[at] & 0xff) <= ' ') {
            at++;
        }
        return at;
    }

    private int trimEnd(int from, int to) {
        int at = to;
        while (at > from && (buffer[at - 1] & 0xff) <= ' ') {
            at--;
        }
        return at;
    }

    private void skipLine(int from) throws IOException {
        int distance = from - next;
        int end = endOfLine(from);
        while (end == NEED_MORE) {
            more();
            end = endOfLine(next + distance);
        }
        next = end;
    }

    /** Where the line after that at {@code from} starts. */
    private int endOfLine(int from) {
        int at = from;
        while (at < limit && buffer[at] != LF && buffer[at] != CR) {
            at++;
        }
        if (at >= limit) {
            return ended ? limit : NEED_MORE;
        }
        if (buffer[at] == LF) {
            return at + 1;
        }
        if (at + 1 >= limit) {
            return ended ? limit : NEED_MORE;
        }
        return buffer[at + 1] == LF ? at + 2 : at + 1;
    }

    /** Reads more bytes behind those from {@link #next} on, moving these to the front and enlarging the buffer as needed. */
    private void more() throws IOException {
        int kept = limit - next;
        if (kept > maxRowBytes) {
            throw new RowTooLarge(maxRowBytes);
        }
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, kept);
            base += next;
            next = 0;
            limit = kept;
        }
        if (limit == buffer.length - 1) {
            // Beyond the limit by one, so that the limit itself is allowed.
            buffer = Arrays.copyOf(buffer, (int) Math.min(buffer.length * 2L, maxRowBytes + 2L));
        }
        int read = feed.read(buffer, limit, buffer.length - 1 - limit);
        if (read < 0) {
            ended = true;
        } else {
            limit += read;
        }
        buffer[limit] = LF;
    }
}
