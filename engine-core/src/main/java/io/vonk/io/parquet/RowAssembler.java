package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.internal.record.RecordBinding;
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
        return RecordAssembler.of(binding, cells);
    }
}
