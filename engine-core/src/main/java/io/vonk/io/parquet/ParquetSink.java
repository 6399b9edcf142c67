package io.vonk.io.parquet;

import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.internal.record.RecordBinding;
import io.vonk.internal.record.ValueShape;
import io.vonk.io.RecordWriter;
import io.vonk.io.Sink;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Parquet files of records: of objects of a Java record class, one column for each component, or of {@link Row}s of a
 * schema.
 *
 * <p>Files have dictionaries where they pay, statistics, page indexes, a checksum for each page and one for the footer.
 * Primitive components become required columns, all others optional ones. Values are stored exactly or not at all: a
 * decimal with too many digits or an {@code Instant} finer than its column is an error.
 *
 * <p>Thread safety: immutable.
 */
public final class ParquetSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1;

    private final Schema schema;
    private final ParquetWriteOptions options;

    /** The class of the records, or null for rows. */
    private final @Nullable Class<? extends Record> recordClass;

    /** Whether Parquet's library takes all records apart and writes all columns. */
    private final boolean byLibrary;

    private ParquetSink(
            Schema schema,
            ParquetWriteOptions options,
            @Nullable Class<? extends Record> recordClass,
            boolean byLibrary) {
        this.schema = schema;
        this.options = options;
        this.recordClass = recordClass;
        this.byLibrary = byLibrary;
        StoredSchema.of(schema);
        for (String column : options.bloomFilterColumns()) {
            schema.field(column);
        }
    }

    /**
     * Files of records of a class.
     *
     * @throws io.vonk.error.VonkException if a component has a type that no column has
     */
    public static <R extends Record> ParquetSink<R> records(Class<R> recordClass, ParquetWriteOptions options) {
        return new ParquetSink<>(RecordBinding.of(recordClass).schema(), options, recordClass, false);
    }

    /** Files of rows, each of which has the columns of {@code schema}. */
    public static ParquetSink<Row> rows(Schema schema, ParquetWriteOptions options) {
        return new ParquetSink<>(schema, options, null, false);
    }

    /** The same, but with every record taken apart and every column written by Parquet's library. The oracle of the tests. */
    ParquetSink<T> writtenByLibrary() {
        return new ParquetSink<>(schema, options, recordClass, true);
    }

    /** The columns of the files. */
    public Schema schema() {
        return schema;
    }

    @Override
    public String extension() {
        return options.codec().extension();
    }

    @Override
    public RecordWriter<T> open(OutputStream out) throws IOException {
        return open(out, properties().build());
    }

    /** As {@link #open(OutputStream)}, with everything about pages and encodings given. */
    RecordWriter<T> open(OutputStream out, ParquetProperties properties) throws IOException {
        MessageType stored = StoredSchema.of(schema);
        ParquetFileBuilder.Format format = new ParquetFileBuilder.Format(
                stored,
                options.codec(),
                options.rowGroupBytes(Runtime.getRuntime().maxMemory()),
                properties,
                byLibrary);
        return ParquetFileBuilder.open(out, format, filling(stored));
    }

    ParquetProperties.Builder properties() {
        ParquetProperties.Builder properties = ParquetProperties.builder()
                .withPageSize(options.pageBytes())
                .withValuesWriterFactory(new NumberDictionaries())
                .withPageWriteChecksumEnabled(true)
                .withAdaptiveBloomFilterEnabled(true);
        for (String column : options.bloomFilterColumns()) {
            properties.withBloomFilterEnabled(column, true);
        }
        return properties;
    }

    @SuppressWarnings("unchecked") // T is the record class, or Row
    private RowFiller.Maker<T> filling(MessageType stored) {
        Class<? extends Record> type = recordClass;
        if (type == null) {
            ValueWriter.RowFields fields = new ValueWriter.RowFields(schema);
            return RowFiller.nested(stored, (record, to) -> fields.write((Row) record, to));
        }
        ValueShape.Nested shape = RecordBinding.of(type).shape();
        if (!byLibrary && FlatRecords.fits(shape)) {
            return (RowFiller.Maker<T>) FlatRecords.maker(stored, shape, type);
        }
        ValueWriter.RecordFields fields = new ValueWriter.RecordFields(shape);
        return RowFiller.nested(stored, (record, to) -> fields.write((Record) record, to));
    }

    @Override
    public String describe() {
        return "Parquet files";
    }
}
