package io.vonk.io.csv;

import io.vonk.error.DataException;
import io.vonk.internal.file.FileSplit;
import io.vonk.io.CountingReader;
import io.vonk.io.FileInput;
import io.vonk.io.RecordReader;
import io.vonk.runtime.TaskContext;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows that start in one split. The first of them is found by {@link SplitStart}; at the end it is checked that
 * the next split's reader will go on exactly where this one stopped. Used by one thread.
 */
final class CsvReader<T> implements RecordReader<T>, CountingReader {
    private static final int CHECK_BUFFER_BYTES = 16 << 10;
    private static final int ROWS_BETWEEN_CHECKS = 1 << 16;
    private static final int FIRST_POSITIONS = 256;

    private final ReadSettings settings;
    private final CsvFile file;
    private final FileSplit split;
    private final RowScanner scanner;
    private final RowBuffer row;
    private final RowMaker maker;
    private final Columns columns;
    private final BadRowSink badRows;
    private final LineCounter lines;
    private final int expectedFields;
    private long[] positions = new long[FIRST_POSITIONS];
    private boolean finished;

    /**
     * Reads with parts that belong together; closes them.
     *
     * @param scanner stands where the split's rows begin
     */
    CsvReader(
            ReadSettings settings, CsvFile file, FileSplit split, RowScanner scanner, RowBuffer row, Binding binding) {
        this.settings = settings;
        this.file = file;
        this.split = split;
        this.scanner = scanner;
        this.row = row;
        this.maker = binding.maker;
        this.columns = binding.columns;
        this.badRows = binding.badRows;
        this.lines = new LineCounter(file);
        this.expectedFields = settings.raggedRows() == RaggedRows.FILL ? -1 : maker.expectedFields();
        scanner.wantFields(maker.wantedFields());
    }

    /** What a file's rows become, and where the bad ones go. */
    record Binding(RowMaker maker, Columns columns, BadRowSink badRows) {}

    @Override
    public int read(Object[] batch) throws IOException {
        if (positions.length < batch.length) {
            positions = new long[batch.length];
        }
        int count = 0;
        while (count < batch.length && !finished) {
            long offset = nextRow();
            if (offset < 0) {
                finish();
                break;
            }
            Object record = make(offset, false);
            if (record != null) {
                positions[count] = offset;
                batch[count++] = record;
            }
        }
        return count;
    }

    @Override
    public long countRemaining() throws IOException {
        // Whoever drops bad rows wants them out of the count too, so that values have to be looked at.
        boolean scanOnly = maker.takesAnyValues() || settings.badRows() instanceof BadRows.Fail;
        if (scanOnly) {
            scanner.wantFields(0);
        }
        long count = 0;
        long nextCheck = ROWS_BETWEEN_CHECKS;
        while (!finished) {
            if (scanOnly) {
                count += scanner.skipPlainRows(split.endByte(), expectedFields);
            }
            long offset = nextRow();
            if (offset < 0) {
                finish();
            } else if (make(offset, scanOnly) != null) {
                count++;
            }
            if (count >= nextCheck) {
                nextCheck = count + ROWS_BETWEEN_CHECKS;
                TaskContext task = TaskContext.getOrNull();
                if (task != null) {
                    task.checkCancelled();
                }
            }
        }
        return count;
    }

    /** The offset of the next row, or -1 if it is none of this split's. */
    private long nextRow() throws IOException {
        try {
            return scanner.toRow() && scanner.offset() < split.endByte() ? scanner.offset() : -1;
        } catch (RowTooLarge e) {
            throw tooLarge(e, scanner.offset());
        }
    }

    /**
     * Scans the row at {@code offset} and makes a record of it; null if it is bad.
     *
     * @param scanOnly whether anything but null will do
     */
    private @Nullable Object make(long offset, boolean scanOnly) throws IOException {
        try {
            scanner.scan();
        } catch (MalformedRow e) {
            bad(offset, null, null, e.reason(), null);
            return null;
        } catch (RowTooLarge e) {
            throw tooLarge(e, offset);
        }
        if (expectedFields >= 0 && row.count() != expectedFields) {
            bad(offset, null, null, "expected " + expectedFields + " fields, found " + row.count(), null);
            return null;
        }
        if (scanOnly) {
            return row;
        }
        try {
            return maker.make(row);
        } catch (BadValue e) {
            String value = row.column() < row.count() ? row.text(row.column()) : "";
            bad(offset, columns.describe(row.column()), value, "expected " + e.expected(), null);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            bad(offset, null, null, "the record's constructor rejects it: " + e, e);
        }
        return null;
    }

    private void bad(
            long offset, @Nullable String column, @Nullable String value, String reason, @Nullable Throwable cause)
            throws IOException {
        BadRow bad = new BadRow(file.path(), lines.line(offset), offset, column, value, reason, scanner.rowText());
        if (settings.badRows() instanceof BadRows.Fail) {
            throw new DataException(
                    bad.describe() + ". To go on without such rows use BadRows.drop() or BadRows.quarantine(directory)",
                    cause);
        }
        badRows.accept(bad);
    }

    private DataException tooLarge(RowTooLarge cause, long offset) throws IOException {
        return new DataException(
                String.format(
                        Locale.ROOT,
                        "%s line %,d (byte %,d): the row that starts here is larger than %,d bytes, most likely because a"
                                + " quote is never closed; correct it, or allow larger rows with maxRowBytes",
                        file.path(),
                        lines.line(offset),
                        offset,
                        settings.maxRowBytes()),
                cause);
    }

    private void finish() throws IOException {
        finished = true;
        if (split.endByte() < file.file().sizeBytes()) {
            checkNextSplit();
        }
        badRows.complete();
    }

    /** Makes sure that the reader of the next split starts with the row that this one stopped at. */
    private void checkNextSplit() throws IOException {
        long size = file.file().sizeBytes();
        long mine = scanner.toRow() ? scanner.offset() : size;
        long next;
        try (FileInput input = file.openInput()) {
            next = splitStart(settings, file, input).atOrAfter(split.endByte());
        }
        if (next < size && next != mine) {
            try (RowScanner other = scanner(
                    settings, file.openAt(next, next), new RowBuffer(file.dialect()), file, CHECK_BUFFER_BYTES)) {
                next = other.toRow() ? other.offset() : size;
            }
        }
        if (next != mine) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s cannot be split at byte %,d: the rows before it end at byte %,d (line %,d), but the bytes behind"
                            + " it look as if a row starts at byte %,d. A quoted field that is malformed or very large"
                            + " lies there%s; read with Multiline.ALWAYS",
                    file.path(),
                    split.endByte(),
                    mine,
                    lines.line(mine),
                    next,
                    settings.multiline() == Multiline.NEVER ? ", or one that holds line breaks" : ""));
        }
    }

    static SplitStart splitStart(ReadSettings settings, CsvFile file, FileInput input) throws IOException {
        boolean anyLine =
                settings.multiline() == Multiline.NEVER || !file.dialect().quotes();
        return new SplitStart(input, file.dialect(), file.firstByte(input), anyLine, settings.maxRowBytes());
    }

    static RowScanner scanner(ReadSettings settings, ByteFeed feed, RowBuffer row, CsvFile file, int bufferBytes)
            throws IOException {
        return file.dialect().plain()
                ? new ByteScanner(feed, row, file.dialect(), bufferBytes, settings.maxRowBytes())
                : new CommonsScanner(feed, row, file.dialect(), bufferBytes, settings.maxRowBytes());
    }

    @Override
    public String position(int index) {
        long offset = positions[index];
        try {
            return String.format(Locale.ROOT, "%s line %,d (byte %,d)", file.path(), lines.line(offset), offset);
        } catch (IOException e) {
            return String.format(Locale.ROOT, "%s byte %,d", file.path(), offset);
        }
    }

    @Override
    public void close() throws IOException {
        try (scanner;
                badRows) {
            lines.close();
        }
    }
}
