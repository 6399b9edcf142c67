package io.vonk.io.parquet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a row group, those of numbers that {@link NumberColumn#fits} being written by one, and all others by the library.
 * Used by one thread.
 */
final class FlatColumns implements ColumnWriteStore {
    private final Map<ColumnDescriptor, NumberColumn> numbers = new HashMap<>();

    /** The columns of the library; null if there are none. */
    private final @Nullable ColumnWriteStore others;

    FlatColumns(MessageType schema, ParquetProperties properties, ColumnChunkPageWriteStore pages) {
        NumberColumn.Scratch scratch = new NumberColumn.Scratch();
        for (ColumnDescriptor column : schema.getColumns()) {
            if (isOfRoot(column) && NumberColumn.fits(column, properties)) {
                numbers.put(column, new NumberColumn(column, properties, pages.getPageWriter(column), scratch));
            }
        }
        List<Type> left = new ArrayList<>();
        for (Type field : schema.getFields()) {
            if (!field.isPrimitive()
                    || !numbers.containsKey(schema.getColumnDescription(new String[] {field.getName()}))) {
                left.add(field);
            }
        }
        this.others = left.isEmpty()
                ? null
                : properties.newColumnWriteStore(new MessageType(schema.getName(), left), pages, pages);
    }

    private static boolean isOfRoot(ColumnDescriptor column) {
        return column.getPath().length == 1;
    }

    @Override
    public ColumnWriter getColumnWriter(ColumnDescriptor column) {
        NumberColumn number = numbers.get(column);
        if (number != null) {
            return number;
        }
        if (others == null) {
            throw new IllegalArgumentException("no column " + column);
        }
        return others.getColumnWriter(column);
    }

    /** Columns of numbers count their rows themselves. */
    @Override
    public void endRecord() {
        if (others != null) {
            others.endRecord();
        }
    }

    @Override
    public boolean isColumnFlushNeeded() {
        return others != null && others.isColumnFlushNeeded();
    }

    @Override
    public void flush() {
        for (NumberColumn each : numbers.values()) {
            each.finish();
        }
        if (others != null) {
            others.flush();
        }
    }

    @Override
    public long getBufferedSize() {
        long bytes = others == null ? 0 : others.getBufferedSize();
        for (NumberColumn each : numbers.values()) {
            bytes += each.getBufferedSizeInMemory();
        }
        return bytes;
    }

    @Override
    public long getAllocatedSize() {
        long bytes = others == null ? 0 : others.getAllocatedSize();
        for (NumberColumn each : numbers.values()) {
            bytes += each.allocatedSize();
        }
        return bytes;
    }

    @Override
    public String memUsageString() {
        return getBufferedSize() + " of " + getAllocatedSize() + " bytes";
    }

    @Override
    public void close() {
        if (others != null) {
            others.close();
        }
    }
}
