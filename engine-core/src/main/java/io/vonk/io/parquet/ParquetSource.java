package io.vonk.io.parquet;

import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.internal.file.InputFile;
import io.vonk.internal.file.InputPaths;
import io.vonk.internal.record.RecordBinding;
import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import io.vonk.io.RecordReader;
import io.vonk.io.Source;
import io.vonk.io.Split;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of Parquet files, either as objects of a Java record class, whose components name the columns that are
 * read, or as {@link Row}s.
 *
 * <p>Component and column find each other by name: exactly, or else without regard to case, or else without regard to
 * case and underscores; {@link io.vonk.data.Column} gives another name. A component has the type that a {@link Row} has
 * for the column (see {@link io.vonk.data.DataType}) or one that holds all of its values; narrower integers are checked value by
 * value, and enums by name. Structs are records, lists {@code List}, maps {@code Map}, each to any depth, and only the
 * parts of structs that have components are read. A primitive component refuses nulls. Columns that {@code key=value}
 * directories stand for are read like those of the files.
 *
 * <p>Inputs are files, directories and globs, as for text. Each split is one row group or several small ones; row
 * groups that the statistics in the footer exclude have no split. A damaged file is a {@link DataException} that names
 * the file and the place in it. {@code count} makes no records, and without a filter reads footers only: it does not see damaged
 * pages, nor values that do not fit their component.
 *
 * <p>Thread safety: immutable.
 */
public final class ParquetSource<T> implements Source<T> {
    private static final long serialVersionUID = 1;

    private final FileSystem files;
    private final InputPaths paths;
    private final ParquetReadOptions options;

    /** The class of the records, or null for rows. */
    private final @Nullable Class<? extends Record> recordClass;

    /** Whether pages of flat columns are decoded here; otherwise by Parquet's library, which tests compare with. */
    private final boolean flatColumns;

    private ParquetSource(
            FileSystem files,
            InputPaths paths,
            ParquetReadOptions options,
            @Nullable Class<? extends Record> recordClass,
            boolean flatColumns) {
        this.files = files;
        this.paths = paths;
        this.options = options;
        this.recordClass = recordClass;
        this.flatColumns = flatColumns;
    }

    /**
     * Records of a class.
     *
     * @param files where the inputs are
     * @param inputs each a path of a file or directory, or a glob
     */
    public static <R extends Record> ParquetSource<R> records(
            FileSystem files, List<String> inputs, Class<R> recordClass, ParquetReadOptions options) {
        if (options.columns() != null) {
            throw new IllegalArgumentException("record " + recordClass.getName()
                    + " names the columns itself; leave the option for columns to rows");
        }
        return new ParquetSource<>(
                files, new InputPaths(files, inputs, options.recursive()), options, recordClass, true);
    }

    /**
     * Rows.
     *
     * @param files where the inputs are
     * @param inputs each a path of a file or directory, or a glob
     */
    public static ParquetSource<Row> rows(FileSystem files, List<String> inputs, ParquetReadOptions options) {
        return new ParquetSource<>(files, new InputPaths(files, inputs, options.recursive()), options, null, true);
    }

    /** The same, but with every page decoded by Parquet's library. The oracle of the tests. */
    ParquetSource<T> decodedByLibrary() {
        return new ParquetSource<>(files, paths, options, recordClass, false);
    }

    /**
     * The columns of the rows that this source has, from the footers of its files.
     *
     * @throws IOException if a file cannot be read
     */
    public Schema schema() throws IOException {
        if (recordClass != null) {
            return RecordBinding.of(recordClass).schema();
        }
        return planner().rowSchema(paths.list());
    }

    @Override
    public List<? extends Split> splits(int minSplits) throws IOException {
        return planner().plan(paths.list(), minSplits);
    }

    private SplitPlanner planner() {
        return new SplitPlanner(files, options, (footer, split) -> projection(footer, split));
    }

    @Override
    public RecordReader<T> open(Split split) throws IOException {
        if (!(split instanceof ParquetSplit piece)) {
            throw new DataException("A split of another source was given to Parquet files: " + split.describe());
        }
        InputFile input = piece.file();
        FileInput file = files.open(input.path());
        try {
            if (file.sizeBytes() != input.sizeBytes()) {
                throw new DataException(input.path() + " has changed since the job began: it had " + input.sizeBytes()
                        + " bytes, now it has " + file.sizeBytes() + "; run the job again");
            }
            Footer footer = Footer.read(file);
            if (piece.endRowGroup() > footer.rowGroups().size()) {
                throw new DataException(input.path() + " has changed since the job began: it has only "
                        + footer.rowGroups().size() + " row groups; run the job again");
            }
            return new ParquetReader<>(file, footer, piece, projection(footer, piece));
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    @SuppressWarnings("unchecked") // T is the record class, or Row
    private Projection<T> projection(Footer footer, ParquetSplit split) {
        Projection.Scope scope = new Projection.Scope(footer.schema(), split, options, flatColumns);
        Class<? extends Record> type = recordClass;
        return (Projection<T>)
                (type == null ? Projection.ofRows(scope) : Projection.ofRecords(scope, RecordBinding.of(type)));
    }

    @Override
    public String describe() {
        return "Parquet files " + paths.describe();
    }
}
