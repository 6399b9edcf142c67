package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.DataType.Resolution;
import io.vonk.data.Filter;
import io.vonk.data.Filter.Operator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.parquet.filter2.predicate.FilterApi;
import org.apache.parquet.filter2.predicate.FilterPredicate;
import org.apache.parquet.filter2.predicate.Operators.BinaryColumn;
import org.apache.parquet.filter2.predicate.Operators.BooleanColumn;
import org.apache.parquet.filter2.predicate.Operators.Column;
import org.apache.parquet.filter2.predicate.Operators.DoubleColumn;
import org.apache.parquet.filter2.predicate.Operators.FloatColumn;
import org.apache.parquet.filter2.predicate.Operators.IntColumn;
import org.apache.parquet.filter2.predicate.Operators.LongColumn;
import org.apache.parquet.filter2.predicate.Operators.SupportsEqNotEq;
import org.apache.parquet.filter2.predicate.Operators.SupportsLtGt;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Translates a filter into Parquet's own predicates, which statistics, dictionaries, Bloom filters and page indexes are
 * asked with. The translation is true wherever the filter is, and maybe elsewhere: what it cannot express it leaves out,
 * and {@link RowTest} decides about each row.
 *
 * <p>Statistics and dictionaries do not tell about NaN, and order -0.0 before 0.0; so of conditions on floating point
 * numbers only those are translated that no NaN meets, and zeros are widened to both.
 */
final class Pushdown {
    private final Function<String, Optional<LeafType>> leaves;

    private Pushdown(Function<String, Optional<LeafType>> leaves) {
        this.leaves = leaves;
    }

    /**
     * Translates.
     *
     * @param leaves finds the flat column of a name, or nothing; never one with a dot in its name, which Parquet's
     *     predicates would take for nesting
     * @return the predicate, or null if there is nothing to ask
     */
    static @Nullable FilterPredicate of(Filter filter, Function<String, Optional<LeafType>> leaves) {
        return new Pushdown(leaves).translate(filter);
    }

    private @Nullable FilterPredicate translate(Filter filter) {
        if (filter instanceof Filter.And and) {
            FilterPredicate left = translate(and.left());
            FilterPredicate right = translate(and.right());
            return left == null ? right : right == null ? left : FilterApi.and(left, right);
        }
        if (filter instanceof Filter.Or or) {
            FilterPredicate left = translate(or.left());
            FilterPredicate right = left == null ? null : translate(or.right());
            return left == null || right == null ? null : FilterApi.or(left, right);
        }
        if (filter instanceof Filter.NullCheck check) {
            return leaves.apply(check.column())
                    .map(leaf -> nullCheck(leaf, check.isNull()))
                    .orElse(null);
        }
        if (filter instanceof Filter.Negation negation) {
            return negation(negation.inner());
        }
        if (filter instanceof Filter.Comparison comparison) {
            return leaves.apply(comparison.column())
                    .map(leaf -> comparison(leaf, comparison.operator(), comparison.value()))
                    .orElse(null);
        }
        Filter.In in = (Filter.In) filter;
        return leaves.apply(in.column()).map(leaf -> in(leaf, in)).orElse(null);
    }

    private @Nullable FilterPredicate negation(Filter inner) {
        LeafType leaf = leaves.apply(RowTest.columnOf(inner)).orElse(null);
        if (leaf == null || isFloating(leaf) || !(inner instanceof Filter.Comparison comparison)) {
            return null;
        }
        Operator opposite = switch (comparison.operator()) {
            case EQ -> Operator.NOT_EQ;
            case NOT_EQ -> Operator.EQ;
            case LT -> Operator.GE;
            case LE -> Operator.GT;
            case GT -> Operator.LE;
            case GE -> Operator.LT;
        };
        return comparison(leaf, opposite, comparison.value());
    }

    private static boolean isFloating(LeafType leaf) {
        return leaf.type() == DataType.FLOAT || leaf.type() == DataType.DOUBLE || leaf.type() == DataType.FLOAT16;
    }

    private static @Nullable FilterPredicate nullCheck(LeafType leaf, boolean isNull) {
        Operator operator = isNull ? Operator.EQ : Operator.NOT_EQ;
        return switch (leaf.stored().getPrimitiveTypeName()) {
            case BOOLEAN -> equality(booleanColumn(leaf), operator, null);
            case INT32 -> equality(intColumn(leaf), operator, null);
            case INT64 -> equality(longColumn(leaf), operator, null);
            case FLOAT -> equality(floatColumn(leaf), operator, null);
            case DOUBLE -> equality(doubleColumn(leaf), operator, null);
            case BINARY, FIXED_LEN_BYTE_ARRAY -> equality(binaryColumn(leaf), operator, null);
            case INT96 -> null;
        };
    }

    private static @Nullable FilterPredicate in(LeafType leaf, Filter.In in) {
        FilterPredicate any = null;
        if (leaf.stored().getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
            Set<Long> values = new HashSet<>();
            for (Object each : in.values()) {
                Long value = asLong(leaf.type(), each);
                if (value == null) {
                    return null;
                }
                values.add(value);
            }
            return values.isEmpty() ? null : FilterApi.in(longColumn(leaf), values);
        }
        for (Object each : in.values()) {
            FilterPredicate one = comparison(leaf, Operator.EQ, each);
            if (one == null) {
                return null;
            }
            any = any == null ? one : FilterApi.or(any, one);
        }
        return any;
    }

    private static @Nullable FilterPredicate comparison(LeafType leaf, Operator operator, Object constant) {
        if (ValueOrder.isNaN(constant)) {
            return null;
        }
        return switch (leaf.stored().getPrimitiveTypeName()) {
            case BOOLEAN -> {
                boolean equality = operator == Operator.EQ || operator == Operator.NOT_EQ;
                yield equality && constant instanceof Boolean value
                        ? equality(booleanColumn(leaf), operator, value)
                        : null;
            }
            case INT32 -> {
                Long value = asLong(leaf.type(), constant);
                boolean unsigned = leaf.type() == DataType.UINT32;
                if (value == null || (unsigned ? value >>> 32 != 0 : value.intValue() != value)) {
                    yield null;
                }
                yield ordered(intColumn(leaf), operator, value.intValue());
            }
            case INT64 -> {
                Long value = asLong(leaf.type(), constant);
                yield value == null ? null : ordered(longColumn(leaf), operator, value);
            }
            case FLOAT -> {
                Double value = asDouble(constant);
                yield value == null || (float) value.doubleValue() != value
                        ? null
                        : floating(
                                operator,
                                value == 0,
                                (op, negativeZero) -> ordered(
                                        floatColumn(leaf),
                                        op,
                                        value == 0 ? (negativeZero ? -0.0f : 0.0f) : (float) value.doubleValue()));
            }
            case DOUBLE -> {
                Double value = asDouble(constant);
                yield value == null
                        ? null
                        : floating(
                                operator,
                                value == 0,
                                (op, negativeZero) -> ordered(
                                        doubleColumn(leaf), op, value == 0 ? (negativeZero ? -0.0 : 0.0) : value));
            }
            case BINARY, FIXED_LEN_BYTE_ARRAY -> {
                Binary value = asBinary(leaf, constant);
                yield value == null ? null : ordered(binaryColumn(leaf), operator, value);
            }
            case INT96 -> null;
        };
    }

    /** A comparison with a constant that may be either zero. */
    private interface ZeroAware {
        FilterPredicate compare(Operator operator, boolean negativeZero);
    }

    private static @Nullable FilterPredicate floating(Operator operator, boolean zero, ZeroAware comparison) {
        return switch (operator) {
            case NOT_EQ -> null; // NaN meets it
            case EQ ->
                zero
                        ? FilterApi.and(comparison.compare(Operator.GE, true), comparison.compare(Operator.LE, false))
                        : comparison.compare(operator, false);
            case LT, LE -> comparison.compare(operator, false);
            case GT, GE -> comparison.compare(operator, true);
        };
    }

    @SuppressWarnings("NullAway") // the library takes null for a missing value
    private static <T extends Comparable<T>, C extends Column<T> & SupportsEqNotEq> FilterPredicate equality(
            C column, Operator operator, @Nullable T value) {
        return operator == Operator.EQ ? FilterApi.eq(column, value) : FilterApi.notEq(column, value);
    }

    private static <T extends Comparable<T>, C extends Column<T> & SupportsLtGt> FilterPredicate ordered(
            C column, Operator operator, T value) {
        return switch (operator) {
            case EQ -> FilterApi.eq(column, value);
            case NOT_EQ -> FilterApi.notEq(column, value);
            case LT -> FilterApi.lt(column, value);
            case LE -> FilterApi.ltEq(column, value);
            case GT -> FilterApi.gt(column, value);
            case GE -> FilterApi.gtEq(column, value);
        };
    }

    /** How an INT32 or INT64 column stores the constant, or null if it cannot. */
    private static @Nullable Long asLong(DataType type, Object constant) {
        try {
            if (type instanceof DataType.Decimal decimal) {
                return unscaled(decimal, constant).longValueExact();
            }
            if (ValueAdapter.isInteger(type)) {
                BigInteger value = asDecimal(constant).toBigIntegerExact();
                boolean large = type == DataType.UINT64 && value.signum() >= 0 && value.bitLength() == Long.SIZE;
                boolean negative = value.signum() < 0 && (type == DataType.UINT64 || type == DataType.UINT32);
                return large ? Long.valueOf(value.longValue()) : negative ? null : value.longValueExact();
            }
            if (constant instanceof LocalDate date && type == DataType.DATE) {
                return date.toEpochDay();
            }
            if (constant instanceof LocalTime time && type instanceof DataType.Time stored) {
                return unitsOfDay(time, stored.resolution());
            }
            if (type instanceof DataType.Timestamp stored) {
                if (stored.utc() && constant instanceof Instant instant) {
                    return units(instant, stored.resolution());
                }
                if (!stored.utc() && constant instanceof LocalDateTime local) {
                    return units(local.toInstant(ZoneOffset.UTC), stored.resolution());
                }
            }
            return null;
        } catch (ArithmeticException | DateTimeException | ClassCastException doesNotFit) {
            return null;
        }
    }

    /**
     * A time in the units of a column.
     *
     * @throws ArithmeticException if it is finer than that, or too far from 1970
     */
    static long units(Instant instant, Resolution resolution) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), resolution.unitsPerSecond()),
                wholeUnits(instant.getNano(), resolution));
    }

    /** A time of day in the units of a column; throws as {@link #units}. */
    static long unitsOfDay(LocalTime time, Resolution resolution) {
        return wholeUnits(time.toNanoOfDay(), resolution);
    }

    private static long wholeUnits(long nanos, Resolution resolution) {
        long nanosPerUnit = 1_000_000_000 / resolution.unitsPerSecond();
        if (nanos % nanosPerUnit != 0) {
            throw new ArithmeticException("it is finer than " + resolution);
        }
        return nanos / nanosPerUnit;
    }

    private static BigInteger unscaled(DataType.Decimal decimal, Object constant) {
        return asDecimal(constant).setScale(decimal.scale()).unscaledValue();
    }

    private static BigDecimal asDecimal(Object constant) {
        return constant instanceof BigDecimal decimal ? decimal : new BigDecimal(constant.toString());
    }

    private static @Nullable Double asDouble(Object constant) {
        boolean exact = constant instanceof Double
                || constant instanceof Float
                || constant instanceof Integer
                || constant instanceof Short
                || constant instanceof Byte;
        return exact ? ((Number) constant).doubleValue() : null;
    }

    /** How a column of bytes stores the constant, or null if there is not exactly one way. */
    private static @Nullable Binary asBinary(LeafType leaf, Object constant) {
        if (constant instanceof Enum<?> value) {
            return Binary.fromString(value.name());
        }
        if (constant instanceof String text) {
            return Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8));
        }
        if (constant instanceof byte[] bytes) {
            return Binary.fromConstantByteArray(bytes.clone());
        }
        if (constant instanceof UUID uuid) {
            return Binary.fromConstantByteArray(ByteBuffer.allocate(16)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array());
        }
        int length = leaf.stored().getTypeLength();
        if (leaf.stored().getPrimitiveTypeName() == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY
                && leaf.type() instanceof DataType.Decimal decimal) {
            try {
                byte[] unscaled = unscaled(decimal, constant).toByteArray();
                return unscaled.length > length ? null : Binary.fromConstantByteArray(signExtended(unscaled, length));
            } catch (ArithmeticException doesNotFit) {
                return null;
            }
        }
        return null;
    }

    /** A number of two's complement, most significant byte first, made longer. */
    static byte[] signExtended(byte[] number, int length) {
        byte[] extended = new byte[length];
        Arrays.fill(extended, 0, length - number.length, (byte) (number[0] >> 7));
        System.arraycopy(number, 0, extended, length - number.length, number.length);
        return extended;
    }

    private static BooleanColumn booleanColumn(LeafType leaf) {
        return FilterApi.booleanColumn(leaf.stored().getName());
    }

    private static IntColumn intColumn(LeafType leaf) {
        return FilterApi.intColumn(leaf.stored().getName());
    }

    private static LongColumn longColumn(LeafType leaf) {
        return FilterApi.longColumn(leaf.stored().getName());
    }

    private static FloatColumn floatColumn(LeafType leaf) {
        return FilterApi.floatColumn(leaf.stored().getName());
    }

    private static DoubleColumn doubleColumn(LeafType leaf) {
        return FilterApi.doubleColumn(leaf.stored().getName());
    }

    private static BinaryColumn binaryColumn(LeafType leaf) {
        return FilterApi.binaryColumn(leaf.stored().getName());
    }
}
