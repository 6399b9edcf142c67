package io.vonk.internal.record;

import io.vonk.data.DataType;
import io.vonk.data.Field;
import io.vonk.data.Schema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The Java side of a column: what class its values have, and what is inside them. */
public sealed interface ValueShape {

    /** The class of the values. */
    Class<?> javaType();

    /** The type of a column that holds such values. */
    DataType dataType();

    /** Whether the values may be missing: primitives may not. */
    default boolean nullable() {
        return !javaType().isPrimitive();
    }

    /** What stands for a missing value; only where {@link #nullable}. */
    default @Nullable Object absent() {
        return null;
    }

    /**
     * A value without inner values.
     *
     * @param javaType a primitive, its wrapper, an enum, or one of a closed list of classes; see {@link #typeOf}
     */
    record Scalar(Class<?> javaType, DataType dataType) implements ValueShape {

        /**
         * The column type for a class, or null if it has none.
         *
         * @param precision that of {@link BigDecimal} columns
         * @param scale that of {@link BigDecimal} columns
         */
        static @Nullable DataType typeOf(Class<?> type, int precision, int scale) {
            if (type == BigDecimal.class) {
                return DataType.decimal(precision, scale);
            }
            return type.isEnum() ? DataType.ENUM : TYPES.get(type);
        }

        private static final Map<Class<?>, DataType> TYPES = Map.ofEntries(
                Map.entry(boolean.class, DataType.BOOLEAN),
                Map.entry(Boolean.class, DataType.BOOLEAN),
                Map.entry(byte.class, DataType.INT8),
                Map.entry(Byte.class, DataType.INT8),
                Map.entry(short.class, DataType.INT16),
                Map.entry(Short.class, DataType.INT16),
                Map.entry(int.class, DataType.INT32),
                Map.entry(Integer.class, DataType.INT32),
                Map.entry(long.class, DataType.INT64),
                Map.entry(Long.class, DataType.INT64),
                Map.entry(float.class, DataType.FLOAT),
                Map.entry(Float.class, DataType.FLOAT),
                Map.entry(double.class, DataType.DOUBLE),
                Map.entry(Double.class, DataType.DOUBLE),
                Map.entry(String.class, DataType.STRING),
                Map.entry(byte[].class, DataType.BYTES),
                Map.entry(BigInteger.class, DataType.decimal(38, 0)),
                Map.entry(LocalDate.class, DataType.DATE),
                Map.entry(LocalTime.class, DataType.TIME),
                Map.entry(Instant.class, DataType.TIMESTAMP),
                Map.entry(LocalDateTime.class, DataType.LOCAL_TIMESTAMP),
                Map.entry(UUID.class, DataType.UUID));
    }

    /** {@link List}. */
    record Elements(ValueShape element) implements ValueShape {
        @Override
        public Class<?> javaType() {
            return List.class;
        }

        @Override
        public DataType dataType() {
            return new DataType.ListOf(element.dataType(), element.nullable());
        }
    }

    /** {@link Map}. */
    record Entries(ValueShape key, ValueShape value) implements ValueShape {
        @Override
        public Class<?> javaType() {
            return Map.class;
        }

        @Override
        public DataType dataType() {
            return new DataType.MapOf(key.dataType(), value.dataType(), value.nullable());
        }
    }

    /** {@link Optional}; a missing value is the empty one, never null. */
    record Maybe(ValueShape inner) implements ValueShape {
        @Override
        public Class<?> javaType() {
            return Optional.class;
        }

        @Override
        public DataType dataType() {
            return inner.dataType();
        }

        @Override
        public Object absent() {
            return Optional.empty();
        }
    }

    /** A record inside a record. */
    record Nested(RecordBinding<?> binding, List<ValueShape> components) implements ValueShape {
        public Nested {
            components = List.copyOf(components);
        }

        @Override
        public Class<?> javaType() {
            return binding.recordClass();
        }

        @Override
        public DataType dataType() {
            return new DataType.Struct(schema());
        }

        /** The columns, one for each component. */
        public Schema schema() {
            Field[] fields = new Field[components.size()];
            for (int i = 0; i < fields.length; i++) {
                ValueShape shape = components.get(i);
                fields[i] = new Field(binding.components().get(i).columnName(), shape.dataType(), shape.nullable());
            }
            return Schema.of(fields);
        }
    }
}
