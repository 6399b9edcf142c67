package io.vonk.io.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Objects;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * The scanner for every dialect, by commons-csv. Its parser counts the lines that it has consumed, and so tells which of
 * the lines that it was handed make up a row.
 */
final class CommonsScanner implements RowScanner {
    private final LineFeed lines;
    private final RowBuffer row;
    private final Dialect dialect;
    private final int maxRowBytes;
    private final CSVFormat format;
    private CSVParser parser;
    private Iterator<CSVRecord> records;
    /** The row that was parsed last, unless it is malformed. */
    private @Nullable CSVRecord record;
    /** Why the parser gave up on the row, if it did. */
    private @Nullable CSVException malformed;

    /** Whether a row has been parsed that nobody has asked for yet. */
    private boolean atRow;

    /** The first line of the row, and the one behind it once it has been scanned. */
    private int fromLine;

    private int toLine;

    CommonsScanner(ByteFeed feed, RowBuffer row, Dialect dialect, int bufferBytes, int maxRowBytes) throws IOException {
        this.lines = new LineFeed(feed, dialect, bufferBytes, maxRowBytes);
        this.row = row;
        this.dialect = dialect;
        this.maxRowBytes = maxRowBytes;
        // Names are matched elsewhere. A trailing delimiter is taken off here, because the parser takes a row that
        // consists of nothing else for the end of the file.
        this.format = dialect.format()
                .builder()
                .setHeader((String[]) null)
                .setSkipHeaderRecord(false)
                .setTrailingDelimiter(false)
                .get();
        this.parser = CSVParser.parse(lines, format);
        this.records = parser.iterator();
    }

    @Override
    public void wantFields(int fields) {
        // The parser makes texts of all of them anyway.
    }

    @Override
    public boolean toRow() throws IOException {
        if (atRow) {
            return true;
        }
        lines.forget(toLine);
        toLine = 0;
        if (malformed != null) {
            lines.rewind();
            parser = CSVParser.parse(lines, format);
            records = parser.iterator();
            malformed = null;
        }
        fromLine = lines.skipNothings();
        atRow = fromLine >= 0 && parse();
        return atRow;
    }

    /** Parses the row; false if there is none after all. */
    private boolean parse() throws IOException {
        try {
            record = records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof CSVException reason)) {
                throw e.getCause();
            }
            malformed = reason;
        }
        if (record == null && malformed == null) {
            // The parser does not count the last line if that ends, without a line end, with a part of a delimiter of
            // several characters; the line was part of the row before.
            if (lines.isExhausted()) {
                return false;
            }
            throw new IllegalStateException("commons-csv found no row at byte " + lines.offset(fromLine));
        }
        toLine = (int) (parser.getCurrentLineNumber() - lines.forgotten());
        if (toLine <= fromLine) {
            toLine = fromLine + 1;
        }
        return true;
    }

    @Override
    public long offset() {
        return lines.offset(Math.max(fromLine, 0));
    }

    @Override
    public void scan() throws IOException, MalformedRow {
        atRow = false;
        if (lines.offset(toLine) - lines.offset(fromLine) > maxRowBytes) {
            throw new RowTooLarge(maxRowBytes);
        }
        CSVException failed = malformed;
        if (failed != null) {
            throw new MalformedRow(reason(failed));
        }
        String[] values = Objects.requireNonNull(record).values();
        row.texts(
                values, values.length > 0 && isTrailing(values[values.length - 1]) ? values.length - 1 : values.length);
    }

    private boolean isTrailing(@Nullable String last) {
        if (!dialect.format().getTrailingDelimiter()) {
            return false;
        }
        String nullText = dialect.format().getNullString();
        return last == null ? (nullText == null || nullText.isEmpty()) : last.isEmpty();
    }

    /** The parser's own words hold line numbers counted from where it started, and so mislead. */
    private static String reason(CSVException malformed) {
        String message = String.valueOf(malformed.getMessage());
        if (message.contains("encapsulated token and delimiter")) {
            return ByteScanner.AFTER_QUOTE;
        }
        if (message.contains("EOF reached before")) {
            return ByteScanner.OPEN_QUOTE;
        }
        return message.contains("escape") ? "an escape character stands at the end of the file" : message;
    }

    @Override
    public String rowText() {
        return lines.text(fromLine, toLine);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
