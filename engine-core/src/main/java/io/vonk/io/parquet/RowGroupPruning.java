package io.vonk.io.parquet;

import io.vonk.error.DataException;
import io.vonk.io.FileInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.filter2.columnindex.RowRanges;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.filter2.dictionarylevel.DictionaryFilter;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.filter2.statisticslevel.StatisticsFilter;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.ColumnIndexFilter;
import org.apache.parquet.internal.filter2.columnindex.ColumnIndexStore;
import org.apache.parquet.internal.hadoop.metadata.IndexReference;
import org.jspecify.annotations.Nullable;

/** Finds out which rows of a row group a predicate may be true for, without reading the rows. Used by one thread. */
final class RowGroupPruning {
    private final FileInput file;
    private final Footer footer;
    private final int ordinal;
    private final FilterPredicate predicate;

    /**
     * Rows of a row group.
     *
     * @param from the first row
     * @param end the row after the last
     */
    record Range(long from, long end) {}

    RowGroupPruning(FileInput file, Footer footer, int ordinal, FilterPredicate predicate) {
        this.file = file;
        this.footer = footer;
        this.ordinal = ordinal;
        this.predicate = predicate;
    }

    /** Whether the footer's statistics alone say that no row can match. */
    static boolean excludedByStatistics(BlockMetaData group, FilterPredicate predicate) {
        return StatisticsFilter.canDrop(predicate, group.getColumns());
    }

    /** All rows of a row group. */
    static List<Range> allRows(BlockMetaData group) {
        return group.getRowCount() == 0 ? List.of() : List.of(new Range(0, group.getRowCount()));
    }

    /** The rows that may match, in order; empty if there are none. */
    List<Range> rows() throws IOException {
        BlockMetaData group = footer.rowGroups().get(ordinal);
        if (excludedByStatistics(group, predicate)) {
            return List.of();
        }
        try {
            List<ColumnChunkMetaData> columns = group.getColumns();
            if (DictionaryFilter.canDrop(predicate, columns, this::dictionary)) {
                return List.of();
            }
            if (BloomFilters.exclude(predicate, columns, file, footer.fileBytes())) {
                return List.of();
            }
            return pages(group);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private ChunkPlace place(ColumnChunkMetaData chunk) {
        return new ChunkPlace(footer.path(), ordinal, chunk.getPath().toDotString());
    }

    private @Nullable ColumnChunkMetaData chunk(String path) {
        for (ColumnChunkMetaData each : footer.rowGroups().get(ordinal).getColumns()) {
            if (each.getPath().toDotString().equals(path)) {
                return each;
            }
        }
        return null;
    }

    private @Nullable DictionaryPage dictionary(ColumnDescriptor column) {
        ColumnChunkMetaData chunk = chunk(String.join(".", column.getPath()));
        if (chunk == null) {
            return null;
        }
        try {
            ColumnPages pages = new ColumnPages(
                    file,
                    place(chunk),
                    ColumnPages.ChunkLayout.of(chunk, 0, 0),
                    new PageDecompressor(chunk.getCodec(), place(chunk)));
            byte[] bytes = pages.dictionary();
            return bytes == null
                    ? null
                    : new DictionaryPage(BytesInput.from(bytes), pages.dictionaryEntries(), Encoding.PLAIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Range> pages(BlockMetaData group) {
        RowRanges ranges;
        try {
            ranges = ColumnIndexFilter.calculateRowRanges(
                    FilterCompat.get(predicate),
                    new Indexes(),
                    group.getColumns().stream()
                            .map(ColumnChunkMetaData::getPath)
                            .collect(Collectors.toSet()),
                    group.getRowCount());
        } catch (UncheckedIOException | DataException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new DataException(footer.path() + " row group " + ordinal + " has a damaged page index: " + e, e);
        }
        List<Range> rows = new ArrayList<>();
        for (RowRanges.Range range : ranges.getRanges()) {
            if (range.from < 0 || range.to < range.from || range.to >= group.getRowCount()) {
                throw new DataException(footer.path() + " row group " + ordinal + " has a damaged page index: rows "
                        + range.from + " to " + range.to + " of " + group.getRowCount());
            }
            rows.add(new Range(range.from, range.to + 1));
        }
        return rows;
    }

    /** Reads page indexes when the filter asks for them. */
    private final class Indexes implements ColumnIndexStore {

        @Override
        public @Nullable ColumnIndex getColumnIndex(ColumnPath path) {
            ColumnChunkMetaData chunk = chunk(path.toDotString());
            if (chunk == null || chunk.getColumnIndexReference() == null) {
                return null;
            }
            byte[] bytes = read(chunk, chunk.getColumnIndexReference());
            try {
                return ParquetMetadataConverter.fromParquetColumnIndex(
                        chunk.getPrimitiveType(), Util.readColumnIndex(new ByteArrayInputStream(bytes)));
            } catch (IOException | RuntimeException e) {
                throw place(chunk).damaged("its column index cannot be understood: " + e.getMessage(), e);
            }
        }

        @Override
        public OffsetIndex getOffsetIndex(ColumnPath path) {
            ColumnChunkMetaData chunk = chunk(path.toDotString());
            if (chunk == null || chunk.getOffsetIndexReference() == null) {
                throw new MissingOffsetIndexException(path);
            }
            byte[] bytes = read(chunk, chunk.getOffsetIndexReference());
            try {
                return ParquetMetadataConverter.fromParquetOffsetIndex(
                        Util.readOffsetIndex(new ByteArrayInputStream(bytes)));
            } catch (IOException | RuntimeException e) {
                throw place(chunk).damaged("its offset index cannot be understood: " + e.getMessage(), e);
            }
        }

        private byte[] read(ColumnChunkMetaData chunk, IndexReference reference) {
            long offset = reference.getOffset();
            int length = reference.getLength();
            if (offset < 0 || length < 0 || offset > footer.fileBytes() - length) {
                throw place(chunk)
                        .damaged("its index should lie at byte " + offset + " with " + length + " bytes", null);
            }
            try {
                byte[] bytes = Footer.readFully(file, offset, length);
                CompactReader.check(bytes, 0, length);
                return bytes;
            } catch (CompactReader.MalformedException e) {
                throw place(chunk).damaged("its index cannot be understood: " + e.getMessage(), e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
