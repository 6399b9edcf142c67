package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.DataType.Resolution;
import io.vonk.data.Field;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.error.DataException;
import io.vonk.internal.record.RecordBinding;
import io.vonk.internal.record.ValueShape;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of a column, or of a part of a nested one, that are there. Nothing is rounded or cut: a value that
 * its type cannot hold exactly is a {@link DataException}.
 */
interface ValueWriter {

    void write(Object value, RecordConsumer to);

    /** For values as {@link Row}s have them. */
    static ValueWriter of(DataType type) {
        if (type instanceof DataType.ListOf list) {
            return elements(of(list.element()), list.elementNullable());
        }
        if (type instanceof DataType.MapOf map) {
            return entries(of(map.key()), of(map.value()), map.valueNullable());
        }
        if (type instanceof DataType.Struct struct) {
            RowFields fields = new RowFields(struct.schema());
            return (value, to) -> {
                to.startGroup();
                fields.write((Row) value, to);
                to.endGroup();
            };
        }
        return scalar(type);
    }

    /** For values as records have them. */
    static ValueWriter of(ValueShape shape) {
        if (shape instanceof ValueShape.Elements list) {
            return elements(of(list.element()), list.element().nullable());
        }
        if (shape instanceof ValueShape.Entries map) {
            return entries(of(map.key()), of(map.value()), map.value().nullable());
        }
        if (shape instanceof ValueShape.Maybe maybe) {
            return of(maybe.inner());
        }
        if (shape instanceof ValueShape.Nested nested) {
            RecordFields fields = new RecordFields(nested);
            return (value, to) -> {
                to.startGroup();
                fields.write((Record) value, to);
                to.endGroup();
            };
        }
        ValueWriter writer = scalar(shape.dataType());
        if (shape.javaType().isEnum()) {
            return (value, to) -> to.addBinary(Binary.fromString(((Enum<?>) value).name()));
        }
        if (shape.javaType() == BigInteger.class) {
            return (value, to) -> writer.write(new BigDecimal((BigInteger) value), to);
        }
        return writer;
    }

    /** The inside of a value that may be {@link Optional}. */
    static @Nullable Object inside(@Nullable Object value) {
        return value instanceof Optional<?> optional ? inside(optional.orElse(null)) : value;
    }

    private static ValueWriter elements(ValueWriter element, boolean nullable) {
        return (value, to) -> {
            to.startGroup();
            boolean any = false;
            for (Object maybe : (List<?>) value) {
                if (!any) {
                    to.startField("list", 0);
                    any = true;
                }
                Object each = inside(maybe);
                to.startGroup();
                if (each != null) {
                    to.startField("element", 0);
                    element.write(each, to);
                    to.endField("element", 0);
                } else if (!nullable) {
                    throw new DataException("a list whose elements are required has a null");
                }
                to.endGroup();
            }
            if (any) {
                to.endField("list", 0);
            }
            to.endGroup();
        };
    }

    private static ValueWriter entries(ValueWriter key, ValueWriter valueWriter, boolean nullable) {
        return (value, to) -> {
            to.startGroup();
            Map<?, ?> map = (Map<?, ?>) value;
            if (!map.isEmpty()) {
                to.startField("key_value", 0);
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    to.startGroup();
                    Object name = inside(entry.getKey());
                    if (name == null) {
                        throw new DataException("a map has a null as key, which Parquet cannot store");
                    }
                    to.startField("key", 0);
                    key.write(name, to);
                    to.endField("key", 0);
                    Object each = inside(entry.getValue());
                    if (each != null) {
                        to.startField("value", 1);
                        valueWriter.write(each, to);
                        to.endField("value", 1);
                    } else if (!nullable) {
                        throw new DataException("a map whose values are required has a null");
                    }
                    to.endGroup();
                }
                to.endField("key_value", 0);
            }
            to.endGroup();
        };
    }

    private static ValueWriter scalar(DataType type) {
        if (type instanceof DataType.Simple simple) {
            return simple(simple);
        }
        if (type instanceof DataType.FixedBytes fixed) {
            return (value, to) -> {
                byte[] bytes = (byte[]) value;
                if (bytes.length != fixed.length()) {
                    throw new DataException("a value of " + bytes.length + " bytes for a column of " + fixed.length());
                }
                to.addBinary(Binary.fromReusedByteArray(bytes));
            };
        }
        if (type instanceof DataType.Decimal decimal) {
            return decimal(decimal);
        }
        if (type instanceof DataType.Time time) {
            boolean millis = time.resolution() == Resolution.MILLIS;
            return (value, to) -> {
                long units = exactly(value, () -> Pushdown.unitsOfDay((LocalTime) value, time.resolution()));
                if (millis) {
                    to.addInteger((int) units);
                } else {
                    to.addLong(units);
                }
            };
        }
        DataType.Timestamp timestamp = (DataType.Timestamp) type;
        return (value, to) -> {
            Instant instant = timestamp.utc() ? (Instant) value : ((LocalDateTime) value).toInstant(ZoneOffset.UTC);
            to.addLong(exactly(value, () -> Pushdown.units(instant, timestamp.resolution())));
        };
    }

    private static long exactly(Object time, LongSupplier units) {
        try {
            return units.getAsLong();
        } catch (ArithmeticException e) {
            throw new DataException(
                    "the time " + time + " cannot be stored exactly: " + e.getMessage()
                            + "; cut it by truncatedTo, or write rows with a finer column",
                    e);
        }
    }

    private static ValueWriter simple(DataType.Simple type) {
        return switch (type) {
            case BOOLEAN -> (value, to) -> to.addBoolean((Boolean) value);
            case INT8 -> (value, to) -> to.addInteger((Byte) value);
            case INT16 -> (value, to) -> to.addInteger((Short) value);
            case INT32 -> (value, to) -> to.addInteger((Integer) value);
            case INT64 -> (value, to) -> to.addLong((Long) value);
            case UINT8 -> (value, to) -> to.addInteger((int) inRange((Short) value, 0xff));
            case UINT16 -> (value, to) -> to.addInteger((int) inRange((Integer) value, 0xffff));
            case UINT32 -> (value, to) -> to.addInteger((int) inRange((Long) value, 0xffff_ffffL));
            case UINT64 ->
                (value, to) -> {
                    BigInteger number = (BigInteger) value;
                    if (number.signum() < 0 || number.bitLength() > Long.SIZE) {
                        throw new DataException("the value " + number + " is not within 0 and 2^64 - 1");
                    }
                    to.addLong(number.longValue());
                };
            case FLOAT16 ->
                (value, to) -> {
                    short half = float16((Float) value);
                    to.addBinary(Binary.fromConstantByteArray(new byte[] {(byte) half, (byte) (half >> 8)}));
                };
            case FLOAT -> (value, to) -> to.addFloat((Float) value);
            case DOUBLE -> (value, to) -> to.addDouble((Double) value);
            case STRING, ENUM, JSON -> (value, to) -> to.addBinary(utf8((String) value));
            case BYTES, BSON -> (value, to) -> to.addBinary(Binary.fromReusedByteArray((byte[]) value));
            case DATE -> (value, to) -> to.addInteger(epochDay((LocalDate) value));
            case UUID ->
                (value, to) -> to.addBinary(Binary.fromConstantByteArray(ByteBuffer.allocate(16)
                        .putLong(((UUID) value).getMostSignificantBits())
                        .putLong(((UUID) value).getLeastSignificantBits())
                        .array()));
        };
    }

    private static int epochDay(LocalDate date) {
        long day = date.toEpochDay();
        if (day != (int) day) {
            throw new DataException("the date " + date + " is too far from 1970 for Parquet");
        }
        return (int) day;
    }

    /** Half of a surrogate pair has no UTF-8; Java would write a question mark in its place. */
    private static Binary utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean paired = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
                if (!paired) {
                    throw new DataException(
                            "a string has half of a surrogate pair at index " + i + ", which UTF-8 cannot store");
                }
                i++;
            }
        }
        return Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
    }

    private static long inRange(long value, long max) {
        if (value < 0 || value > max) {
            throw new DataException("the value " + value + " is not within 0 and " + max);
        }
        return value;
    }

    private static ValueWriter decimal(DataType.Decimal type) {
        int precision = type.precision();
        if (precision <= 9) {
            return (value, to) ->
                    to.addInteger(unscaled(type, (BigDecimal) value).intValueExact());
        }
        if (precision <= 18) {
            return (value, to) -> to.addLong(unscaled(type, (BigDecimal) value).longValueExact());
        }
        int length = StoredSchema.decimalBytes(precision);
        return (value, to) -> to.addBinary(Binary.fromConstantByteArray(
                Pushdown.signExtended(unscaled(type, (BigDecimal) value).toByteArray(), length)));
    }

    private static BigInteger unscaled(DataType.Decimal type, BigDecimal value) {
        BigDecimal stripped = value.scale() > type.scale() ? value.stripTrailingZeros() : value;
        if (stripped.scale() > type.scale()
                || stripped.precision() - stripped.scale() > type.precision() - type.scale()) {
            throw new DataException("the value " + value + " does not fit a decimal of " + type.precision()
                    + " digits with " + type.scale() + " after the point; round it, or declare the column with"
                    + " @Column(precision = ..., scale = ...)");
        }
        return stripped.setScale(type.scale()).unscaledValue();
    }

    /** Single to half precision, where that is exact. */
    static short float16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int exponent = (bits >>> 23 & 0xff) - 127;
        int fraction = bits & 0x7fffff;
        int half;
        if (Float.isNaN(value)) {
            half = 0x7e00;
        } else if (exponent > 15) {
            half = 0x7c00; // infinity, or too large, which the comparison below finds
        } else if (exponent >= -14) {
            half = exponent + 15 << 10 | fraction >> 13;
        } else {
            int shift = -exponent - 1;
            half = shift > 24 ? 0 : (fraction | 0x800000) >> shift;
        }
        short result = (short) (sign | half);
        if (Float.compare(LeafType.float16(result), value) != 0) {
            throw new DataException("the value " + value + " is no number of half precision");
        }
        return result;
    }

    /** The fields of rows. */
    final class RowFields {
        private final List<Field> fields;
        private final List<ValueWriter> writers = new ArrayList<>();
        private final Schema schema;

        RowFields(Schema schema) {
            this.schema = schema;
            this.fields = schema.fields();
            for (Field field : fields) {
                writers.add(of(field.type()));
            }
        }

        void write(Row row, RecordConsumer to) {
            if (row.size() != fields.size() || !row.schema().equals(schema)) {
                throw new DataException("a row has the columns " + row.schema() + ", but " + schema + " are written");
            }
            for (int i = 0; i < fields.size(); i++) {
                Field field = fields.get(i);
                writeField(field.name(), i, row.get(i), field.nullable(), writers.get(i), to);
            }
        }
    }

    /** The fields of records. */
    final class RecordFields {
        private final RecordReflection reflection;
        private final List<Field> fields;
        private final List<ValueWriter> writers = new ArrayList<>();

        RecordFields(ValueShape.Nested shape) {
            this.reflection = new RecordReflection(shape.binding());
            this.fields = shape.schema().fields();
            for (ValueShape each : shape.components()) {
                writers.add(of(each));
            }
        }

        void write(Record record, RecordConsumer to) {
            for (int i = 0; i < fields.size(); i++) {
                Field field = fields.get(i);
                writeField(field.name(), i, reflection.value(i, record), field.nullable(), writers.get(i), to);
            }
        }
    }

    private static void writeField(
            String name, int index, @Nullable Object maybe, boolean nullable, ValueWriter writer, RecordConsumer to) {
        Object value = inside(maybe);
        if (value == null) {
            if (!nullable) {
                throw new DataException("column " + name + " is required, but a record has null");
            }
            return;
        }
        to.startField(name, index);
        try {
            writer.write(value, to);
        } catch (ClassCastException | DataException e) {
            throw inColumn(name, value, e);
        }
        to.endField(name, index);
    }

    /** What to throw because a value could not be written. */
    static DataException inColumn(String name, Object value, RuntimeException cause) {
        String prefix = cause instanceof ClassCastException
                ? "column " + name + " cannot hold a value of "
                        + value.getClass().getName() + ": "
                : "column " + name + ": ";
        return new DataException(prefix + cause.getMessage(), cause);
    }

    /** The components of records, boxed. */
    final class RecordReflection {
        private final MethodHandle[] accessors;

        RecordReflection(RecordBinding<?> binding) {
            accessors = binding.components().stream()
                    .map(component -> component.accessor().asType(MethodType.methodType(Object.class, Record.class)))
                    .toArray(MethodHandle[]::new);
        }

        @Nullable
        Object value(int index, Record record) {
            try {
                return (Object) accessors[index].invokeExact(record);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new DataException("a component of " + record.getClass().getName() + " cannot be read", e);
            }
        }
    }
}
