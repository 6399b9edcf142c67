package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.DataType.Resolution;
import io.vonk.error.DataException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * A primitive column of a file: its type as stored, its type to the user, and how a stored value becomes the Java value
 * that {@link DataType} promises. Immutable.
 *
 * <p>A logical type that is not known here, or does not fit what is stored, counts as not there: the reader gets what is
 * stored. A value outside of its logical type's range is a {@link DataException}.
 */
final class LeafType {
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    private static final int JULIAN_DAY_OF_EPOCH = 2_440_588;

    /** Makes a value of some bytes; keeps no reference to them. */
    interface BytesFunction {
        Object apply(byte[] bytes, int offset, int length);
    }

    private final PrimitiveType stored;
    private final DataType type;
    private final IntFunction<Object> ofInt;
    private final LongFunction<Object> ofLong;
    private final BytesFunction ofBytes;

    LeafType(PrimitiveType stored) {
        this.stored = stored;
        this.type = typeOf(stored);
        this.ofInt = intFunction(type);
        this.ofLong = longFunction(type);
        this.ofBytes = bytesFunction(type, stored);
    }

    PrimitiveType stored() {
        return stored;
    }

    DataType type() {
        return type;
    }

    /** What an INT32 means. */
    IntFunction<Object> ofInt() {
        return ofInt;
    }

    /** What an INT64 means. */
    LongFunction<Object> ofLong() {
        return ofLong;
    }

    /** What the bytes of an INT96, BYTE_ARRAY or FIXED_LEN_BYTE_ARRAY mean. */
    BytesFunction ofBytes() {
        return ofBytes;
    }

    private static DataType typeOf(PrimitiveType stored) {
        @Nullable LogicalTypeAnnotation logical = stored.getLogicalTypeAnnotation();
        return switch (stored.getPrimitiveTypeName()) {
            case BOOLEAN -> DataType.BOOLEAN;
            case INT32 -> int32Type(logical);
            case INT64 -> int64Type(logical);
            case INT96 -> new DataType.Timestamp(Resolution.NANOS, true);
            case FLOAT -> DataType.FLOAT;
            case DOUBLE -> DataType.DOUBLE;
            case BINARY -> binaryType(logical);
            case FIXED_LEN_BYTE_ARRAY -> fixedType(logical, stored.getTypeLength());
        };
    }

    private static DataType int32Type(@Nullable LogicalTypeAnnotation logical) {
        if (logical instanceof IntLogicalTypeAnnotation integer) {
            return switch (integer.getBitWidth()) {
                case 8 -> integer.isSigned() ? DataType.INT8 : DataType.UINT8;
                case 16 -> integer.isSigned() ? DataType.INT16 : DataType.UINT16;
                default -> integer.isSigned() ? DataType.INT32 : DataType.UINT32;
            };
        }
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            return DataType.decimal(decimal.getPrecision(), decimal.getScale());
        }
        if (logical instanceof TimeLogicalTypeAnnotation) {
            return new DataType.Time(Resolution.MILLIS);
        }
        return logical instanceof LogicalTypeAnnotation.DateLogicalTypeAnnotation ? DataType.DATE : DataType.INT32;
    }

    private static DataType int64Type(@Nullable LogicalTypeAnnotation logical) {
        if (logical instanceof IntLogicalTypeAnnotation integer && !integer.isSigned()) {
            return DataType.UINT64;
        }
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            return DataType.decimal(decimal.getPrecision(), decimal.getScale());
        }
        if (logical instanceof TimeLogicalTypeAnnotation time) {
            return new DataType.Time(resolution(time.getUnit()));
        }
        if (logical instanceof TimestampLogicalTypeAnnotation timestamp) {
            return new DataType.Timestamp(resolution(timestamp.getUnit()), timestamp.isAdjustedToUTC());
        }
        return DataType.INT64;
    }

    private static Resolution resolution(TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> Resolution.MILLIS;
            case MICROS -> Resolution.MICROS;
            case NANOS -> Resolution.NANOS;
        };
    }

    private static DataType binaryType(@Nullable LogicalTypeAnnotation logical) {
        if (logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation) {
            return DataType.STRING;
        }
        if (logical instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation) {
            return DataType.ENUM;
        }
        if (logical instanceof LogicalTypeAnnotation.JsonLogicalTypeAnnotation) {
            return DataType.JSON;
        }
        if (logical instanceof LogicalTypeAnnotation.BsonLogicalTypeAnnotation) {
            return DataType.BSON;
        }
        return logical instanceof DecimalLogicalTypeAnnotation decimal
                ? DataType.decimal(decimal.getPrecision(), decimal.getScale())
                : DataType.BYTES;
    }

    private static DataType fixedType(@Nullable LogicalTypeAnnotation logical, int length) {
        if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
            return DataType.decimal(decimal.getPrecision(), decimal.getScale());
        }
        if (logical instanceof LogicalTypeAnnotation.UUIDLogicalTypeAnnotation && length == 16) {
            return DataType.UUID;
        }
        return logical instanceof LogicalTypeAnnotation.Float16LogicalTypeAnnotation && length == 2
                ? DataType.FLOAT16
                : new DataType.FixedBytes(length);
    }

    private static IntFunction<Object> intFunction(DataType type) {
        if (type instanceof DataType.Decimal decimal) {
            return value -> BigDecimal.valueOf(value, decimal.scale());
        }
        if (type instanceof DataType.Time) {
            return value -> timeOfDay(value, Resolution.MILLIS);
        }
        if (type == DataType.INT8) {
            return value -> {
                requireRange(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
                return (byte) value;
            };
        }
        if (type == DataType.INT16) {
            return value -> {
                requireRange(value, Short.MIN_VALUE, Short.MAX_VALUE);
                return (short) value;
            };
        }
        if (type == DataType.UINT8) {
            return value -> {
                requireRange(value, 0, 0xff);
                return (short) value;
            };
        }
        if (type == DataType.UINT16) {
            return value -> {
                requireRange(value, 0, 0xffff);
                return value;
            };
        }
        if (type == DataType.UINT32) {
            return Integer::toUnsignedLong;
        }
        return type == DataType.DATE ? LocalDate::ofEpochDay : Integer::valueOf;
    }

    private static LongFunction<Object> longFunction(DataType type) {
        if (type instanceof DataType.Decimal decimal) {
            return value -> BigDecimal.valueOf(value, decimal.scale());
        }
        if (type instanceof DataType.Time time) {
            return value -> timeOfDay(value, time.resolution());
        }
        if (type instanceof DataType.Timestamp timestamp) {
            Resolution resolution = timestamp.resolution();
            return timestamp.utc() ? value -> instant(value, resolution) : value -> localDateTime(value, resolution);
        }
        return type == DataType.UINT64 ? LeafType::unsigned : Long::valueOf;
    }

    private static BytesFunction bytesFunction(DataType type, PrimitiveType stored) {
        if (stored.getPrimitiveTypeName() == PrimitiveTypeName.INT96) {
            return LeafType::int96;
        }
        if (type instanceof DataType.Decimal decimal) {
            return (bytes, offset, length) -> {
                if (length == 0) {
                    throw new DataException("a decimal needs at least one byte; got none");
                }
                return new BigDecimal(new BigInteger(bytes, offset, length), decimal.scale());
            };
        }
        if (type == DataType.UUID) {
            return LeafType::uuid;
        }
        if (type == DataType.FLOAT16) {
            return (bytes, offset, length) -> float16((short) ((bytes[offset] & 0xff) | bytes[offset + 1] << 8));
        }
        return type == DataType.STRING || type == DataType.ENUM || type == DataType.JSON
                ? LeafType::string
                : (bytes, offset, length) -> Arrays.copyOfRange(bytes, offset, offset + length);
    }

    private static void requireRange(int value, int min, int max) {
        if (value < min || value > max) {
            throw new DataException("an integer should be from " + min + " to " + max + "; got: " + value);
        }
    }

    private static LocalTime timeOfDay(long value, Resolution resolution) {
        long unitsPerDay = 86_400 * resolution.unitsPerSecond();
        if (value < 0 || value >= unitsPerDay) {
            throw new DataException(
                    "a time of day should be from 0 to " + (unitsPerDay - 1) + " " + resolution + "; got: " + value);
        }
        return LocalTime.ofNanoOfDay(value * (1_000_000_000 / resolution.unitsPerSecond()));
    }

    private static Instant instant(long value, Resolution resolution) {
        long units = resolution.unitsPerSecond();
        return Instant.ofEpochSecond(
                Math.floorDiv(value, units), Math.floorMod(value, units) * (1_000_000_000 / units));
    }

    private static LocalDateTime localDateTime(long value, Resolution resolution) {
        long units = resolution.unitsPerSecond();
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(value, units),
                (int) (Math.floorMod(value, units) * (1_000_000_000 / units)),
                ZoneOffset.UTC);
    }

    private static BigInteger unsigned(long value) {
        BigInteger signed = BigInteger.valueOf(value);
        return value >= 0 ? signed : signed.add(BigInteger.ONE.shiftLeft(64));
    }

    /** Nanoseconds of the day, then the Julian day, both little-endian. */
    private static Instant int96(byte[] bytes, int offset, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length).order(ByteOrder.LITTLE_ENDIAN);
        long nanos = buffer.getLong();
        long day = buffer.getInt() - (long) JULIAN_DAY_OF_EPOCH;
        if (nanos < 0 || nanos > NANOS_PER_DAY) {
            throw new DataException(
                    "an INT96 timestamp should have 0 to " + NANOS_PER_DAY + " nanoseconds in its day; got: " + nanos);
        }
        return Instant.ofEpochSecond(day * 86_400, nanos);
    }

    private static UUID uuid(byte[] bytes, int offset, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /**
     * Decodes UTF-8. Damaged text becomes an error, never replacement characters.
     */
    static String string(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0
                && !Arrays.equals(
                        text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(bytes, offset, offset + length))) {
            throw new DataException("a string is not UTF-8: " + shortened(text));
        }
        return text;
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /** IEEE 754 half precision to single precision; exact. */
    static float float16(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = (half >>> 10) & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) {
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int bits = exponent == 31 ? 0x7f800000 | fraction << 13 : (exponent + 112) << 23 | fraction << 13;
        return Float.intBitsToFloat(sign | bits);
    }

    @Override
    public String toString() {
        return stored.toString();
    }
}
