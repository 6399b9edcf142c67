package io.vonk.io.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
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
    private boolean parserGaveUp;

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
        lines.forget(toLine);
        toLine = 0;
        if (parserGaveUp) {
            lines.rewind();
            parser = CSVParser.parse(lines, format);
            records = parser.iterator();
            parserGaveUp = false;
        }
        fromLine = lines.skipNothings();
        return fromLine >= 0;
    }

    @Override
    public long offset() {
        return lines.offset(fromLine);
    }

    @Override
    public void scan() throws IOException, MalformedRow {
        @Nullable CSVRecord record = null;
        @Nullable CSVException malformed = null;
        try {
            record = records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof CSVException reason)) {
                throw e.getCause();
            }
            malformed = reason;
        }
        toLine = (int) (parser.getCurrentLineNumber() - lines.forgotten());
        if (lines.offset(toLine) - lines.offset(fromLine) > maxRowBytes) {
            throw new RowTooLarge(maxRowBytes);
        }
        if (malformed != null) {
            parserGaveUp = true;
            throw new MalformedRow(reason(malformed));
        }
        if (record == null) {
            throw new IllegalStateException("commons-csv found no row at byte " + lines.offset(fromLine));
        }
        String[] values = record.values();
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
