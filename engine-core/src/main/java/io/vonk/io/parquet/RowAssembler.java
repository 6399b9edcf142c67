package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.internal.record.RecordBinding;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the record of a row of the current batch. Used by one thread. */
interface RowAssembler<T> {

    T assemble(int row);

    /** Where a value of a record comes from. */
    sealed interface Cell {

        @Nullable
        Object value(int row);
    }

    /** A column of the file, converted. */
    record ColumnCell(
            ColumnVector vector, DataType type, @Nullable ValueAdapter adapter) implements Cell {
        @Override
        public @Nullable Object value(int row) {
            Object value = vector.value(row);
            return adapter == null ? value : adapter.adapt(value);
        }
    }

    /** The same in all rows: of a {@code key=value} directory, or of a missing column. */
    record ConstantCell(@Nullable Object constant) implements Cell {
        @Override
        public @Nullable Object value(int row) {
            return constant;
        }
    }

    /** Makes rows. */
    static RowAssembler<Row> rows(Schema schema, List<Cell> cells) {
        Cell[] each = cells.toArray(Cell[]::new);
        return row -> {
            @Nullable Object[] values = new Object[each.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = each[i].value(row);
            }
            return Row.owning(schema, values);
        };
    }

    /**
     * Makes records of a class. The whole way from the vectors through the constructor is one method handle, so that
     * primitives are never boxed.
     */
    static <R extends Record> RowAssembler<R> records(RecordBinding<R> binding, List<Cell> cells) {
        MethodHandle constructor = binding.constructor();
        MethodHandle[] getters = new MethodHandle[cells.size()];
        for (int i = 0; i < getters.length; i++) {
            getters[i] = getter(cells.get(i), constructor.type().parameterType(i));
        }
        MethodHandle perCell = MethodHandles.filterArguments(constructor, 0, getters);
        MethodHandle handle = MethodHandles.permuteArguments(
                        perCell, MethodType.methodType(binding.recordClass(), int.class), new int[getters.length])
                .asType(MethodType.methodType(Record.class, int.class));
        return new HandleAssembler<>(binding.recordClass(), handle);
    }

    /** {@code (int row) -> type}. */
    private static MethodHandle getter(Cell cell, Class<?> type) {
        MethodHandle getter = cell instanceof ColumnCell column ? primitiveGetter(column, type) : null;
        if (getter == null) {
            getter = find(Cell.class, "value", Object.class).bindTo(cell);
        }
        return getter.asType(MethodType.methodType(type, int.class));
    }

    /** A getter that does without boxing, or null where the value needs its class to be converted. */
    private static @Nullable MethodHandle primitiveGetter(ColumnCell cell, Class<?> type) {
        ColumnVector vector = cell.vector();
        if (vector instanceof ColumnVector.Ints
                && cell.type() == DataType.INT32
                && (type == int.class || type == long.class || type == double.class)) {
            return find(ColumnVector.Ints.class, "intAt", int.class).bindTo(vector);
        }
        if (vector instanceof ColumnVector.Longs && cell.type() == DataType.INT64 && type == long.class) {
            return find(ColumnVector.Longs.class, "longAt", long.class).bindTo(vector);
        }
        if (vector instanceof ColumnVector.Doubles && type == double.class) {
            return find(ColumnVector.Doubles.class, "doubleAt", double.class).bindTo(vector);
        }
        if (vector instanceof ColumnVector.Floats && (type == float.class || type == double.class)) {
            return find(ColumnVector.Floats.class, "floatAt", float.class).bindTo(vector);
        }
        return vector instanceof ColumnVector.Booleans && type == boolean.class
                ? find(ColumnVector.Booleans.class, "booleanAt", boolean.class).bindTo(vector)
                : null;
    }

    private static MethodHandle find(Class<?> owner, String method, Class<?> result) {
        try {
            return MethodHandles.lookup().findVirtual(owner, method, MethodType.methodType(result, int.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(owner + "." + method, e);
        }
    }
}
