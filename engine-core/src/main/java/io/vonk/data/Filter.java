package io.vonk.data;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A condition on the columns of a table that a source can use to leave out records early. Immutable.
 *
 * <p>As in SQL, a comparison with a missing value is neither true nor false, and only records for which the whole
 * condition is true are kept; so neither {@code eq("a", 1)} nor {@code eq("a", 1).not()} keeps a record without
 * {@code a}. Numbers are compared by value whatever their classes, NaN is unequal to everything and neither less nor
 * greater, strings are ordered by code points, byte arrays and UUIDs by unsigned bytes.
 *
 * <pre>{@code
 * Filter.ge("fare_amount", 10).and(Filter.in("payment_type", 1, 2)).or(Filter.isNull("passenger_count"))
 * }</pre>
 */
public sealed interface Filter extends Serializable {

    /** The comparisons. */
    enum Operator {
        EQ,
        NOT_EQ,
        LT,
        LE,
        GT,
        GE;

        /** Whether a comparison holds, given how the value compares to the constant. */
        public boolean holds(int comparison) {
            return switch (this) {
                case EQ -> comparison == 0;
                case NOT_EQ -> comparison != 0;
                case LT -> comparison < 0;
                case LE -> comparison <= 0;
                case GT -> comparison > 0;
                case GE -> comparison >= 0;
            };
        }
    }

    /** A column against a constant. */
    record Comparison(String column, Operator operator, Object value) implements Filter {
        public Comparison {
            requireConstant(column, value);
        }

        @Override
        public Filter not() {
            return new Negation(this);
        }
    }

    /** Whether a column has one of several values. */
    record In(String column, List<Object> values) implements Filter {
        public In {
            for (Object value : values) {
                requireConstant(column, value);
            }
            values = List.copyOf(values);
        }

        @Override
        public Filter not() {
            return new Negation(this);
        }
    }

    /** Whether a column has no value, or has one. */
    record NullCheck(String column, boolean isNull) implements Filter {
        public NullCheck {
            Objects.requireNonNull(column, "column");
        }

        @Override
        public Filter not() {
            return new NullCheck(column, !isNull);
        }
    }

    /** Both. */
    record And(Filter left, Filter right) implements Filter {
        @Override
        public Filter not() {
            return new Or(left.not(), right.not());
        }
    }

    /** At least one. */
    record Or(Filter left, Filter right) implements Filter {
        @Override
        public Filter not() {
            return new And(left.not(), right.not());
        }
    }

    /**
     * The opposite of a comparison or of {@link In}, where the column has a value. With NaN the opposite of <em>less</em>
     * is not <em>greater or equal</em>, so this is a kind of its own.
     */
    record Negation(Filter inner) implements Filter {
        public Negation {
            if (!(inner instanceof Comparison) && !(inner instanceof In)) {
                throw new IllegalArgumentException("only comparisons are negated so; call not()");
            }
        }

        @Override
        public Filter not() {
            return inner;
        }
    }

    static Filter eq(String column, Object value) {
        return new Comparison(column, Operator.EQ, value);
    }

    static Filter notEq(String column, Object value) {
        return new Comparison(column, Operator.NOT_EQ, value);
    }

    static Filter lt(String column, Object value) {
        return new Comparison(column, Operator.LT, value);
    }

    static Filter le(String column, Object value) {
        return new Comparison(column, Operator.LE, value);
    }

    static Filter gt(String column, Object value) {
        return new Comparison(column, Operator.GT, value);
    }

    static Filter ge(String column, Object value) {
        return new Comparison(column, Operator.GE, value);
    }

    static Filter in(String column, Object... values) {
        return new In(column, List.of(values));
    }

    static Filter isNull(String column) {
        return new NullCheck(column, true);
    }

    static Filter notNull(String column) {
        return new NullCheck(column, false);
    }

    default Filter and(Filter other) {
        return new And(this, other);
    }

    default Filter or(Filter other) {
        return new Or(this, other);
    }

    /** The opposite, where the columns have values. */
    Filter not();

    private static void requireConstant(String column, Object value) {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(
                value, () -> "compare column " + column + " with a value; use isNull or notNull for nulls");
    }
}
