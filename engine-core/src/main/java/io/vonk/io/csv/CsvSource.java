package io.vonk.io.csv;

import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.internal.file.FileSplit;
import io.vonk.internal.file.InputFile;
import io.vonk.internal.file.InputPaths;
import io.vonk.internal.file.SplitSizes;
import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.RecordReader;
import io.vonk.io.Source;
import io.vonk.io.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.DuplicateHeaderMode;
import org.jspecify.annotations.Nullable;

/**
 * CSV files as a source of records, rows, or lists of strings. Immutable; each method that sets something returns a changed
 * copy.
 *
 * <pre>{@code
 * record Trip(LocalDateTime pickupDatetime, @Column("pickup_location_id") int zone, double totalAmount) {}
 *
 * CsvSource<Trip> trips = CsvSource.of(Trip.class, "trips/*.csv").badRows(BadRows.quarantine("bad-trips"));
 * CsvSource<Row> anything = CsvSource.rows("people.csv").options(CsvOptions.standard().delimiter(";"));
 * }</pre>
 *
 * <p>A path names a file, a directory, or a glob; see {@code InputPaths}. Files that end in {@code .gz}, {@code .zst},
 * {@code .bz2} or {@code .deflate} are unpacked. {@code key=value} directories are columns.
 *
 * <p>A component of a record finds its column by its name, or that of its {@link io.vonk.data.Column} annotation, or {@link
 * #column}: exactly, else without regard to case, else also without regard to underscores ({@code pickupDatetime} finds
 * {@code pickup_datetime}). The order of the columns is free, and columns that no component wants are never looked at. A
 * component without a column is an error. Files without a header are read by place. Components may be primitives (not
 * {@code char}) or their wrappers, {@code String}, {@code BigDecimal}, {@code LocalDate}, {@code LocalTime}, {@code
 * LocalDateTime}, {@code Instant}, {@code UUID} or enums. An empty field or the null string gives null, except that an
 * empty field gives an empty {@code String}; where a primitive is wanted, it is a bad value.
 *
 * <p>Large files are cut into splits wherever that is possible: files that are not compressed, in an encoding that keeps
 * ASCII apart (such as UTF-8), and with a delimiter and a quote of one ASCII character and no escape character, or with
 * {@link Multiline#NEVER}. {@link Multiline} tells how rows are found that start behind a border.
 *
 * <p>Rows are reported as bad (see {@link BadRows}) with the file, line and byte where they start. A malformed row, in which
 * a closing quote is followed by something other than a delimiter, reaches to the end of the line where that happens.
 *
 * <p>An action that needs no values, which is {@code count} right on what was read, finds the rows and counts their fields,
 * but converts no values and makes no records; so it fails on malformed and ragged rows, not on bad values. With {@link
 * BadRows#drop} or {@link BadRows#quarantine} it looks at the values too, because bad ones change the count.
 */
public final class CsvSource<T> implements Source<T> {
    private static final long serialVersionUID = 1;

    /** The counter of rows that {@link BadRows#drop} left out. */
    public static final String DROPPED_ROWS = "csv rows dropped";

    /** The counter of rows that {@link BadRows#quarantine} left out. */
    public static final String QUARANTINED_ROWS = "csv rows quarantined";

    private static final int DEFAULT_MAX_ROW_BYTES = 64 << 20;
    /** A buffer holds a row as a whole. */
    private static final int MAX_ROW_BYTES = 1 << 30;

    /** Small enough to be in the processor's cache still when the bytes that were just read are looked at. */
    private static final int BUFFER_BYTES = 256 << 10;

    private static final int HEADER_BUFFER_BYTES = 16 << 10;
    private static final long LEAST_SPLIT_BYTES = 64 << 10;

    private final InputPaths paths;
    /** Null if the schema is to be inferred. */
    private final @Nullable RowTarget target;

    private final ReadSettings settings;

    private CsvSource(InputPaths paths, @Nullable RowTarget target, ReadSettings settings) {
        this.paths = paths;
        this.target = target;
        this.settings = settings;
    }

    private static <T> CsvSource<T> create(@Nullable RowTarget target, String... paths) {
        FileSystem files = new LocalFileSystem();
        ReadSettings settings = new ReadSettings(
                files,
                CsvOptions.standard(),
                BadRows.fail(),
                RaggedRows.BAD,
                Multiline.AUTO,
                SplitSizes.DEFAULT,
                DEFAULT_MAX_ROW_BYTES);
        return new CsvSource<>(new InputPaths(files, Arrays.asList(paths), false), target, settings);
    }

    /**
     * Reads rows as records of a Java record class, of any access.
     *
     * @throws io.vonk.error.VonkException if a component has a type that no field can be read as
     */
    public static <R extends Record> CsvSource<R> of(Class<R> recordClass, String... paths) {
        return create(new RecordTarget(recordClass, Map.of()), paths);
    }

    /** Reads rows as {@link Row}s of a schema, whose columns are found by name without regard to case. */
    public static CsvSource<Row> rows(Schema schema, String... paths) {
        return create(new SchemaTarget(schema), paths);
    }

    /**
     * Reads rows as {@link Row}s whose schema is inferred from the first rows of some of the files: a column is a BOOLEAN,
     * INT64, DOUBLE, DATE, LOCAL_TIMESTAMP or TIMESTAMP if all its values there are, otherwise a STRING, and may be null. A
     * number with a leading zero is a string, so that no post code loses it. A value of another type further down is a bad
     * value.
     */
    public static CsvSource<Row> rows(String... paths) {
        return create(null, paths);
    }

    /** Reads rows as lists of all their fields; the null string gives null. The header is not among the rows. */
    public static CsvSource<List<String>> lists(String... paths) {
        return create(new ListTarget(), paths);
    }

    /** Sets the dialect. */
    public CsvSource<T> options(CsvOptions options) {
        return with(settings.withOptions(options));
    }

    /** Names the column of a component whose column has quite another name. */
    public CsvSource<T> column(String component, String name) {
        if (!(target instanceof RecordTarget records)) {
            throw new IllegalStateException("only components of records are given columns; here rows become "
                    + (target == null ? "rows with an inferred schema" : target.describe()));
        }
        Map<String, String> names = new HashMap<>(records.columnNames());
        names.put(component, name);
        return new CsvSource<>(paths, new RecordTarget(records.recordClass(), names), settings);
    }

    /** Sets what becomes of rows that cannot be read; by default reading fails. */
    public CsvSource<T> badRows(BadRows badRows) {
        return with(settings.withBadRows(badRows));
    }

    /** Sets what becomes of rows with a wrong number of fields; by default they are bad. */
    public CsvSource<T> raggedRows(RaggedRows raggedRows) {
        return with(settings.withRaggedRows(raggedRows));
    }

    /** Sets whether quoted fields may hold line breaks; by default they may. */
    public CsvSource<T> multiline(Multiline multiline) {
        return with(settings.withMultiline(multiline));
    }

    /** Sets how large the splits of a large file are; by default 32 MiB, or less if more splits are wanted. */
    public CsvSource<T> splitBytes(long bytes) {
        return with(settings.withSplitSizes(new SplitSizes(bytes, Math.min(bytes, LEAST_SPLIT_BYTES))));
    }

    /** Sets how large a row may be; by default 64 MiB. A larger one fails the reading, whatever {@link BadRows} says. */
    public CsvSource<T> maxRowBytes(int bytes) {
        if (bytes < 1 || bytes > MAX_ROW_BYTES) {
            throw new IllegalArgumentException("a row may have 1 to " + MAX_ROW_BYTES + " bytes; got: " + bytes);
        }
        return with(settings.withMaxRowBytes(bytes));
    }

    /** Sets where the paths are; by default on this machine. */
    public CsvSource<T> files(FileSystem files) {
        return new CsvSource<>(
                new InputPaths(files, paths.patterns(), paths.recursive()), target, settings.withFiles(files));
    }

    /** Sets whether directories in directories are read too; by default only {@code key=value} ones. */
    public CsvSource<T> recursive(boolean recursive) {
        return new CsvSource<>(new InputPaths(paths.files(), paths.patterns(), recursive), target, settings);
    }

    private CsvSource<T> with(ReadSettings changed) {
        return new CsvSource<>(paths, target, changed);
    }

    /**
     * A split, and what its rows become.
     *
     * @param range the bytes in which its rows start, where these are the file's own; otherwise the whole file
     */
    private record CsvSplit(FileSplit range, RowTarget target) implements Split {
        @Override
        public long sizeBytes() {
            return range.sizeBytes();
        }

        @Override
        public String describe() {
            return range.describe();
        }
    }

    @Override
    public List<? extends Split> splits(int minSplits) throws IOException {
        List<InputFile> files = paths.list();
        RowTarget rows = target == null ? new SchemaTarget(inferSchema(files)) : target;
        List<Split> splits = new ArrayList<>();
        for (FileSplit range : settings.splitSizes().cut(files, minSplits, this::isDivisible)) {
            splits.add(new CsvSplit(range, rows));
        }
        return splits;
    }

    /**
     * The schema that {@link #rows(String...)} infers, or that was given.
     *
     * @throws IllegalStateException if rows become something else
     */
    public Schema schema() throws IOException {
        if (target instanceof SchemaTarget given) {
            return given.schema();
        }
        if (target != null) {
            throw new IllegalStateException("rows become " + target.describe() + " here, which have no schema");
        }
        return inferSchema(paths.list());
    }

    private boolean isDivisible(InputFile file) {
        CsvFile csv = file(file);
        boolean linesAreRows = settings.multiline() == Multiline.NEVER
                || (!csv.dialect().quotes() && csv.dialect().format().getEscapeCharacter() == null);
        return csv.isDirect()
                && settings.multiline() != Multiline.ALWAYS
                && (linesAreRows || csv.dialect().plain());
    }

    private CsvFile file(InputFile file) {
        return new CsvFile(settings.files(), file, Dialect.of(settings.options()));
    }

    private Schema inferSchema(List<InputFile> files) throws IOException {
        SchemaInference inference = new SchemaInference();
        for (InputFile each : SchemaInference.sample(files)) {
            CsvFile file = file(each);
            RowBuffer row = new RowBuffer(file.dialect());
            try (RowScanner scanner = CsvReader.scanner(settings, file.open(), row, file, HEADER_BUFFER_BYTES)) {
                Columns columns = columns(file, row, scanner);
                inference.add(columns, scanner, row);
            } catch (RowTooLarge | MalformedRow e) {
                throw new DataException(
                        "the schema of " + file.path() + " cannot be inferred, because a row is bad: " + e.getMessage()
                                + "; give a schema or a record class",
                        e);
            }
        }
        return inference.schema(paths.describe());
    }

    @Override
    public RecordReader<T> open(Split split) throws IOException {
        if (!(split instanceof CsvSplit mine)) {
            throw new IllegalArgumentException("a split of " + describe() + " is needed; got: " + split);
        }
        CsvFile file = file(mine.range.file());
        RowBuffer row = new RowBuffer(file.dialect());
        boolean isFirst = mine.range.startByte() == 0;
        @Nullable Columns columns = isFirst ? null : readColumns(file);
        ByteFeed feed = feed(file, mine.range);
        long firstByte = feed.position();
        RowScanner scanner = CsvReader.scanner(settings, feed, row, file, bufferBytes(mine.range));
        try {
            Columns known = columns == null ? columns(file, row, scanner) : columns;
            RowMaker maker = mine.target.bind(known, file.dialect());
            CsvReader.Binding binding = new CsvReader.Binding(maker, known, badRowSink(mine.range));
            return new CsvReader<>(settings, file, rowRange(file, mine.range, firstByte), scanner, row, binding);
        } catch (IOException | RuntimeException | Error e) {
            scanner.close();
            throw e;
        }
    }

    private ByteFeed feed(CsvFile file, FileSplit range) throws IOException {
        if (range.startByte() == 0) {
            return file.isDirect() ? file.openAt(0, range.endByte()) : file.open();
        }
        long first;
        try (FileInput input = file.openInput()) {
            first = CsvReader.splitStart(settings, file, input).atOrAfter(range.startByte());
        }
        return file.openAt(first, range.endByte());
    }

    /** The bytes in which the rows of a split start. */
    private static FileSplit rowRange(CsvFile file, FileSplit range, long firstByte) {
        if (!file.isDirect()) {
            // The size of the file says nothing about that of its text, which is one split.
            return new FileSplit(range.file(), 0, Long.MAX_VALUE);
        }
        // The first split holds at least the first row, even if it ends within a byte order mark.
        return range.startByte() > 0 ? range : new FileSplit(range.file(), 0, Math.max(range.endByte(), firstByte + 1));
    }

    private static int bufferBytes(FileSplit range) {
        return (int) Math.min(BUFFER_BYTES, range.sizeBytes() + HEADER_BUFFER_BYTES);
    }

    private BadRowSink badRowSink(FileSplit range) {
        return settings.badRows() instanceof BadRows.Quarantine quarantine
                ? new DroppedRows(QUARANTINED_ROWS, new QuarantineFile(settings.files(), quarantine.directory(), range))
                : new DroppedRows(DROPPED_ROWS, null);
    }

    /** The columns of a file whose rows are read from somewhere in its middle. */
    private Columns readColumns(CsvFile file) throws IOException {
        RowBuffer row = new RowBuffer(file.dialect());
        try (RowScanner scanner = CsvReader.scanner(settings, file.open(), row, file, HEADER_BUFFER_BYTES)) {
            return columns(file, row, scanner);
        }
    }

    /** The columns of a file; {@code scanner} stands at its start, and behind its header afterwards. */
    private Columns columns(CsvFile file, RowBuffer row, RowScanner scanner) throws IOException {
        String[] given = settings.options().toCommonsFormat().getHeader();
        boolean skipped = settings.options().toCommonsFormat().getSkipHeaderRecord();
        @Nullable List<@Nullable String> names = given == null || given.length == 0 ? null : Arrays.asList(given);
        if ((given != null && given.length == 0) || (given != null && skipped)) {
            List<@Nullable String> found = readHeader(file, row, scanner);
            names = names == null ? found : names;
        }
        Columns columns = new Columns(file.path(), names, file.file().partitionValues());
        if (settings.options().toCommonsFormat().getDuplicateHeaderMode() == DuplicateHeaderMode.DISALLOW) {
            columns.checkDuplicates();
        }
        return columns;
    }

    private List<@Nullable String> readHeader(CsvFile file, RowBuffer row, RowScanner scanner) throws IOException {
        try {
            List<@Nullable String> names = new ArrayList<>();
            if (scanner.toRow()) {
                scanner.scan();
                for (int i = 0; i < row.count(); i++) {
                    names.add(row.string(i));
                }
            }
            return names;
        } catch (MalformedRow e) {
            throw new DataException(file.path() + " has no header that can be read: " + e.reason(), e);
        } catch (RowTooLarge e) {
            throw new DataException(
                    String.format(
                            Locale.ROOT,
                            "%s has a header of more than %,d bytes; most likely a quote is never closed, or it is no"
                                    + " CSV file",
                            file.path(),
                            settings.maxRowBytes()),
                    e);
        }
    }

    @Override
    public String describe() {
        return "CSV files " + paths.describe();
    }

    @Override
    public String toString() {
        return describe();
    }
}
