package io.vonk.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * The type of a column, of a list's elements, or of a map's keys and values. Each type says which Java class its values
 * have in a {@link Row}; a null stands for a missing value where the {@link Field} allows it.
 */
public sealed interface DataType extends Serializable {

    /** The types without parameters. */
    enum Simple implements DataType {
        /** {@link Boolean}. */
        BOOLEAN,
        /** {@link Byte}. */
        INT8,
        /** {@link Short}. */
        INT16,
        /** {@link Integer}. */
        INT32,
        /** {@link Long}. */
        INT64,
        /** 0 to 255, as {@link Short}. */
        UINT8,
        /** 0 to 65,535, as {@link Integer}. */
        UINT16,
        /** 0 to 2^32 - 1, as {@link Long}. */
        UINT32,
        /** 0 to 2^64 - 1, as {@link java.math.BigInteger}. */
        UINT64,
        /** IEEE half precision, as {@link Float}. */
        FLOAT16,
        /** {@link Float}. */
        FLOAT,
        /** {@link Double}. */
        DOUBLE,
        /** {@link String}. */
        STRING,
        /** The name of an enum constant, as {@link String}. */
        ENUM,
        /** A JSON document, as {@link String}. */
        JSON,
        /** {@code byte[]}. */
        BYTES,
        /** A BSON document, as {@code byte[]}. */
        BSON,
        /** {@link java.time.LocalDate}. */
        DATE,
        /** {@link java.util.UUID}. */
        UUID
    }

    /** {@code byte[]} of one length. */
    record FixedBytes(int length) implements DataType {
        public FixedBytes {
            if (length < 1) {
                throw new IllegalArgumentException("a fixed length is at least 1; got: " + length);
            }
        }
    }

    /**
     * {@link java.math.BigDecimal} with {@code precision} decimal digits, of which {@code scale} stand after the point.
     */
    record Decimal(int precision, int scale) implements DataType {
        public Decimal {
            if (precision < 1 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException(
                        "a decimal has a precision of at least 1 and a scale from 0 to the precision; got: ("
                                + precision + ", " + scale + ")");
            }
        }
    }

    /** {@link java.time.LocalTime}, stored with the unit's resolution. */
    record Time(Resolution resolution) implements DataType {
        public Time {
            Objects.requireNonNull(resolution, "resolution");
        }
    }

    /**
     * A point in time, as {@link java.time.Instant}, if {@code utc}; otherwise what a clock on some wall showed, as
     * {@link java.time.LocalDateTime}. Stored with the unit's resolution.
     */
    record Timestamp(Resolution resolution, boolean utc) implements DataType {
        public Timestamp {
            Objects.requireNonNull(resolution, "resolution");
        }
    }

    /** {@link java.util.List}; its elements may be null if {@code elementNullable}. */
    record ListOf(DataType element, boolean elementNullable) implements DataType {
        public ListOf {
            Objects.requireNonNull(element, "element");
        }
    }

    /** {@link java.util.Map} in the order of the data; keys are never null, values may be if {@code valueNullable}. */
    record MapOf(DataType key, DataType value, boolean valueNullable) implements DataType {
        public MapOf {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }
    }

    /** A {@link Row} inside a row. */
    record Struct(Schema schema) implements DataType {
        public Struct {
            Objects.requireNonNull(schema, "schema");
        }
    }

    /** How finely times are stored. */
    enum Resolution {
        MILLIS(1_000L),
        MICROS(1_000_000L),
        NANOS(1_000_000_000L);

        private final long unitsPerSecond;

        Resolution(long unitsPerSecond) {
            this.unitsPerSecond = unitsPerSecond;
        }

        /** How many units a second has. */
        public long unitsPerSecond() {
            return unitsPerSecond;
        }
    }

    DataType BOOLEAN = Simple.BOOLEAN;
    DataType INT8 = Simple.INT8;
    DataType INT16 = Simple.INT16;
    DataType INT32 = Simple.INT32;
    DataType INT64 = Simple.INT64;
    DataType UINT8 = Simple.UINT8;
    DataType UINT16 = Simple.UINT16;
    DataType UINT32 = Simple.UINT32;
    DataType UINT64 = Simple.UINT64;
    DataType FLOAT16 = Simple.FLOAT16;
    DataType FLOAT = Simple.FLOAT;
    DataType DOUBLE = Simple.DOUBLE;
    DataType STRING = Simple.STRING;
    DataType ENUM = Simple.ENUM;
    DataType JSON = Simple.JSON;
    DataType BYTES = Simple.BYTES;
    DataType BSON = Simple.BSON;
    DataType DATE = Simple.DATE;
    DataType UUID = Simple.UUID;

    /** Times of day to the microsecond. */
    DataType TIME = new Time(Resolution.MICROS);

    /** Points in time to the microsecond. */
    DataType TIMESTAMP = new Timestamp(Resolution.MICROS, true);

    /** Dates with times of day, of no time zone, to the microsecond. */
    DataType LOCAL_TIMESTAMP = new Timestamp(Resolution.MICROS, false);

    /** A decimal with {@code precision} digits, {@code scale} of them after the point. */
    static DataType decimal(int precision, int scale) {
        return new Decimal(precision, scale);
    }

    /** A list whose elements may be null. */
    static DataType listOf(DataType element) {
        return new ListOf(element, true);
    }

    /** A map whose values may be null. */
    static DataType mapOf(DataType key, DataType value) {
        return new MapOf(key, value, true);
    }

    /** A row inside a row. */
    static DataType struct(Field... fields) {
        return new Struct(Schema.of(fields));
    }
}
