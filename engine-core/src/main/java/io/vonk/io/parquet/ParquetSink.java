package io.vonk.io.parquet;

import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.internal.record.RecordBinding;
import io.vonk.io.RecordWriter;
import io.vonk.io.Sink;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.column.ParquetProperties;
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

    private ParquetSink(Schema schema, ParquetWriteOptions options, @Nullable Class<? extends Record> recordClass) {
        this.schema = schema;
        this.options = options;
        this.recordClass = recordClass;
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
        return new ParquetSink<>(RecordBinding.of(recordClass).schema(), options, recordClass);
    }

    /** Files of rows, each of which has the columns of {@code schema}. */
    public static ParquetSink<Row> rows(Schema schema, ParquetWriteOptions options) {
        return new ParquetSink<>(schema, options, null);
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
        ParquetFileBuilder.Format format = new ParquetFileBuilder.Format(
                StoredSchema.of(schema),
                options.codec(),
                options.rowGroupBytes(Runtime.getRuntime().maxMemory()),
                properties);
        return ParquetFileBuilder.open(out, format, consumer());
    }

    ParquetProperties.Builder properties() {
        ParquetProperties.Builder properties = ParquetProperties.builder()
                .withPageSize(options.pageBytes())
                .withPageWriteChecksumEnabled(true)
                .withAdaptiveBloomFilterEnabled(true);
        for (String column : options.bloomFilterColumns()) {
            properties.withBloomFilterEnabled(column, true);
        }
        return properties;
    }

    private ParquetFileBuilder.Consumer<T> consumer() {
        Class<? extends Record> type = recordClass;
        if (type == null) {
            ValueWriter.RowFields fields = new ValueWriter.RowFields(schema);
            return (record, to) -> fields.write((Row) record, to);
        }
        ValueWriter.RecordFields fields =
                new ValueWriter.RecordFields(RecordBinding.of(type).shape());
        return (record, to) -> fields.write((Record) record, to);
    }

    @Override
    public String describe() {
        return "Parquet files";
    }
}
