package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.internal.record.RecordBinding;
import io.vonk.internal.record.ValueShape;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns the value that a column has in a {@link Row} into the one that a record component wants. Only conversions that
 * keep the value are offered; where one could fail for some values it checks each. Immutable.
 */
final class ValueAdapter {
    private final String name;
    private final ValueShape shape;

    /** Converts values that are there. */
    private final Function<Object, Object> conversion;

    private ValueAdapter(String name, ValueShape shape, Function<Object, Object> conversion) {
        this.name = name;
        this.shape = shape;
        this.conversion = conversion;
    }

    /**
     * Makes the adapter.
     *
     * @param name the column, for messages
     * @param options whether columns may be missing in structs
     * @throws DataException if the column's type does not fit
     */
    static ValueAdapter of(String name, DataType type, ValueShape shape, ParquetReadOptions options) {
        return new ValueAdapter(name, shape, conversion(name, type, shape, options));
    }

    @Nullable
    Object adapt(@Nullable Object value) {
        if (value == null) {
            if (!shape.nullable()) {
                throw new DataException("column " + name + " is null, but its record component is a primitive;"
                        + " declare it with the wrapper class, or filter the nulls out");
            }
            return shape.absent();
        }
        return conversion.apply(value);
    }

    private static Function<Object, Object> conversion(
            String name, DataType type, ValueShape shape, ParquetReadOptions options) {
        if (shape instanceof ValueShape.Maybe maybe) {
            Function<Object, Object> inner = conversion(name, type, maybe.inner(), options);
            return value -> Optional.of(inner.apply(value));
        }
        if (shape instanceof ValueShape.Elements elements && type instanceof DataType.ListOf list) {
            return elements(of(name + ".element", list.element(), elements.element(), options));
        }
        if (shape instanceof ValueShape.Entries entries && type instanceof DataType.MapOf map) {
            return entries(
                    of(name + ".key", map.key(), entries.key(), options),
                    of(name + ".value", map.value(), entries.value(), options));
        }
        if (shape instanceof ValueShape.Nested nested && type instanceof DataType.Struct struct) {
            return record(name, struct.schema(), nested, options);
        }
        Function<Object, Object> conversion =
                shape instanceof ValueShape.Scalar ? scalar(type, box(shape.javaType())) : null;
        if (conversion == null) {
            throw new DataException("column " + name + " has type " + type + ", which does not fit a component of type "
                    + shape.javaType().getTypeName() + "; " + advice(type));
        }
        return conversion;
    }

    private static Function<Object, Object> elements(ValueAdapter element) {
        return value -> {
            List<?> from = (List<?>) value;
            List<@Nullable Object> to = new ArrayList<>(from.size());
            for (Object each : from) {
                to.add(element.adapt(each));
            }
            return to;
        };
    }

    private static Function<Object, Object> entries(ValueAdapter key, ValueAdapter valueAdapter) {
        return value -> {
            Map<@Nullable Object, @Nullable Object> to = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((k, v) -> to.put(key.adapt(k), valueAdapter.adapt(v)));
            return to;
        };
    }

    private static Function<Object, Object> record(
            String name, Schema schema, ValueShape.Nested nested, ParquetReadOptions options) {
        RecordBinding<?> binding = nested.binding();
        int[] fields = binding.match(schema.names());
        ValueAdapter[] adapters = new ValueAdapter[fields.length];
        for (int i = 0; i < fields.length; i++) {
            ValueShape shape = nested.components().get(i);
            if (fields[i] >= 0) {
                String fieldName = name + "." + schema.field(fields[i]).name();
                adapters[i] = of(fieldName, schema.field(fields[i]).type(), shape, options);
            } else {
                requireMissingAllowed(binding, i, shape, "column " + name, schema.names(), options);
            }
        }
        return value -> {
            Row row = (Row) value;
            @Nullable Object[] values = new Object[fields.length];
            for (int i = 0; i < fields.length; i++) {
                values[i] = fields[i] < 0 ? nested.components().get(i).absent() : adapters[i].adapt(row.get(fields[i]));
            }
            return binding.create(values);
        };
    }

    /** Throws unless a component may go without its column. */
    static void requireMissingAllowed(
            RecordBinding<?> binding,
            int component,
            ValueShape shape,
            String where,
            List<String> columns,
            ParquetReadOptions options) {
        boolean allowed = shape.nullable() && (options.allowMissingColumns() || shape instanceof ValueShape.Maybe);
        if (!allowed) {
            throw new DataException(where + " has nothing for component "
                    + binding.components().get(component).name() + " of record "
                    + binding.recordClass().getName() + "; it has: " + String.join(", ", columns)
                    + ". Name its column by @Column(\"...\"), or declare it Optional if it may be missing");
        }
    }

    private static @Nullable Function<Object, Object> scalar(DataType type, Class<?> wanted) {
        if (wanted.isEnum()) {
            return type == DataType.STRING || type == DataType.ENUM ? enumConversion(wanted) : null;
        }
        if (isInteger(type) && INTEGERS.containsKey(wanted)) {
            return INTEGERS.get(wanted);
        }
        if (wanted == Double.class || wanted == Float.class) {
            return floating(type, wanted);
        }
        if (wanted == BigDecimal.class || wanted == BigInteger.class) {
            return decimal(type, wanted);
        }
        if (wanted == String.class) {
            return type == DataType.BYTES
                    ? value -> LeafType.string((byte[]) value, 0, ((byte[]) value).length)
                    : identityIf(type == DataType.STRING || type == DataType.ENUM || type == DataType.JSON);
        }
        if (wanted == byte[].class) {
            boolean text = type == DataType.STRING || type == DataType.JSON;
            return text
                    ? value -> ((String) value).getBytes(StandardCharsets.UTF_8)
                    : identityIf(
                            type == DataType.BYTES || type == DataType.BSON || type instanceof DataType.FixedBytes);
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return identityIf(wanted == (timestamp.utc() ? Instant.class : LocalDateTime.class));
        }
        return identityIf((type == DataType.BOOLEAN && wanted == Boolean.class)
                || (type == DataType.DATE && wanted == LocalDate.class)
                || (type instanceof DataType.Time && wanted == LocalTime.class)
                || (type == DataType.UUID && wanted == UUID.class));
    }

    private static @Nullable Function<Object, Object> identityIf(boolean fits) {
        return fits ? value -> value : null;
    }

    private static final Map<Class<?>, Function<Object, Object>> INTEGERS = Map.of(
            Byte.class, value -> (byte) inRange(value, Byte.MIN_VALUE, Byte.MAX_VALUE),
            Short.class, value -> (short) inRange(value, Short.MIN_VALUE, Short.MAX_VALUE),
            Integer.class, value -> (int) inRange(value, Integer.MIN_VALUE, Integer.MAX_VALUE),
            Long.class, value -> inRange(value, Long.MIN_VALUE, Long.MAX_VALUE));

    private static long inRange(Object value, long min, long max) {
        boolean fits = !(value instanceof BigInteger big) || big.bitLength() < Long.SIZE;
        long number = ((Number) value).longValue();
        if (!fits || number < min || number > max) {
            throw new DataException("the value " + value + " does not fit a component of " + min + " to " + max
                    + "; declare it with a wider type");
        }
        return number;
    }

    static boolean isInteger(DataType type) {
        return type instanceof DataType.Simple simple
                && switch (simple) {
                    case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> true;
                    default -> false;
                };
    }

    private static @Nullable Function<Object, Object> floating(DataType type, Class<?> wanted) {
        boolean single = type == DataType.FLOAT || type == DataType.FLOAT16;
        if (wanted == Float.class) {
            return identityIf(single);
        }
        boolean exact = type == DataType.DOUBLE
                || single
                || (isInteger(type) && type != DataType.INT64 && type != DataType.UINT64);
        return exact ? value -> ((Number) value).doubleValue() : null;
    }

    private static @Nullable Function<Object, Object> decimal(DataType type, Class<?> wanted) {
        if (type instanceof DataType.Decimal decimal) {
            if (wanted == BigDecimal.class) {
                return value -> value;
            }
            return decimal.scale() == 0 ? value -> ((BigDecimal) value).toBigIntegerExact() : null;
        }
        if (!isInteger(type)) {
            return null;
        }
        return wanted == BigDecimal.class
                ? value -> new BigDecimal(value.toString())
                : value -> new BigInteger(value.toString());
    }

    private static Function<Object, Object> enumConversion(Class<?> wanted) {
        Map<String, Object> constants = new HashMap<>();
        for (Object constant : wanted.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
        return value -> {
            Object constant = constants.get(value);
            if (constant == null) {
                throw new DataException("'" + value + "' is none of the constants of " + wanted.getName() + ": "
                        + String.join(", ", constants.keySet().stream().sorted().toList()));
            }
            return constant;
        };
    }

    private static String advice(DataType type) {
        if (type instanceof DataType.Decimal) {
            return "declare it BigDecimal";
        }
        if (type instanceof DataType.Timestamp timestamp) {
            return "declare it " + (timestamp.utc() ? "Instant" : "LocalDateTime");
        }
        return "declare it as what a Row holds for this type";
    }

    private static Class<?> box(Class<?> type) {
        return type.isPrimitive() ? MethodType.methodType(type).wrap().returnType() : type;
    }
}
