package io.vonk.internal.serial;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A codec for one final class of the JDK whose values are small and have one encoding each: two values are equal if and
 * only if their bytes are.
 *
 * <pre>
 * Long, Integer, Short   zigzag, variable length       LocalDate      days since 1970, zigzag
 * Byte, Boolean          one byte                      LocalTime      nanoseconds of the day, variable length
 * Character              variable length               LocalDateTime  the date, then the time
 * Double, Float          8 or 4 bytes, one NaN         Instant        seconds zigzag, nanoseconds variable length
 * BigInteger             length, two's complement      Duration       as Instant
 * BigDecimal             scale zigzag, BigInteger      UUID           16 bytes
 * String                 see {@link StringCodec}
 * </pre>
 */
abstract class ScalarCodec implements RecordCodec {
    static final ScalarCodec LONG = new OfLong();
    static final ScalarCodec INTEGER = new OfInteger();
    static final ScalarCodec SHORT = new OfShort();
    static final ScalarCodec BYTE = new OfByte();
    static final ScalarCodec CHARACTER = new OfCharacter();
    static final ScalarCodec BOOLEAN = new OfBoolean();
    static final ScalarCodec DOUBLE = new OfDouble();
    static final ScalarCodec FLOAT = new OfFloat();
    static final ScalarCodec STRING = new OfString();
    static final ScalarCodec BIG_INTEGER = new OfBigInteger();
    static final ScalarCodec BIG_DECIMAL = new OfBigDecimal();
    static final ScalarCodec LOCAL_DATE = new OfLocalDate();
    static final ScalarCodec LOCAL_TIME = new OfLocalTime();
    static final ScalarCodec LOCAL_DATE_TIME = new OfLocalDateTime();
    static final ScalarCodec INSTANT = new OfInstant();
    static final ScalarCodec DURATION = new OfDuration();
    static final ScalarCodec UUID = new OfUuid();

    private final Class<?> type;
    private final int tag;

    ScalarCodec(Class<?> type, int tag) {
        this.type = type;
        this.tag = tag;
    }

    /** All scalar codecs. */
    static ScalarCodec[] all() {
        return new ScalarCodec[] {
            LONG,
            INTEGER,
            SHORT,
            BYTE,
            CHARACTER,
            BOOLEAN,
            DOUBLE,
            FLOAT,
            STRING,
            BIG_INTEGER,
            BIG_DECIMAL,
            LOCAL_DATE,
            LOCAL_TIME,
            LOCAL_DATE_TIME,
            INSTANT,
            DURATION,
            UUID
        };
    }

    final Class<?> type() {
        return type;
    }

    final int tag() {
        return tag;
    }

    @Override
    public final boolean fits(@Nullable Object record) {
        return record != null && record.getClass() == type;
    }

    @Override
    public final void describe(RecordOutput out) {
        out.putByte(tag);
    }

    @Override
    public final boolean encodedEquality() {
        return true;
    }

    @Override
    public final String toString() {
        return type.getSimpleName();
    }

    /** The value of a component that is known to be there. */
    static Object present(@Nullable Object record) {
        if (record == null) {
            throw new IllegalArgumentException("null does not fit a codec of plain values; ask fits() first");
        }
        return record;
    }

    private static final class OfLong extends ScalarCodec {
        OfLong() {
            super(Long.class, CodecTag.LONG);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            out.putZigZag((Long) present(record));
        }

        @Override
        public Object read(RecordInput in) {
            return in.getZigZag();
        }

        @Override
        public void skip(RecordInput in) {
            in.getVarLong();
        }
    }

    private static final class OfInteger extends ScalarCodec {
        OfInteger() {
            super(Integer.class, CodecTag.INTEGER);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            out.putZigZagInt((Integer) present(record));
        }

        @Override
        public Object read(RecordInput in) {
            return in.getZigZagInt();
        }

        @Override
        public void skip(RecordInput in) {
            in.getVarInt();
        }
    }

    private static final class OfShort extends ScalarCodec {
        OfShort() {
            super(Short.class, CodecTag.SHORT);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            out.putZigZagInt((Short) present(record));
        }

        @Override
        public Object read(RecordInput in) {
            return (short) in.getZigZagInt();
        }

        @Override
        public void skip(RecordInput in) {
            in.getVarInt();
        }
    }

    private static final class OfByte extends ScalarCodec {
        OfByte() {
            super(Byte.class, CodecTag.BYTE);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            out.putByte((Byte) present(record));
        }

        @Override
        public Object read(RecordInput in) {
            return in.getByte();
        }

        @Override
        public void skip(RecordInput in) {
            in.skip(1);
        }
    }

    private static final class OfCharacter extends ScalarCodec {
        OfCharacter() {
            super(Character.class, CodecTag.CHARACTER);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            out.putVarInt((Character) present(record));
        }

        @Override
        public Object read(RecordInput in) {
            return (char) in.getVarInt();
        }

        @Override
        public void skip(RecordInput in) {
            in.getVarInt();
        }
    }

    private static final class OfBoolean extends ScalarCodec {
        OfBoolean() {
            super(Boolean.class, CodecTag.BOOLEAN);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            out.putByte((Boolean) present(record) ? 1 : 0);
        }

        @Override
        public Object read(RecordInput in) {
            return in.getByte() != 0;
        }

        @Override
        public void skip(RecordInput in) {
            in.skip(1);
        }
    }

    private static final class OfDouble extends ScalarCodec {
        OfDouble() {
            super(Double.class, CodecTag.DOUBLE);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            out.putLong(Double.doubleToLongBits((Double) present(record)));
        }

        @Override
        public Object read(RecordInput in) {
            return in.getDouble();
        }

        @Override
        public void skip(RecordInput in) {
            in.skip(8);
        }
    }

    private static final class OfFloat extends ScalarCodec {
        OfFloat() {
            super(Float.class, CodecTag.FLOAT);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            out.putInt(Float.floatToIntBits((Float) present(record)));
        }

        @Override
        public Object read(RecordInput in) {
            return Float.intBitsToFloat(in.getInt());
        }

        @Override
        public void skip(RecordInput in) {
            in.skip(4);
        }
    }

    private static final class OfBigInteger extends ScalarCodec {
        OfBigInteger() {
            super(BigInteger.class, CodecTag.BIG_INTEGER);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            writeBytes(((BigInteger) present(record)).toByteArray(), out);
        }

        @Override
        public Object read(RecordInput in) {
            return new BigInteger(readBytes(in));
        }

        @Override
        public void skip(RecordInput in) {
            in.skip(in.getVarInt());
        }
    }

    private static final class OfBigDecimal extends ScalarCodec {
        OfBigDecimal() {
            super(BigDecimal.class, CodecTag.BIG_DECIMAL);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            BigDecimal value = (BigDecimal) present(record);
            out.putZigZagInt(value.scale());
            writeBytes(value.unscaledValue().toByteArray(), out);
        }

        @Override
        public Object read(RecordInput in) {
            int scale = in.getZigZagInt();
            return new BigDecimal(new BigInteger(readBytes(in)), scale);
        }

        @Override
        public void skip(RecordInput in) {
            in.getVarInt();
            in.skip(in.getVarInt());
        }
    }

    private static final class OfLocalDate extends ScalarCodec {
        OfLocalDate() {
            super(LocalDate.class, CodecTag.LOCAL_DATE);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            out.putZigZag(((LocalDate) present(record)).toEpochDay());
        }

        @Override
        public Object read(RecordInput in) {
            return LocalDate.ofEpochDay(in.getZigZag());
        }

        @Override
        public void skip(RecordInput in) {
            in.getVarLong();
        }
    }

    private static final class OfLocalTime extends ScalarCodec {
        OfLocalTime() {
            super(LocalTime.class, CodecTag.LOCAL_TIME);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            out.putVarLong(((LocalTime) present(record)).toNanoOfDay());
        }

        @Override
        public Object read(RecordInput in) {
            return LocalTime.ofNanoOfDay(in.getVarLong());
        }

        @Override
        public void skip(RecordInput in) {
            in.getVarLong();
        }
    }

    private static final class OfLocalDateTime extends ScalarCodec {
        OfLocalDateTime() {
            super(LocalDateTime.class, CodecTag.LOCAL_DATE_TIME);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            LocalDateTime value = (LocalDateTime) present(record);
            out.putZigZag(value.toLocalDate().toEpochDay());
            out.putVarLong(value.toLocalTime().toNanoOfDay());
        }

        @Override
        public Object read(RecordInput in) {
            LocalDate date = LocalDate.ofEpochDay(in.getZigZag());
            return LocalDateTime.of(date, LocalTime.ofNanoOfDay(in.getVarLong()));
        }

        @Override
        public void skip(RecordInput in) {
            in.getVarLong();
            in.getVarLong();
        }
    }

    private static final class OfInstant extends ScalarCodec {
        OfInstant() {
            super(Instant.class, CodecTag.INSTANT);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            Instant value = (Instant) present(record);
            out.putZigZag(value.getEpochSecond());
            out.putVarInt(value.getNano());
        }

        @Override
        public Object read(RecordInput in) {
            long seconds = in.getZigZag();
            return Instant.ofEpochSecond(seconds, in.getVarInt());
        }

        @Override
        public void skip(RecordInput in) {
            in.getVarLong();
            in.getVarInt();
        }
    }

    private static final class OfDuration extends ScalarCodec {
        OfDuration() {
            super(Duration.class, CodecTag.DURATION);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            Duration value = (Duration) present(record);
            out.putZigZag(value.getSeconds());
            out.putVarInt(value.getNano());
        }

        @Override
        public Object read(RecordInput in) {
            long seconds = in.getZigZag();
            return Duration.ofSeconds(seconds, in.getVarInt());
        }

        @Override
        public void skip(RecordInput in) {
            in.getVarLong();
            in.getVarInt();
        }
    }

    private static final class OfUuid extends ScalarCodec {
        OfUuid() {
            super(UUID.class, CodecTag.UUID);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            UUID value = (UUID) present(record);
            out.putLong(value.getMostSignificantBits());
            out.putLong(value.getLeastSignificantBits());
        }

        @Override
        public Object read(RecordInput in) {
            long most = in.getLong();
            return new UUID(most, in.getLong());
        }

        @Override
        public void skip(RecordInput in) {
            in.skip(16);
        }
    }

    private static final class OfString extends ScalarCodec {
        OfString() {
            super(String.class, CodecTag.STRING);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            StringCodec.writeString((String) present(record), out);
        }

        @Override
        public Object read(RecordInput in) {
            return StringCodec.readString(in);
        }

        @Override
        public void skip(RecordInput in) {
            in.skip(in.getVarInt() >>> 1);
        }
    }

    private static void writeBytes(byte[] bytes, RecordOutput out) {
        out.putVarInt(bytes.length);
        out.putBytes(bytes, 0, bytes.length);
    }

    private static byte[] readBytes(RecordInput in) {
        byte[] bytes = new byte[in.getLength(1)];
        in.getBytes(bytes, 0, bytes.length);
        return bytes;
    }
}
