package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Filter;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.internal.file.InputFile;
import io.vonk.internal.record.ValueShape;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The columns that {@code key=value} directories stand for: their types, and their values as these types. */
final class PartitionColumns {

    private PartitionColumns() {}

    /**
     * The columns of all files together. A column is an INT32, INT64 or DATE if all its values are spelled as such a value
     * would be written, without leading zeros, and a STRING otherwise. A file without the key has null.
     */
    static Schema of(List<InputFile> files) {
        Set<String> names = new LinkedHashSet<>();
        files.forEach(file -> names.addAll(file.partitionValues().keySet()));
        List<Field> fields = new ArrayList<>();
        for (String name : names) {
            List<String> values = new ArrayList<>();
            for (InputFile file : files) {
                String value = file.partitionValues().get(name);
                if (value != null) {
                    values.add(value);
                }
            }
            fields.add(Field.of(name, typeOf(values)));
        }
        return new Schema(fields);
    }

    private static DataType typeOf(List<String> values) {
        for (DataType type : List.of(DataType.INT32, DataType.INT64, DataType.DATE)) {
            if (!values.isEmpty() && values.stream().allMatch(value -> isSpelled(value, type))) {
                return type;
            }
        }
        return DataType.STRING;
    }

    private static boolean isSpelled(String text, DataType type) {
        try {
            return parse(text, type).toString().equals(text);
        } catch (NumberFormatException | DateTimeException other) {
            return false;
        }
    }

    private static Object parse(String text, DataType type) {
        if (type == DataType.INT32) {
            return Integer.valueOf(text);
        }
        if (type == DataType.INT64) {
            return Long.valueOf(text);
        }
        return type == DataType.DATE ? LocalDate.parse(text) : text;
    }

    /** A file's value of a column, as its type says. */
    static @Nullable Object value(InputFile file, Field column) {
        String text = file.partitionValues().get(column.name());
        return text == null ? null : parse(text, column.type());
    }

    /** A file's value of a column, as a record component wants it. */
    static @Nullable Object value(InputFile file, String column, ValueShape shape) {
        String text = file.partitionValues().get(column);
        if (shape instanceof ValueShape.Maybe maybe) {
            return Optional.ofNullable(text == null ? null : value(file, column, maybe.inner()));
        }
        if (text == null) {
            if (!shape.nullable()) {
                throw new DataException(file.path() + " has no value of " + column
                        + " in its path, but the component is a primitive; declare it with the wrapper class");
            }
            return null;
        }
        try {
            return parse(text, shape.javaType());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new DataException(
                    file.path() + " has '" + text + "' as its value of " + column + ", which is not of type "
                            + shape.javaType().getTypeName(),
                    e);
        }
    }

    /**
     * Whether a file can hold records for which a filter is true, as far as its directories say. What the filter asks of
     * other columns counts as true.
     *
     * @param isPartition whether a name means one of the partition columns
     */
    static boolean mayMatch(Filter filter, Predicate<String> isPartition, Function<String, RowTest.Input> inputs) {
        if (filter instanceof Filter.And and) {
            return mayMatch(and.left(), isPartition, inputs) && mayMatch(and.right(), isPartition, inputs);
        }
        if (filter instanceof Filter.Or or) {
            return mayMatch(or.left(), isPartition, inputs) || mayMatch(or.right(), isPartition, inputs);
        }
        return !isPartition.test(RowTest.columnOf(filter))
                || RowTest.of(filter, inputs).test(0);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the class is that of an enum
    private static Object parse(String text, Class<?> wanted) {
        if (wanted.isEnum()) {
            return Enum.valueOf((Class) wanted, text);
        }
        if (wanted == String.class) {
            return text;
        }
        if (wanted == int.class || wanted == Integer.class) {
            return Integer.valueOf(text);
        }
        if (wanted == long.class || wanted == Long.class) {
            return Long.valueOf(text);
        }
        if (wanted == short.class || wanted == Short.class) {
            return Short.valueOf(text);
        }
        if (wanted == byte.class || wanted == Byte.class) {
            return Byte.valueOf(text);
        }
        if (wanted == double.class || wanted == Double.class) {
            return Double.valueOf(text);
        }
        if (wanted == float.class || wanted == Float.class) {
            return Float.valueOf(text);
        }
        if (wanted == LocalDate.class) {
            return LocalDate.parse(text);
        }
        if (wanted == BigDecimal.class) {
            return new BigDecimal(text);
        }
        if (wanted == BigInteger.class) {
            return new BigInteger(text);
        }
        boolean truth = (wanted == boolean.class || wanted == Boolean.class)
                && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"));
        if (truth) {
            return Boolean.valueOf(text);
        }
        throw new IllegalArgumentException("no way to read it as " + wanted);
    }
}
