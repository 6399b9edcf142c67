package io.vonk.internal.serial;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The closed list of key types that can be ordered by their bytes. */
final class KeyKinds {
    private static final Map<Class<?>, KeyOps> KINDS = Map.ofEntries(
            Map.entry(Long.class, new OfLong()),
            Map.entry(Integer.class, new Whole<>(Integer.class, key -> key)),
            Map.entry(Short.class, new Whole<>(Short.class, key -> key)),
            Map.entry(LocalDate.class, new Whole<>(LocalDate.class, LocalDate::toEpochDay)),
            Map.entry(Byte.class, new OfByte()),
            Map.entry(Boolean.class, new OfBoolean()),
            Map.entry(Character.class, new Unsigned<>(Character.class, key -> key)),
            Map.entry(LocalTime.class, new Unsigned<>(LocalTime.class, LocalTime::toNanoOfDay)),
            Map.entry(Double.class, new OfDouble()),
            Map.entry(Float.class, new OfFloat()),
            Map.entry(String.class, new OfString()),
            Map.entry(UUID.class, new OfUuid()),
            Map.entry(Instant.class, new Seconds<>(Instant.class, Instant::getEpochSecond)),
            Map.entry(Duration.class, new Seconds<>(Duration.class, Duration::getSeconds)),
            Map.entry(LocalDateTime.class, new OfLocalDateTime()));

    static final KeyOps UNSIGNED_BYTES = new OfBytes();

    private KeyKinds() {}

    static @Nullable KeyOps of(Object key) {
        return key instanceof Enum<?> constant ? new OfEnum(constant.getDeclaringClass()) : KINDS.get(key.getClass());
    }

    /** The order of what {@code codec} encodes, or null if its bytes do not tell one. */
    static @Nullable EncodedOrder encoded(RecordCodec codec) {
        if (codec instanceof ScalarCodec scalar) {
            return KINDS.get(scalar.type());
        }
        if (codec instanceof EnumCodec constants) {
            return new OfEnum(constants.type());
        }
        if (codec == PrimitiveArrayCodec.BYTES) {
            return UNSIGNED_BYTES;
        }
        return codec instanceof RecordClassCodec record ? ComponentOrder.of(record) : null;
    }

    /** Turns the order of signed numbers into that of unsigned ones. */
    private static long flip(long signed) {
        return signed ^ Long.MIN_VALUE;
    }

    /** As {@link Whole}, without a function to call: these are the most frequent keys. */
    private record OfLong() implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key instanceof Long;
        }

        @Override
        public long prefix(Object key) {
            return flip((Long) key);
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return flip(key.getZigZag());
        }

        @Override
        public boolean prefixDecides() {
            return true;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            return Long.compare(left.getZigZag(), right.getZigZag());
        }
    }

    /** Keys that a signed number orders, which is encoded zigzag. */
    private record Whole<K>(Class<K> type, ToLongFunction<K> number) implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key.getClass() == type;
        }

        @Override
        public long prefix(Object key) {
            return flip(number.applyAsLong(type.cast(key)));
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return flip(key.getZigZag());
        }

        @Override
        public boolean prefixDecides() {
            return true;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            return Long.compare(left.getZigZag(), right.getZigZag());
        }
    }

    /** Keys that a number from 0 on orders, which is encoded with variable length. */
    private record Unsigned<K>(Class<K> type, ToLongFunction<K> number) implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key.getClass() == type;
        }

        @Override
        public long prefix(Object key) {
            return number.applyAsLong(type.cast(key));
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return key.getVarLong();
        }

        @Override
        public boolean prefixDecides() {
            return true;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            return Long.compare(left.getVarLong(), right.getVarLong());
        }
    }

    private record OfEnum(Class<?> type) implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key instanceof Enum<?> constant && constant.getDeclaringClass() == type;
        }

        @Override
        @SuppressWarnings("EnumOrdinal") // The natural order of an enum is that of its ordinals.
        public long prefix(Object key) {
            return ((Enum<?>) key).ordinal();
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return key.getVarInt();
        }

        @Override
        public boolean prefixDecides() {
            return true;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            return Integer.compare(left.getVarInt(), right.getVarInt());
        }
    }

    private record OfByte() implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key instanceof Byte;
        }

        @Override
        public long prefix(Object key) {
            return flip((Byte) key);
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return flip(key.getByte());
        }

        @Override
        public boolean prefixDecides() {
            return true;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            return Byte.compare(left.getByte(), right.getByte());
        }
    }

    private record OfBoolean() implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key instanceof Boolean;
        }

        @Override
        public long prefix(Object key) {
            return (Boolean) key ? 1 : 0;
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return key.getByte();
        }

        @Override
        public boolean prefixDecides() {
            return true;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            return Byte.compare(left.getByte(), right.getByte());
        }
    }

    private record OfDouble() implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key instanceof Double;
        }

        /** Below zero a greater number of bits is a smaller key, so all bits turn; NaN is last, as {@code compareTo} has it. */
        @Override
        public long prefix(Object key) {
            return ordered(Double.doubleToLongBits((Double) key));
        }

        private static long ordered(long bits) {
            return bits ^ (bits >> 63 | Long.MIN_VALUE);
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return ordered(key.getLong());
        }

        @Override
        public boolean prefixDecides() {
            return true;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            return Double.compare(left.getDouble(), right.getDouble());
        }
    }

    private record OfFloat() implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key instanceof Float;
        }

        @Override
        public long prefix(Object key) {
            return ordered(Float.floatToIntBits((Float) key));
        }

        private static long ordered(int bits) {
            return Integer.toUnsignedLong(bits ^ (bits >> 31 | Integer.MIN_VALUE));
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return ordered(key.getInt());
        }

        @Override
        public boolean prefixDecides() {
            return true;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            return Float.compare(Float.intBitsToFloat(left.getInt()), Float.intBitsToFloat(right.getInt()));
        }
    }

    private record OfUuid() implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key instanceof UUID;
        }

        @Override
        public long prefix(Object key) {
            return flip(((UUID) key).getMostSignificantBits());
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return flip(key.getLong());
        }

        @Override
        public boolean prefixDecides() {
            return false;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            int most = Long.compare(left.getLong(), right.getLong());
            return most != 0 ? most : Long.compare(left.getLong(), right.getLong());
        }
    }

    /** Keys that are encoded as seconds and nanoseconds. */
    private record Seconds<K>(Class<K> type, ToLongFunction<K> seconds) implements KeyOps {
        @Override
        public boolean fits(Object key) {
            return key.getClass() == type;
        }

        @Override
        public long prefix(Object key) {
            return flip(seconds.applyAsLong(type.cast(key)));
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return flip(key.getZigZag());
        }

        @Override
        public boolean prefixDecides() {
            return false;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            int bySeconds = Long.compare(left.getZigZag(), right.getZigZag());
            return bySeconds != 0 ? bySeconds : Integer.compare(left.getVarInt(), right.getVarInt());
        }
    }

    private record OfLocalDateTime() implements KeyOps {
        private static final long SECONDS_PER_DAY = 86_400;
        private static final long NANOS_PER_SECOND = 1_000_000_000;

        @Override
        public boolean fits(Object key) {
            return key instanceof LocalDateTime;
        }

        @Override
        public long prefix(Object key) {
            return flip(((LocalDateTime) key).toEpochSecond(ZoneOffset.UTC));
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return flip(key.getZigZag() * SECONDS_PER_DAY + key.getVarLong() / NANOS_PER_SECOND);
        }

        @Override
        public boolean prefixDecides() {
            return false;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            int byDate = Long.compare(left.getZigZag(), right.getZigZag());
            return byDate != 0 ? byDate : Long.compare(left.getVarLong(), right.getVarLong());
        }
    }

    /** Arrays of bytes in the order of {@code Arrays.compareUnsigned}; a unit is a byte. */
    private record OfBytes() implements KeyOps {
        private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

        @Override
        public boolean fits(Object key) {
            return key instanceof byte[];
        }

        @Override
        public long prefix(Object key) {
            byte[] bytes = (byte[]) key;
            return prefix(bytes, 0, bytes.length);
        }

        private static long prefix(byte[] bytes, int from, int to) {
            if (to - from >= 8) {
                return (long) LONGS.get(bytes, from);
            }
            long prefix = 0;
            for (int i = from; i < to; i++) {
                prefix |= (bytes[i] & 0xffL) << (56 - 8 * (i - from));
            }
            return prefix;
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return prefixFrom(key, 0);
        }

        @Override
        public boolean prefixDecides() {
            return false;
        }

        @Override
        public int unitsOfPrefix(long prefix) {
            return 8;
        }

        @Override
        public long prefixFrom(RecordInput key, int units) {
            int length = key.getVarInt();
            return length <= units ? 0 : prefix(key.array(), key.position() + units, key.position() + length);
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            int leftLength = left.getVarInt();
            int rightLength = right.getVarInt();
            return Arrays.compareUnsigned(
                    left.array(),
                    left.position(),
                    left.position() + leftLength,
                    right.array(),
                    right.position(),
                    right.position() + rightLength);
        }
    }

    /**
     * Strings in the order of {@code String.compareTo}: by UTF-16 code units.
     *
     * <p>The prefix is the start of a byte code that keeps this order: units below U+00E0 take one byte, those up to
     * U+1FDF a first byte from E0 to FE and a second one, the rest FF and two bytes. So Latin text has eight characters
     * in a prefix, and text of most other alphabets four.
     */
    private record OfString() implements KeyOps {
        private static final int ONE_BYTE = 0xe0;
        private static final int TWO_BYTES = ONE_BYTE + (0xff - ONE_BYTE) * 256;

        @Override
        public boolean fits(Object key) {
            return key instanceof String;
        }

        @Override
        public long prefix(Object key) {
            String text = (String) key;
            int length = Math.min(text.length(), 8);
            long prefix = 0;
            int shift = 56;
            for (int i = 0; i < length; i++) {
                int unit = text.charAt(i);
                if (unit >= ONE_BYTE) {
                    return wide(text, i, length, prefix, shift);
                }
                prefix |= (long) unit << shift;
                shift -= 8;
            }
            return prefix;
        }

        private static long wide(String text, int from, int length, long start, int startShift) {
            long prefix = start;
            int shift = startShift;
            for (int i = from; i < length && shift >= 0; i++) {
                int unit = text.charAt(i);
                int code;
                int bits;
                if (unit < ONE_BYTE) {
                    code = unit;
                    bits = 8;
                } else if (unit < TWO_BYTES) {
                    code = (ONE_BYTE << 8) + (unit - ONE_BYTE);
                    bits = 16;
                } else {
                    code = 0xff << 16 | unit;
                    bits = 24;
                }
                shift += 8 - bits;
                prefix |= shift >= 0 ? (long) code << shift : (long) code >>> -shift;
                shift -= 8;
            }
            return prefix;
        }

        @Override
        public int unitsOfPrefix(long prefix) {
            int units = 0;
            int bits = 64;
            while (true) {
                int first = bits < 8 ? 0 : (int) (prefix >>> (bits - 8)) & 0xff;
                bits -= first < ONE_BYTE ? 8 : first < 0xff ? 16 : 24;
                if (bits < 0) {
                    return units;
                }
                units++;
            }
        }

        @Override
        public long prefixFrom(RecordInput key, int units) {
            int head = key.getVarInt();
            int wide = head & 1;
            byte[] bytes = key.array();
            int start = key.position();
            int length = (head >>> 1) >> wide;
            long prefix = 0;
            int shift = 56;
            for (int i = units; i < length && shift >= 0; i++) {
                int unit = unit(bytes, start, wide, i);
                int code = unit;
                if (unit >= ONE_BYTE) {
                    boolean two = unit < TWO_BYTES;
                    code = two ? (ONE_BYTE << 8) + (unit - ONE_BYTE) : 0xff << 16 | unit;
                    shift -= two ? 8 : 16;
                }
                prefix |= shift >= 0 ? (long) code << shift : (long) code >>> -shift;
                shift -= 8;
            }
            return prefix;
        }

        @Override
        public long encodedPrefix(RecordInput key) {
            return prefixFrom(key, 0);
        }

        @Override
        public boolean prefixDecides() {
            return false;
        }

        @Override
        public int compareEncoded(RecordInput left, RecordInput right) {
            int leftHead = left.getVarInt();
            int rightHead = right.getVarInt();
            int leftStart = left.position();
            int rightStart = right.position();
            int leftLength = leftHead >>> 1;
            int rightLength = rightHead >>> 1;
            if (((leftHead | rightHead) & 1) == 0) {
                return Arrays.compareUnsigned(
                        left.array(),
                        leftStart,
                        leftStart + leftLength,
                        right.array(),
                        rightStart,
                        rightStart + rightLength);
            }
            int leftWide = leftHead & 1;
            int rightWide = rightHead & 1;
            int leftUnits = leftLength >> leftWide;
            int rightUnits = rightLength >> rightWide;
            int common = Math.min(leftUnits, rightUnits);
            for (int i = 0; i < common; i++) {
                int difference =
                        unit(left.array(), leftStart, leftWide, i) - unit(right.array(), rightStart, rightWide, i);
                if (difference != 0) {
                    return difference;
                }
            }
            return leftUnits - rightUnits;
        }

        private static int unit(byte[] bytes, int start, int wide, int index) {
            int at = start + (index << wide);
            int low = bytes[at] & 0xff;
            return wide == 0 ? low : low | (bytes[at + 1] & 0xff) << 8;
        }
    }
}
