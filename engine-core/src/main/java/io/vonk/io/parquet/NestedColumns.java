package io.vonk.io.parquet;

import io.vonk.error.DataException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a row group that are read by Parquet's own record assembly: nested ones, and, in tests, all, as the oracle
 * for {@link FlatColumn}. The pages still come from {@link ColumnPages}, with all their checks.
 */
final class NestedColumns implements RowGroupColumns {
    private final RecordReader<@Nullable Object[]> records;
    private final ChunkPlace place;
    private final List<ColumnVector.Objects> vectors;

    /**
     * What to read.
     *
     * @param columns the columns
     * @param schema these columns, in the same order
     * @param fileSchema all columns of the file
     * @param createdBy the program that wrote the file, whose known mistakes are made good
     */
    record Request(List<FileColumn> columns, MessageType schema, MessageType fileSchema, String createdBy) {}

    /**
     * @param pages the pages of each leaf, by its path
     * @param place the row group, for messages
     * @param vectors where the values go, one for each column
     */
    NestedColumns(
            Request request,
            Map<List<String>, ColumnPages> pages,
            ChunkPlace place,
            List<ColumnVector.Objects> vectors) {
        this.place = place;
        this.vectors = vectors;
        this.records = new ColumnIOFactory(request.createdBy())
                .getColumnIO(request.schema(), request.fileSchema())
                .getRecordReader(new Pages(pages), new NestedValues(request.columns()));
    }

    /** Makes the columns; reading the first pages may fail already. */
    static NestedColumns open(
            Request request, Map<List<String>, ColumnPages> pages, ChunkPlace place, List<ColumnVector.Objects> vectors)
            throws IOException {
        try {
            return new NestedColumns(request, pages, place, vectors);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            throw damaged(place, e);
        }
    }

    @Override
    public void read(int count) throws IOException {
        for (int row = 0; row < count; row++) {
            @Nullable Object[] values = next();
            for (int i = 0; i < values.length; i++) {
                vectors.get(i).set(row, values[i]);
            }
        }
    }

    @Override
    public void skip(long count) throws IOException {
        for (long i = 0; i < count; i++) {
            next();
        }
    }

    private @Nullable Object[] next() throws IOException {
        try {
            return records.read();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            throw damaged(place, e);
        }
    }

    /** Damage shows as whatever exception the library happens to run into. */
    private static DataException damaged(ChunkPlace place, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataException data) {
                String message = String.valueOf(data.getMessage());
                return message.startsWith(place.path()) ? data : new DataException(place + ": " + message, data);
            }
        }
        return place.damaged("it cannot be decoded: " + e, e);
    }

    private static final class Pages implements PageReadStore {
        private final Map<List<String>, ColumnPages> byPath;

        Pages(Map<List<String>, ColumnPages> byPath) {
            this.byPath = byPath;
        }

        @Override
        public PageReader getPageReader(ColumnDescriptor column) {
            List<String> path = List.of(column.getPath());
            return new LibraryPages(Objects.requireNonNull(byPath.get(path), path::toString));
        }

        @Override
        public long getRowCount() {
            throw new UnsupportedOperationException("rows are counted by the reader of the row group");
        }
    }

    /** Hands pages over in the library's terms. */
    private static final class LibraryPages implements PageReader {
        /** Statistics in page headers are not used. */
        private static final @Nullable Statistics<?> NO_STATISTICS = null;

        private final ColumnPages pages;
        private final ParquetMetadataConverter names = new ParquetMetadataConverter();

        LibraryPages(ColumnPages pages) {
            this.pages = pages;
        }

        @Override
        public @Nullable DictionaryPage readDictionaryPage() {
            try {
                byte[] bytes = pages.dictionary();
                return bytes == null
                        ? null
                        : new DictionaryPage(BytesInput.from(bytes), pages.dictionaryEntries(), Encoding.PLAIN);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long getTotalValueCount() {
            return pages.totalValues();
        }

        @Override
        @SuppressWarnings("NullAway") // the library takes null for no statistics
        public DataPage readPage() {
            try {
                if (pages.next() == null) {
                    throw pages.place().damaged("its pages end before its values", null);
                }
                Page page = pages.loadCopy();
                PageHeader header = page.header();
                PageHeader.Levels levels = header.levels();
                if (header.kind() == PageHeader.Kind.DATA_V1) {
                    return new DataPageV1(
                            BytesInput.from(page.bytes(), 0, header.uncompressedBytes()),
                            header.values(),
                            header.uncompressedBytes(),
                            NO_STATISTICS,
                            encoding(levels.repetitionEncoding()),
                            encoding(levels.definitionEncoding()),
                            encoding(header.encoding()));
                }
                return DataPageV2.uncompressed(
                        levels.rows(),
                        levels.nulls(),
                        header.values(),
                        input(page, page.repetition()),
                        input(page, page.definition()),
                        encoding(header.encoding()),
                        input(page, page.values()),
                        NO_STATISTICS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static BytesInput input(Page page, Page.Range range) {
            return BytesInput.from(page.bytes(), range.start(), range.length());
        }

        private Encoding encoding(int number) {
            org.apache.parquet.format.Encoding encoding = org.apache.parquet.format.Encoding.findByValue(number);
            if (encoding == null) {
                throw pages.place().damaged("there is no encoding " + number, null);
            }
            return names.getEncoding(encoding);
        }
    }
}
