package io.vonk.io.parquet;

import io.vonk.error.DataException;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Some values of one column, by row of the batch that was read last. Which class it is depends on how the column is
 * stored. Used by one thread, filled again for each batch.
 */
abstract sealed class ColumnVector {
    /** How many rows a batch has at most. */
    static final int ROWS = 1024;

    private final String column;

    /** Which rows are null; all false where the column is required. */
    final boolean[] nulls = new boolean[ROWS];

    private ColumnVector(String column) {
        this.column = column;
    }

    /** The value as Java sees it, or null. */
    abstract @Nullable Object value(int row);

    /** Decodes values to the rows from {@code from} on. */
    abstract void decode(ValueDecoder decoder, int from, int count);

    /** Moves a value from one row to a later one. */
    abstract void move(int from, int to);

    final boolean isNull(int row) {
        return nulls[row];
    }

    /** The column's name, for messages. */
    final String column() {
        return column;
    }

    final void requireValue(int row) {
        if (nulls[row]) {
            throw new DataException("column " + column + " is null, but its record component is a primitive;"
                    + " declare it with the wrapper class, or filter the nulls out");
        }
    }

    /**
     * Makes a vector for a flat column.
     *
     * @param leaf the type of the column
     */
    static ColumnVector of(LeafType leaf, String column) {
        return switch (leaf.stored().getPrimitiveTypeName()) {
            case BOOLEAN -> new Booleans(column);
            case INT32 -> new Ints(column, leaf.ofInt());
            case INT64 -> new Longs(column, leaf.ofLong());
            case FLOAT -> new Floats(column);
            case DOUBLE -> new Doubles(column);
            default -> new Objects(column);
        };
    }

    static final class Booleans extends ColumnVector {
        final boolean[] values = new boolean[ROWS];

        Booleans(String column) {
            super(column);
        }

        boolean booleanAt(int row) {
            requireValue(row);
            return values[row];
        }

        @Override
        @Nullable
        Object value(int row) {
            return nulls[row] ? null : values[row];
        }

        @Override
        void decode(ValueDecoder decoder, int from, int count) {
            decoder.booleans(values, from, count);
        }

        @Override
        void move(int from, int to) {
            values[to] = values[from];
        }
    }

    static final class Ints extends ColumnVector {
        final int[] values = new int[ROWS];
        private final IntFunction<Object> meaning;

        Ints(String column, IntFunction<Object> meaning) {
            super(column);
            this.meaning = meaning;
        }

        int intAt(int row) {
            requireValue(row);
            return values[row];
        }

        @Override
        @Nullable
        Object value(int row) {
            return nulls[row] ? null : meaning.apply(values[row]);
        }

        @Override
        void decode(ValueDecoder decoder, int from, int count) {
            decoder.ints(values, from, count);
        }

        @Override
        void move(int from, int to) {
            values[to] = values[from];
        }
    }

    static final class Longs extends ColumnVector {
        final long[] values = new long[ROWS];

        /** For moments. */
        final RecentDates dates = new RecentDates();

        private final LongFunction<Object> meaning;

        Longs(String column, LongFunction<Object> meaning) {
            super(column);
            this.meaning = meaning;
        }

        long longAt(int row) {
            requireValue(row);
            return values[row];
        }

        @Override
        @Nullable
        Object value(int row) {
            return nulls[row] ? null : meaning.apply(values[row]);
        }

        @Override
        void decode(ValueDecoder decoder, int from, int count) {
            decoder.longs(values, from, count);
        }

        @Override
        void move(int from, int to) {
            values[to] = values[from];
        }
    }

    static final class Floats extends ColumnVector {
        final float[] values = new float[ROWS];

        Floats(String column) {
            super(column);
        }

        float floatAt(int row) {
            requireValue(row);
            return values[row];
        }

        @Override
        @Nullable
        Object value(int row) {
            return nulls[row] ? null : values[row];
        }

        @Override
        void decode(ValueDecoder decoder, int from, int count) {
            decoder.floats(values, from, count);
        }

        @Override
        void move(int from, int to) {
            values[to] = values[from];
        }
    }

    static final class Doubles extends ColumnVector {
        final double[] values = new double[ROWS];

        Doubles(String column) {
            super(column);
        }

        double doubleAt(int row) {
            requireValue(row);
            return values[row];
        }

        @Override
        @Nullable
        Object value(int row) {
            return nulls[row] ? null : values[row];
        }

        @Override
        void decode(ValueDecoder decoder, int from, int count) {
            decoder.doubles(values, from, count);
        }

        @Override
        void move(int from, int to) {
            values[to] = values[from];
        }
    }

    /** Values that are Java objects already: of byte arrays, and of nested columns. */
    static final class Objects extends ColumnVector {
        final @Nullable Object[] values = new Object[ROWS];

        Objects(String column) {
            super(column);
        }

        void set(int row, @Nullable Object value) {
            values[row] = value;
            nulls[row] = value == null;
        }

        @Override
        @Nullable
        Object value(int row) {
            return nulls[row] ? null : values[row];
        }

        @Override
        @SuppressWarnings("NullAway") // the decoder writes values only
        void decode(ValueDecoder decoder, int from, int count) {
            decoder.objects(values, from, count);
        }

        @Override
        void move(int from, int to) {
            values[to] = values[from];
        }
    }
}
