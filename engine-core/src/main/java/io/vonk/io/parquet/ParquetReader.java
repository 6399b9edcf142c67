package io.vonk.io.parquet;

import io.vonk.error.DataException;
import io.vonk.io.CountingReader;
import io.vonk.io.FileInput;
import io.vonk.io.RecordReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads the row groups of a split. Of each: first what can be left out is found, then the columns are read in step, a
 * vector of each at a time, and the rows that pass the filter become records.
 */
final class ParquetReader<T> implements RecordReader<T>, CountingReader {
    private final FileInput file;
    private final Footer footer;
    private final Projection<T> projection;
    private final int endRowGroup;

    private int rowGroup;

    /** The rows of the row group that are still to be read. */
    private final List<RowGroupPruning.Range> ranges = new ArrayList<>();

    private List<RowGroupColumns> columns = List.of();

    /** The next row of the row group that the columns would read. */
    private long columnRow;

    /** The row of the row group that the vectors begin with. */
    private long vectorStart;

    /** The rows of the vectors that passed the filter, and how many of them were handed out. */
    private final int[] selected = new int[ColumnVector.ROWS];

    private int selectedCount;
    private int selectedDone;

    /** Where the records of the last batch come from. */
    private int batchRowGroup;

    private long[] batchRows = new long[0];

    ParquetReader(FileInput file, Footer footer, ParquetSplit split, Projection<T> projection) {
        this.file = file;
        this.footer = footer;
        this.projection = projection;
        this.rowGroup = split.firstRowGroup() - 1;
        this.endRowGroup = split.endRowGroup();
    }

    @Override
    public int read(Object[] batch) throws IOException {
        while (selectedDone == selectedCount) {
            if (!fillVectors()) {
                return 0;
            }
        }
        int count = Math.min(batch.length, selectedCount - selectedDone);
        if (batchRows.length < count) {
            batchRows = new long[count];
        }
        batchRowGroup = rowGroup;
        for (int i = 0; i < count; i++) {
            int row = selected[selectedDone + i];
            batchRows[i] = vectorStart + row;
            batch[i] = assemble(row);
        }
        selectedDone += count;
        return count;
    }

    /** {@inheritDoc} Without a filter, footers tell, and no page is read; with one, only columns are, and no record is made. */
    @Override
    public long countRemaining() throws IOException {
        long count = (long) selectedCount - selectedDone;
        selectedDone = selectedCount;
        if (projection.test() == null && projection.predicate() == null) {
            for (RowGroupPruning.Range each : ranges) {
                count += each.end() - each.from();
            }
            ranges.clear();
            while (++rowGroup < endRowGroup) {
                count += footer.rowGroups().get(rowGroup).getRowCount();
            }
            rowGroup = endRowGroup;
            return count;
        }
        while (fillVectors()) {
            count += selectedCount;
            selectedDone = selectedCount;
        }
        return count;
    }

    @Override
    public String position(int index) {
        return position(batchRowGroup, batchRows[index]);
    }

    private String position(int group, long row) {
        return footer.path() + " row group " + group + " row " + row;
    }

    private T assemble(int row) {
        try {
            return projection.assembler().assemble(row);
        } catch (RuntimeException e) {
            throw new DataException(
                    position(rowGroup, vectorStart + row) + " cannot become a record: " + e.getMessage(), e);
        }
    }

    /** Fills the vectors with the next rows; returns false at the end of the split. */
    private boolean fillVectors() throws IOException {
        while (ranges.isEmpty()) {
            if (++rowGroup >= endRowGroup) {
                rowGroup = endRowGroup;
                return false;
            }
            openRowGroup();
        }
        RowGroupPruning.Range range = ranges.get(0);
        int count = (int) Math.min(ColumnVector.ROWS, range.end() - range.from());
        for (RowGroupColumns each : columns) {
            if (range.from() > columnRow) {
                each.skip(range.from() - columnRow);
            }
            each.read(count);
        }
        vectorStart = range.from();
        columnRow = range.from() + count;
        if (columnRow == range.end()) {
            ranges.remove(0);
        } else {
            ranges.set(0, new RowGroupPruning.Range(columnRow, range.end()));
        }
        select(count);
        return true;
    }

    private void select(int count) {
        RowTest test = projection.test();
        selectedDone = 0;
        selectedCount = 0;
        for (int row = 0; row < count; row++) {
            if (test == null || passes(test, row)) {
                selected[selectedCount++] = row;
            }
        }
    }

    private boolean passes(RowTest test, int row) {
        try {
            return test.test(row);
        } catch (RuntimeException e) {
            throw new DataException(
                    position(rowGroup, vectorStart + row) + " cannot be compared: " + e.getMessage(), e);
        }
    }

    private void openRowGroup() throws IOException {
        BlockMetaData group = footer.rowGroups().get(rowGroup);
        ranges.addAll(
                projection.predicate() == null
                        ? RowGroupPruning.allRows(group)
                        : new RowGroupPruning(file, footer, rowGroup, projection.predicate()).rows());
        columnRow = 0;
        columns = ranges.isEmpty() ? List.of() : openColumns(group);
    }

    private List<RowGroupColumns> openColumns(BlockMetaData group) throws IOException {
        Map<List<String>, ColumnChunkMetaData> chunks = new HashMap<>();
        for (ColumnChunkMetaData chunk : group.getColumns()) {
            chunks.put(List.of(chunk.getPath().toArray()), chunk);
        }
        List<RowGroupColumns> opened = new ArrayList<>();
        List<FileColumn> nested = new ArrayList<>();
        List<ColumnVector.Objects> nestedVectors = new ArrayList<>();
        for (Projection.Column column : projection.columns()) {
            if (column.flat() && column.column() instanceof FileColumn.Leaf leaf) {
                boolean optional = leaf.nullable();
                ColumnPages pages = pages(chunks, new String[] {leaf.name()}, 0, optional ? 1 : 0);
                opened.add(new FlatColumn(pages, leaf.leaf(), optional, column.vector()));
            } else {
                nested.add(column.column());
                nestedVectors.add((ColumnVector.Objects) column.vector());
            }
        }
        if (!nested.isEmpty()) {
            opened.add(openNested(chunks, nested, nestedVectors));
        }
        return opened;
    }

    private NestedColumns openNested(
            Map<List<String>, ColumnChunkMetaData> chunks, List<FileColumn> columns, List<ColumnVector.Objects> vectors)
            throws IOException {
        MessageType schema = new MessageType(
                footer.schema().getName(),
                columns.stream().map(FileColumn::stored).toArray(Type[]::new));
        Map<List<String>, ColumnPages> pages = new HashMap<>();
        for (ColumnDescriptor column : schema.getColumns()) {
            pages.put(
                    List.of(column.getPath()),
                    pages(chunks, column.getPath(), column.getMaxRepetitionLevel(), column.getMaxDefinitionLevel()));
        }
        String names = String.join(", ", columns.stream().map(FileColumn::name).toList());
        return NestedColumns.open(
                new NestedColumns.Request(columns, schema, footer.schema(), footer.createdBy()),
                pages,
                new ChunkPlace(footer.path(), rowGroup, names),
                vectors);
    }

    private ColumnPages pages(
            Map<List<String>, ColumnChunkMetaData> chunks, String[] path, int maxRepetition, int maxDefinition) {
        ColumnChunkMetaData chunk = chunks.get(List.of(path));
        ChunkPlace place = new ChunkPlace(footer.path(), rowGroup, String.join(".", path));
        if (chunk == null) {
            throw place.damaged("the footer does not say where it is", null);
        }
        return new ColumnPages(
                file,
                place,
                ColumnPages.ChunkLayout.of(chunk, maxRepetition, maxDefinition),
                new PageDecompressor(chunk.getCodec(), place));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
