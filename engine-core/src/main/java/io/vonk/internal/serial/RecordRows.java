package io.vonk.internal.serial;

import io.vonk.data.Pair;
import io.vonk.function.SerBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How records of one class, all of whose components are primitive, lie in an array of longs side by side: component by component,
 * numbers with a point as their bits. Combinations of a million keys that lie like that are one object for the collector, and
 * one record's are next to each other in memory.
 *
 * <p>A record that was put and got is equal to the one before, by the contract of {@link Record}, but not the same object.
 *
 * <p>Thread safety: immutable.
 */
public abstract class RecordRows {
    private static final int MAX_WIDTH = 16;

    /** Code for a class lives as long as the class; null where there can be none. */
    private static final ClassValue<@Nullable RecordRows[]> ROWS = new ClassValue<>() {
        @Override
        protected @Nullable RecordRows[] computeValue(Class<?> type) {
            return new @Nullable RecordRows[] {generate(type)};
        }
    };

    private final Class<?> type;
    private final int width;

    /** For {@link RowsGenerator}, which has the class and the number of its components. */
    RecordRows(Class<?> type, int width) {
        this.type = type;
        this.width = width;
    }

    /**
     * Rows for the class of {@code record}; null if that is no record class, has components that are not primitive, none or more
     * than {@value #MAX_WIDTH}, or keeps them closed.
     */
    public static @Nullable RecordRows of(@Nullable Object record) {
        return record instanceof Record ? ROWS.get(record.getClass())[0] : null;
    }

    private static @Nullable RecordRows generate(Class<?> type) {
        RecordShape shape = RecordShape.of(type);
        if (shape == null || shape.size() == 0 || shape.size() > MAX_WIDTH) {
            return null;
        }
        for (int i = 0; i < shape.size(); i++) {
            if (!shape.type(i).isPrimitive()) {
                return null;
            }
        }
        return RowsGenerator.generate(shape);
    }

    /** How many longs a record takes. */
    public final int width() {
        return width;
    }

    /** Whether it is of the class that these rows are for. */
    public final boolean takes(@Nullable Object record) {
        return isOf(record, type);
    }

    /** Writes a record that these rows take to {@code rows} from index {@code at} on. */
    public abstract void put(Object record, long[] rows, int at);

    /** Makes the record that was written to {@code rows} at index {@code at}. */
    public abstract Object get(long[] rows, int at);

    /**
     * For each index i from {@code from} on: replaces the row {@code numbers[i]} by what {@code function} makes of its record and
     * the i-th value. Compiled, this is a loop of its own for each class, which the user's function becomes a part of; then neither
     * the record that it is given nor the one that it gives need be made.
     *
     * <p>Stops before an index whose number is {@code size}, a row that is not there yet; and after one for which the
     * function gave something that these rows do not take: that goes to {@code misfit[0]}, and the row stays as it was. So it does if
     * the function throws.
     *
     * @param records the values; if {@code pairs}, pairs with the values
     * @return the index that it stopped before, {@code to} at the end; or, of one that it stopped after, the complement
     */
    public abstract int merge(
            SerBiFunction<@Nullable Object, @Nullable Object, @Nullable Object> function,
            @Nullable Object[] records,
            boolean pairs,
            int from,
            int to,
            int[] numbers,
            int size,
            long[] rows,
            @Nullable Object[] misfit)
            throws Exception;

    // What the generated code calls: short, so that it becomes a part of the loop.

    static boolean isOf(@Nullable Object record, Class<?> type) {
        return record != null && record.getClass() == type;
    }

    static @Nullable Object value(@Nullable Object record, boolean pairs) {
        return pairs && record instanceof Pair<?, ?> pair ? pair.value() : record;
    }

    static long bits(long value) {
        return value;
    }

    static long bits(int value) {
        return value;
    }

    static long bits(boolean value) {
        return value ? 1 : 0;
    }

    static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    static long bits(float value) {
        return Float.floatToRawIntBits(value);
    }

    static long longOf(long bits) {
        return bits;
    }

    static int intOf(long bits) {
        return (int) bits;
    }

    static short shortOf(long bits) {
        return (short) bits;
    }

    static byte byteOf(long bits) {
        return (byte) bits;
    }

    static char charOf(long bits) {
        return (char) bits;
    }

    static boolean booleanOf(long bits) {
        return bits != 0;
    }

    static double doubleOf(long bits) {
        return Double.longBitsToDouble(bits);
    }

    static float floatOf(long bits) {
        return Float.intBitsToFloat((int) bits);
    }
}
