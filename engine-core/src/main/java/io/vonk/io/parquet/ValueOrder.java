package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.error.DataException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a column compare with a constant of a filter.
 *
 * @param constant the constant, as the class that the order compares
 * @param order compares a value of the column, of the class that a Row has, with the constant
 */
record ValueOrder(Object constant, Comparator<Object> order) {

    /**
     * The order for a column and a constant.
     *
     * @throws DataException if the two cannot be compared
     */
    static ValueOrder of(String column, DataType type, Object constant) {
        ValueOrder order = find(type, constant);
        if (order == null) {
            throw new DataException("column " + column + " of type " + type
                    + " cannot be compared with a filter's constant of class "
                    + constant.getClass().getName() + ": " + constant);
        }
        return order;
    }

    int compare(Object value) {
        return order.compare(value, constant);
    }

    private static @Nullable ValueOrder find(DataType type, Object constant) {
        boolean numeric = ValueAdapter.isInteger(type)
                || type instanceof DataType.Decimal
                || type == DataType.FLOAT
                || type == DataType.FLOAT16
                || type == DataType.DOUBLE;
        if (numeric) {
            return constant instanceof Number number ? numeric(number) : null;
        }
        if (type == DataType.STRING || type == DataType.ENUM || type == DataType.JSON) {
            if (constant instanceof Enum<?> value) {
                return new ValueOrder(value.name(), ValueOrder::compareCodePoints);
            }
            return constant instanceof String ? new ValueOrder(constant, ValueOrder::compareCodePoints) : null;
        }
        if (constant instanceof byte[] bytes) {
            boolean fits = type == DataType.BYTES || type == DataType.BSON || type instanceof DataType.FixedBytes;
            return fits
                    ? new ValueOrder(bytes.clone(), (a, b) -> Arrays.compareUnsigned((byte[]) a, (byte[]) b))
                    : null;
        }
        if (type == DataType.UUID) {
            return constant instanceof UUID ? new ValueOrder(constant, ValueOrder::compareUuids) : null;
        }
        boolean fits = (type == DataType.BOOLEAN && constant instanceof Boolean)
                || (type == DataType.DATE && constant instanceof LocalDate)
                || (type instanceof DataType.Time && constant instanceof LocalTime)
                || (type instanceof DataType.Timestamp timestamp
                        && (timestamp.utc() ? constant instanceof Instant : constant instanceof LocalDateTime));
        return fits ? new ValueOrder(constant, ValueOrder::compareNaturally) : null;
    }

    private static ValueOrder numeric(Number constant) {
        if (constant instanceof Long
                || constant instanceof Integer
                || constant instanceof Short
                || constant instanceof Byte) {
            long wanted = constant.longValue();
            return new ValueOrder(
                    wanted,
                    (value, ignored) -> value instanceof Double || value instanceof Float
                            ? exact((Number) value).compareTo(BigDecimal.valueOf(wanted))
                            : value instanceof Long
                                            || value instanceof Integer
                                            || value instanceof Short
                                            || value instanceof Byte
                                    ? Long.compare(((Number) value).longValue(), wanted)
                                    : exact((Number) value).compareTo(BigDecimal.valueOf(wanted)));
        }
        BigDecimal wanted = exact(constant);
        return new ValueOrder(wanted, (value, ignored) -> exact((Number) value).compareTo(wanted));
    }

    /** Infinities are larger than everything else that a double can be; NaN never comes here. */
    private static BigDecimal exact(Number number) {
        if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            return Double.isInfinite(value)
                    ? BigDecimal.valueOf(Math.signum(value)).scaleByPowerOfTen(400)
                    : new BigDecimal(value);
        }
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        return number instanceof BigInteger integer ? new BigDecimal(integer) : BigDecimal.valueOf(number.longValue());
    }

    static boolean isNaN(Object value) {
        return (value instanceof Double d && d.isNaN()) || (value instanceof Float f && f.isNaN());
    }

    /** The order of UTF-8 bytes, which is that of statistics; UTF-16 puts surrogates before U+E000. */
    private static int compareCodePoints(Object left, Object right) {
        String a = (String) left;
        String b = (String) right;
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean bothPlain = !Character.isSurrogate(x) && !Character.isSurrogate(y);
                if (bothPlain || (Character.isSurrogate(x) && Character.isSurrogate(y))) {
                    return x - y;
                }
                return Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }

    private static int compareUuids(Object left, Object right) {
        UUID a = (UUID) left;
        UUID b = (UUID) right;
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // both are of the class that was checked above
    private static int compareNaturally(Object left, Object right) {
        return ((Comparable) left).compareTo(right);
    }
}
