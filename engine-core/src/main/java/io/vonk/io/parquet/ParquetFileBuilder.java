package io.vonk.io.parquet;

import io.vonk.error.VonkException;
import io.vonk.io.RecordWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.crypto.FileEncryptionProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.schema.MessageType;

/**
 * Writes one file: records go into the columns of a row group in memory, and a row group that is large enough goes to
 * the file.
 *
 * <p>This is what Parquet's own {@code ParquetWriter} does, which cannot be used because its signatures need Hadoop's
 * classes. A file whose writing failed is left without its end, so that nobody takes it for a whole one.
 */
final class ParquetFileBuilder<T> implements RecordWriter<T> {
    private static final int FIRST_CHECK_RECORDS = 100;
    private static final int MAX_CHECK_RECORDS = 10_000;
    private static final int NO_PADDING = 0;

    private final OutputStream out;
    private final ParquetFileOutput output;
    private final ParquetFileWriter file;
    private final Format format;
    private final RowFiller.Maker<T> maker;

    private ColumnChunkPageWriteStore pages;
    private ColumnWriteStore columns;
    private RowFiller<T> filler;
    private long recordCount;
    private long nextCheck = FIRST_CHECK_RECORDS;
    private boolean failed;
    private boolean closed;

    /**
     * How the file is to be.
     *
     * @param schema the columns
     * @param codec how pages are compressed
     * @param rowGroupBytes about how large a row group is in memory
     * @param properties everything about pages and encodings
     * @param byLibrary whether all columns are to be written by Parquet's library, also those that {@link FlatColumns} writes
     *     faster
     */
    record Format(
            MessageType schema,
            ParquetCodec codec,
            long rowGroupBytes,
            ParquetProperties properties,
            boolean byLibrary) {}

    private ParquetFileBuilder(OutputStream out, ParquetFileOutput output, Format format, RowFiller.Maker<T> maker) {
        this.out = out;
        this.output = output;
        this.format = format;
        this.maker = maker;
        this.file = newFileWriter(output, format);
        this.pages = newPages(format);
        this.columns = newColumns(format, pages);
        this.filler = maker.into(columns);
    }

    /** Starts a file on {@code out}, which the builder closes. */
    static <T> ParquetFileBuilder<T> open(OutputStream out, Format format, RowFiller.Maker<T> maker)
            throws IOException {
        OutputStream buffered = new BufferedOutputStream(out, 64 << 10);
        ParquetFileBuilder<T> builder =
                new ParquetFileBuilder<>(buffered, new ParquetFileOutput(buffered), format, maker);
        builder.file.start();
        return builder;
    }

    /**
     * The library's constructor is found by its exact signature: a plain call would make the compiler look at the other
     * constructors too, which take classes of Hadoop.
     */
    private static ParquetFileWriter newFileWriter(OutputFile output, Format format) {
        try {
            MethodHandle constructor = MethodHandles.publicLookup()
                    .findConstructor(
                            ParquetFileWriter.class,
                            MethodType.methodType(
                                    void.class,
                                    OutputFile.class,
                                    MessageType.class,
                                    ParquetFileWriter.Mode.class,
                                    long.class,
                                    int.class,
                                    FileEncryptionProperties.class,
                                    ParquetProperties.class));
            return (ParquetFileWriter) constructor.invoke(
                    output,
                    format.schema(),
                    ParquetFileWriter.Mode.CREATE,
                    format.rowGroupBytes(),
                    NO_PADDING,
                    null,
                    format.properties());
        } catch (Throwable e) {
            throw new VonkException("Parquet's library has another version than Vonk was built with", e);
        }
    }

    private static ColumnChunkPageWriteStore newPages(Format format) {
        PageCompressor compressor = new PageCompressor(format.codec());
        return ColumnChunkPageWriteStore.builder()
                .withCompressorProvider(column -> compressor)
                .withSchema(format.schema())
                .withAllocator(format.properties().getAllocator())
                .withColumnIndexTruncateLength(format.properties().getColumnIndexTruncateLength())
                .withPageWriteChecksumEnabled(format.properties().getPageWriteChecksumEnabled())
                .build();
    }

    private static ColumnWriteStore newColumns(Format format, ColumnChunkPageWriteStore pages) {
        return format.byLibrary()
                ? format.properties().newColumnWriteStore(format.schema(), pages, pages)
                : new FlatColumns(format.schema(), format.properties(), pages);
    }

    @Override
    public void write(T record) throws IOException {
        if (failed) {
            throw new IOException("an earlier record could not be written, so the file cannot be completed");
        }
        failed = true;
        filler.write(record);
        recordCount++;
        if (recordCount >= nextCheck) {
            checkSize();
        }
        failed = false;
    }

    /** Asking for the size takes time, so it is done about half way to the expected end of the row group. */
    private void checkSize() throws IOException {
        long bytes = columns.getBufferedSize();
        long bytesPerRecord = Math.max(1, bytes / recordCount);
        if (bytes >= format.rowGroupBytes() - 2 * bytesPerRecord) {
            flushRowGroup();
            nextCheck = FIRST_CHECK_RECORDS;
            pages = newPages(format);
            columns = newColumns(format, pages);
            filler = maker.into(columns);
            return;
        }
        long left = (format.rowGroupBytes() - bytes) / bytesPerRecord;
        nextCheck = recordCount + Math.min(MAX_CHECK_RECORDS, Math.max(1, left / 2));
    }

    private void flushRowGroup() throws IOException {
        filler.flush();
        if (recordCount > 0) {
            file.startBlock(recordCount);
            columns.flush();
            pages.flushToFileWriter(file);
            file.endBlock();
            recordCount = 0;
        }
        columns.close();
        pages.close();
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (OutputStream closing = out) {
            if (failed) {
                return;
            }
            flushRowGroup();
            output.holdBack();
            file.end(new HashMap<>());
            output.finish();
        }
    }
}
