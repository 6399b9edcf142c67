package io.vonk.io.csv;

import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.internal.record.RecordBinding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a record apart into the values of its columns. */
@FunctionalInterface
interface RowValues {

    /** The values, in an array that the caller may change. */
    @Nullable
    Object[] of(Object record);

    static RowValues ofRecords(RecordBinding<?> binding) {
        return ofBound(binding);
    }

    private static <R extends Record> RowValues ofBound(RecordBinding<R> binding) {
        int size = binding.components().size();
        return record -> {
            R bound = binding.recordClass().cast(record);
            @Nullable Object[] values = new @Nullable Object[size];
            for (int i = 0; i < size; i++) {
                values[i] = binding.value(i, bound);
            }
            return values;
        };
    }

    static RowValues ofRows(Schema schema) {
        return record -> {
            Row row = (Row) record;
            if (!row.schema().equals(schema) && !row.schema().names().equals(schema.names())) {
                throw new DataException("a row to write has the columns "
                        + row.schema().names() + ", but the file has " + schema.names() + "; write rows of one schema");
            }
            @Nullable Object[] values = new @Nullable Object[schema.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = row.get(i);
            }
            return values;
        };
    }

    static RowValues ofSequences() {
        return record -> record instanceof List<?> list ? list.toArray() : ((Object[]) record).clone();
    }
}
