package io.vonk.io.csv;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.VonkException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows as {@link Row}s of a schema, whose fields are columns of the file or of its directories. */
record SchemaTarget(Schema schema) implements RowTarget {

    SchemaTarget {
        for (Field field : schema.fields()) {
            javaType(field);
        }
    }

    @Override
    public String describe() {
        return "rows";
    }

    @Override
    public RowMaker bind(Columns columns, Dialect dialect) {
        List<String> names = columns.allNames();
        List<String> directories = List.copyOf(columns.directories().keySet());
        int fileColumns = columns.fileColumns();
        MethodHandle[] readers = new MethodHandle[schema.size()];
        int wanted = 0;
        int next = 0;
        for (int i = 0; i < readers.length; i++) {
            Field field = schema.field(i);
            int place = find(field.name(), names);
            if (columns.names() == null) {
                place = place >= 0 ? schema.size() + place : next++;
            } else if (place < 0) {
                throw columns.missing(field.name(), "the schema");
            }
            int firstDirectory = columns.names() == null ? schema.size() : fileColumns;
            if (place < firstDirectory) {
                readers[i] = FieldReaders.field(javaType(field), place);
                wanted = Math.max(wanted, place + 1);
            } else {
                String key = directories.get(place - firstDirectory);
                readers[i] = FieldReaders.directory(
                        javaType(field), key, columns.directories().get(key), columns, dialect);
            }
            readers[i] = readers[i].asType(MethodType.methodType(Object.class, RowBuffer.class));
        }
        return new Maker(schema, readers, wanted, columns.names() == null ? next : fileColumns);
    }

    private static int find(String name, List<String> names) {
        int exact = names.indexOf(name);
        if (exact >= 0) {
            return exact;
        }
        List<String> lower =
                names.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
        int found = lower.indexOf(name.toLowerCase(Locale.ROOT));
        return found == lower.lastIndexOf(name.toLowerCase(Locale.ROOT)) ? found : -1;
    }

    /** The class of the values of a column. */
    static Class<?> javaType(Field field) {
        DataType type = field.type();
        if (type instanceof DataType.Decimal) {
            return BigDecimal.class;
        }
        if (type instanceof DataType.Time) {
            return LocalTime.class;
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return timestamp.utc() ? Instant.class : LocalDateTime.class;
        }
        @Nullable Class<?> simple = type instanceof DataType.Simple named ? javaType(named) : null;
        if (simple == null) {
            throw new VonkException("column " + field.name() + " has type " + type + ", which no CSV field can be read"
                    + " as; use a boolean, number, decimal, string, date, time, timestamp or UUID");
        }
        return simple;
    }

    private static @Nullable Class<?> javaType(DataType.Simple type) {
        return switch (type) {
            case BOOLEAN -> Boolean.class;
            case INT8 -> Byte.class;
            case INT16 -> Short.class;
            case INT32 -> Integer.class;
            case INT64 -> Long.class;
            case FLOAT -> Float.class;
            case DOUBLE -> Double.class;
            case STRING, ENUM, JSON -> String.class;
            case DATE -> LocalDate.class;
            case UUID -> UUID.class;
            case UINT8, UINT16, UINT32, UINT64, FLOAT16, BYTES, BSON -> null;
        };
    }

    private static final class Maker implements RowMaker {
        private final Schema schema;
        private final MethodHandle[] readers;
        private final int wantedFields;
        private final int expectedFields;

        Maker(Schema schema, MethodHandle[] readers, int wantedFields, int expectedFields) {
            this.schema = schema;
            this.readers = readers;
            this.wantedFields = wantedFields;
            this.expectedFields = expectedFields;
        }

        @Override
        public Object make(RowBuffer row) throws Throwable {
            @Nullable Object[] values = new @Nullable Object[readers.length];
            for (int i = 0; i < readers.length; i++) {
                values[i] = (@Nullable Object) readers[i].invokeExact(row);
                if (values[i] == null && !schema.field(i).nullable()) {
                    throw new BadValue("a value: the column is not nullable");
                }
            }
            return Row.owning(schema, values);
        }

        @Override
        public int wantedFields() {
            return wantedFields;
        }

        @Override
        public boolean takesAnyValues() {
            return false;
        }

        @Override
        public int expectedFields() {
            return expectedFields;
        }
    }
}
