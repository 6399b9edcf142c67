package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.DataType.Resolution;
import io.vonk.error.DataException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A column of a row group that has one value or null for each record. Used by one thread.
 *
 * <p>There is a method for each Java type that is written often; they are not overloaded by accident: the JIT keeps a
 * profile for each method, and so sees one class of values, statistics and dictionary in each.
 */
final class FlatCell {
    private static final long MAX_MICRO_SECONDS = Long.MAX_VALUE / 1_000_000 - 1;
    private static final int MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private final String name;
    private final ColumnWriter column;
    private final ValueWriter writer;
    private final boolean micros;
    private final boolean text;

    /** The definition level of a value that is there. */
    private final int there;

    private final Values values = new Values();
    private @Nullable String lastText;
    private Binary lastBinary = Binary.EMPTY;

    FlatCell(String name, DataType type, ColumnWriter column, ValueWriter writer, int there) {
        this.name = name;
        this.column = column;
        this.writer = writer;
        this.there = there;
        this.micros = type instanceof DataType.Timestamp timestamp
                && !timestamp.utc()
                && timestamp.resolution() == Resolution.MICROS;
        this.text = type == DataType.STRING;
    }

    // A component of a record: its place among the cells comes first, so that method handles can fix it.

    static void putInt(FlatCell[] cells, int index, int value) {
        FlatCell cell = cells[index];
        cell.column.write(value, 0, cell.there);
    }

    static void putLong(FlatCell[] cells, int index, long value) {
        FlatCell cell = cells[index];
        cell.column.write(value, 0, cell.there);
    }

    static void putDouble(FlatCell[] cells, int index, double value) {
        FlatCell cell = cells[index];
        cell.column.write(value, 0, cell.there);
    }

    static void putInteger(FlatCell[] cells, int index, @Nullable Integer value) {
        FlatCell cell = cells[index];
        if (value == null) {
            cell.column.writeNull(0, 0);
        } else {
            cell.column.write(value.intValue(), 0, cell.there);
        }
    }

    static void putLongOrNull(FlatCell[] cells, int index, @Nullable Long value) {
        FlatCell cell = cells[index];
        if (value == null) {
            cell.column.writeNull(0, 0);
        } else {
            cell.column.write(value.longValue(), 0, cell.there);
        }
    }

    static void putDoubleOrNull(FlatCell[] cells, int index, @Nullable Double value) {
        FlatCell cell = cells[index];
        if (value == null) {
            cell.column.writeNull(0, 0);
        } else {
            cell.column.write(value.doubleValue(), 0, cell.there);
        }
    }

    static void putString(FlatCell[] cells, int index, @Nullable String value) {
        FlatCell cell = cells[index];
        if (value == null) {
            cell.column.writeNull(0, 0);
        } else if (cell.text && value.equals(cell.lastText)) {
            cell.column.write(cell.lastBinary, 0, cell.there);
        } else {
            cell.putPresent(value);
            cell.lastText = value;
        }
    }

    @SuppressWarnings("JavaLocalDateTimeGetNano") // the seconds are those of the epoch
    static void putDateTime(FlatCell[] cells, int index, @Nullable LocalDateTime value) {
        FlatCell cell = cells[index];
        if (value == null) {
            cell.column.writeNull(0, 0);
            return;
        }
        long seconds = value.toEpochSecond(ZoneOffset.UTC);
        int nanos = value.getNano();
        if (cell.micros && nanos % NANOS_PER_MICRO == 0 && Math.abs(seconds) < MAX_MICRO_SECONDS) {
            cell.column.write(seconds * MICROS + nanos / NANOS_PER_MICRO, 0, cell.there);
        } else {
            cell.putPresent(value);
        }
    }

    /** Any value, in the way of {@link ValueWriter}. */
    static void put(FlatCell[] cells, int index, @Nullable Object maybe) {
        FlatCell cell = cells[index];
        Object value = ValueWriter.inside(maybe);
        if (value == null) {
            cell.column.writeNull(0, 0);
        } else {
            cell.putPresent(value);
        }
    }

    private void putPresent(Object value) {
        try {
            writer.write(value, values);
        } catch (ClassCastException | DataException e) {
            throw ValueWriter.inColumn(name, value, e);
        }
    }

    /** Takes the one value of a column that {@link ValueWriter} writes. */
    private final class Values extends RecordConsumer {
        @Override
        public void addInteger(int value) {
            column.write(value, 0, there);
        }

        @Override
        public void addLong(long value) {
            column.write(value, 0, there);
        }

        @Override
        public void addBoolean(boolean value) {
            column.write(value, 0, there);
        }

        @Override
        public void addBinary(Binary value) {
            lastBinary = value;
            column.write(value, 0, there);
        }

        @Override
        public void addFloat(float value) {
            column.write(value, 0, there);
        }

        @Override
        public void addDouble(double value) {
            column.write(value, 0, there);
        }

        @Override
        public void startMessage() {
            throw nested();
        }

        @Override
        public void endMessage() {
            throw nested();
        }

        @Override
        public void startField(String field, int index) {
            throw nested();
        }

        @Override
        public void endField(String field, int index) {
            throw nested();
        }

        @Override
        public void startGroup() {
            throw nested();
        }

        @Override
        public void endGroup() {
            throw nested();
        }

        private IllegalStateException nested() {
            return new IllegalStateException("column " + name + " is not flat");
        }
    }
}
