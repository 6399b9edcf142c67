package io.vonk.io.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** What scanners make of bytes, as values that can be compared. */
final class Scans {
    static final int NO_LIMIT = 1 << 30;

    private Scans() {}

    /** Where a row starts, its text, and its fields; or null for the fields if it is malformed. */
    record Scanned(long offset, String text, List<String> fields) {}

    /** A feed that hands out at most {@code chunk} bytes at a time. */
    static ByteFeed feed(byte[] bytes, int chunk) {
        return new ByteFeed() {
            private int at = startsWithMark(bytes) ? 3 : 0;

            @Override
            public long position() {
                return at;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                if (at == bytes.length) {
                    return -1;
                }
                int count = Math.min(Math.min(chunk, length), bytes.length - at);
                System.arraycopy(bytes, at, into, offset, count);
                at += count;
                return count;
            }

            @Override
            public void close() {}
        };
    }

    static boolean startsWithMark(byte[] bytes) {
        return bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    static List<Scanned> byBytes(byte[] bytes, CsvOptions options, int buffer, int chunk) throws IOException {
        Dialect dialect = Dialect.of(options);
        RowBuffer row = new RowBuffer(dialect);
        return scan(new ByteScanner(feed(bytes, chunk), row, dialect, buffer, NO_LIMIT), row);
    }

    static List<Scanned> byCommons(byte[] bytes, CsvOptions options, int buffer, int chunk) throws IOException {
        Dialect dialect = Dialect.of(options).notPlain();
        RowBuffer row = new RowBuffer(dialect);
        return scan(new CommonsScanner(feed(bytes, chunk), row, dialect, buffer, NO_LIMIT), row);
    }

    /** How many rows that are not malformed have {@code fields} fields (or any number if that is -1), with plain ones counted without their fields. */
    static long count(byte[] bytes, CsvOptions options, int buffer, int chunk, int fields) throws IOException {
        Dialect dialect = Dialect.of(options);
        RowBuffer row = new RowBuffer(dialect);
        RowScanner scanner = new ByteScanner(feed(bytes, chunk), row, dialect, buffer, NO_LIMIT);
        scanner.wantFields(0);
        long count = 0;
        while (true) {
            count += scanner.skipPlainRows(Long.MAX_VALUE, fields);
            if (!scanner.toRow()) {
                return count;
            }
            try {
                scanner.scan();
                count += fields < 0 || row.count() == fields ? 1 : 0;
            } catch (MalformedRow e) {
                // Not counted.
            }
        }
    }

    private static List<Scanned> scan(RowScanner scanner, RowBuffer row) throws IOException {
        List<Scanned> scanned = new ArrayList<>();
        while (scanner.toRow()) {
            long offset = scanner.offset();
            try {
                scanner.scan();
                List<String> fields = new ArrayList<>();
                for (int i = 0; i < row.count(); i++) {
                    fields.add(row.string(i));
                }
                scanned.add(new Scanned(offset, scanner.rowText(), fields));
            } catch (MalformedRow e) {
                scanned.add(new Scanned(offset, scanner.rowText(), null));
            }
        }
        return scanned;
    }

    /** The rows that commons-csv alone gives, up to the first malformed one, which is null. */
    static List<List<String>> reference(byte[] bytes, CsvOptions options) throws IOException {
        int start = startsWithMark(bytes) && Dialect.of(options).isUtf8() ? 3 : 0;
        var stream = new ByteArrayInputStream(bytes, start, bytes.length - start);
        List<List<String>> rows = new ArrayList<>();
        var format = options.toCommonsFormat()
                .builder()
                .setHeader((String[]) null)
                .setSkipHeaderRecord(false)
                .get();
        try (CSVParser parser = CSVParser.parse(new InputStreamReader(stream, options.charset()), format)) {
            Iterator<CSVRecord> records = parser.iterator();
            while (records.hasNext()) {
                rows.add(Arrays.asList(records.next().values()));
            }
        } catch (UncheckedIOException malformed) {
            rows.add(null);
        }
        return rows;
    }

    /** The fields of rows, up to the first malformed one. */
    static List<List<String>> untilMalformed(List<Scanned> scanned) {
        List<List<String>> rows = new ArrayList<>();
        for (Scanned each : scanned) {
            rows.add(each.fields());
            if (each.fields() == null) {
                break;
            }
        }
        return rows;
    }
}
