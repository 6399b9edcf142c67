package io.vonk.io.csv;

import io.vonk.data.Field;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.VonkException;
import io.vonk.internal.file.Compression;
import io.vonk.internal.record.RecordBinding;
import io.vonk.io.RecordWriter;
import io.vonk.io.Sink;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * CSV files as a sink. Immutable; each method that sets something returns a changed copy.
 *
 * <p>Format: that of {@link CsvOptions}, as commons-csv prints it, with quotes where they are needed. By default each file,
 * also one without records, starts with the columns' names; it has none with {@link CsvOptions#noHeader} or {@link
 * CsvOptions#columns}. Values are written so that {@link CsvSource} reads them back: numbers and booleans as Java prints
 * them, decimals without exponent, dates as {@code 2018-01-31}, times as {@code 23:59:59}, dates with times as {@code
 * 2018-01-31 23:59:59}, instants as {@code 2018-01-31T23:59:59Z}, with the fraction of a second if there is one, enums by
 * name. Null is the null string, or empty without one, and then an empty {@code String} is not told from null.
 */
public final class CsvSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1;

    /** Where values come from; exactly one of the first two is set, or none for lists and arrays. */
    private final @Nullable Class<? extends Record> recordClass;

    private final @Nullable Schema schema;
    private final List<String> names;
    private final CsvOptions options;
    private final Compression compression;

    private CsvSink(
            @Nullable Class<? extends Record> recordClass,
            @Nullable Schema schema,
            List<String> names,
            CsvOptions options,
            Compression compression) {
        this.recordClass = recordClass;
        this.schema = schema;
        this.names = List.copyOf(names);
        this.options = options;
        this.compression = compression;
    }

    /** Writes records of a Java record class; columns are called like components, or as their annotation says. */
    public static <R extends Record> CsvSink<R> of(Class<R> recordClass) {
        RecordBinding<R> binding = RecordBinding.of(recordClass);
        for (RecordBinding.Component component : binding.components()) {
            if (!FieldReaders.canRead(component.type())) {
                throw new VonkException("component " + component.name() + " of record " + recordClass.getName()
                        + " has type " + component.genericType().getTypeName() + ", which has no form in CSV;"
                        + " map the records to ones of plain values first");
            }
        }
        List<String> names = binding.components().stream()
                .map(RecordBinding.Component::columnName)
                .toList();
        return new CsvSink<>(recordClass, null, names, CsvOptions.standard(), Compression.NONE);
    }

    /** Writes rows of one schema. */
    public static CsvSink<Row> rows(Schema schema) {
        for (Field field : schema.fields()) {
            SchemaTarget.javaType(field);
        }
        return new CsvSink<>(null, schema, schema.names(), CsvOptions.standard(), Compression.NONE);
    }

    /**
     * Writes lists, one value for each column.
     *
     * @param names the columns' names
     */
    public static CsvSink<List<?>> lists(String... names) {
        return new CsvSink<>(null, null, Arrays.asList(names), CsvOptions.standard(), Compression.NONE);
    }

    /**
     * Writes arrays, one value for each column.
     *
     * @param names the columns' names
     */
    public static CsvSink<Object[]> arrays(String... names) {
        return new CsvSink<>(null, null, Arrays.asList(names), CsvOptions.standard(), Compression.NONE);
    }

    /** Sets the dialect. */
    public CsvSink<T> options(CsvOptions changed) {
        return new CsvSink<>(recordClass, schema, names, changed, compression);
    }

    /** Gives the column of a component or field another name. */
    public CsvSink<T> column(String component, String name) {
        List<String> known = recordClass == null
                ? names
                : RecordBinding.of(recordClass).components().stream()
                        .map(RecordBinding.Component::name)
                        .toList();
        int index = known.indexOf(component);
        if (index < 0) {
            throw new VonkException(
                    "there is no column " + component + " to rename; there are: " + String.join(", ", known));
        }
        String[] renamed = names.toArray(new String[0]);
        renamed[index] = name;
        return new CsvSink<>(recordClass, schema, Arrays.asList(renamed), options, compression);
    }

    /**
     * Compresses the files.
     *
     * @param extension how: {@code .gz}, {@code .zst}, {@code .bz2} or {@code .deflate}
     */
    public CsvSink<T> compressed(String extension) {
        return new CsvSink<>(recordClass, schema, names, options, Compression.ofExtension(extension));
    }

    @Override
    public String extension() {
        return ".csv" + compression.extension();
    }

    @Override
    public RecordWriter<T> open(OutputStream out) throws IOException {
        RowValues values = recordClass != null
                ? RowValues.ofRecords(RecordBinding.of(recordClass))
                : schema != null ? RowValues.ofRows(schema) : RowValues.ofSequences();
        return new CsvWriter<>(compression.compress(out), options, names, values);
    }

    @Override
    public String describe() {
        return "CSV files";
    }
}
