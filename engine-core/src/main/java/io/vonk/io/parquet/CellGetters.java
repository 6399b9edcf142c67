package io.vonk.io.parquet;

import io.vonk.io.parquet.RowAssembler.Cell;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * Values of a row for the components of a record: from the vector, or the cell, that is at an index among the cells. Method
 * handles fix the index, so the class of each is known where the code is compiled.
 */
final class CellGetters {
    private static final long MICROS_PER_DAY = 86_400_000_000L;
    private static final int NANOS_PER_MICRO = 1_000;

    private CellGetters() {}

    static int intAt(Object[] cells, int index, int row) {
        return ((ColumnVector.Ints) cells[index]).intAt(row);
    }

    static long longAt(Object[] cells, int index, int row) {
        return ((ColumnVector.Longs) cells[index]).longAt(row);
    }

    static double doubleAt(Object[] cells, int index, int row) {
        return ((ColumnVector.Doubles) cells[index]).doubleAt(row);
    }

    static float floatAt(Object[] cells, int index, int row) {
        return ((ColumnVector.Floats) cells[index]).floatAt(row);
    }

    static boolean booleanAt(Object[] cells, int index, int row) {
        return ((ColumnVector.Booleans) cells[index]).booleanAt(row);
    }

    static @Nullable Integer integerOrNull(Object[] cells, int index, int row) {
        ColumnVector.Ints vector = (ColumnVector.Ints) cells[index];
        return vector.nulls[row] ? null : (Integer) vector.values[row];
    }

    static @Nullable Long longOrNull(Object[] cells, int index, int row) {
        ColumnVector.Longs vector = (ColumnVector.Longs) cells[index];
        return vector.nulls[row] ? null : (Long) vector.values[row];
    }

    static @Nullable Double doubleOrNull(Object[] cells, int index, int row) {
        ColumnVector.Doubles vector = (ColumnVector.Doubles) cells[index];
        return vector.nulls[row] ? null : (Double) vector.values[row];
    }

    static @Nullable LocalDateTime dateTimeOfMicros(Object[] cells, int index, int row) {
        ColumnVector.Longs vector = (ColumnVector.Longs) cells[index];
        if (vector.nulls[row]) {
            return null;
        }
        long micros = vector.values[row];
        long day = Math.floorDiv(micros, MICROS_PER_DAY);
        long ofDay = micros - day * MICROS_PER_DAY;
        return LocalDateTime.of(vector.dates.ofEpochDay(day), LocalTime.ofNanoOfDay(ofDay * NANOS_PER_MICRO));
    }

    static @Nullable String text(Object[] cells, int index, int row) {
        ColumnVector.Objects vector = (ColumnVector.Objects) cells[index];
        return vector.nulls[row] ? null : (String) vector.values[row];
    }

    static @Nullable Object value(Object[] cells, int index, int row) {
        return ((Cell) cells[index]).value(row);
    }
}
