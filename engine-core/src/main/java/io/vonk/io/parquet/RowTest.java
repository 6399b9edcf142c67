package io.vonk.io.parquet;

import io.vonk.data.DataType;
import io.vonk.data.Filter;
import io.vonk.data.Filter.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Whether a filter is true for a row of the current batch. */
interface RowTest {
    boolean test(int row);

    /**
     * What a filter knows of a column.
     *
     * @param type its type
     * @param vector its values
     */
    record Input(String name, DataType type, ColumnVector vector) {}

    /**
     * Compiles a filter.
     *
     * @param inputs finds the column that a name means
     * @throws io.vonk.error.DataException if a constant does not fit its column
     */
    static RowTest of(Filter filter, Function<String, Input> inputs) {
        if (filter instanceof Filter.And and) {
            RowTest left = of(and.left(), inputs);
            RowTest right = of(and.right(), inputs);
            return row -> left.test(row) && right.test(row);
        }
        if (filter instanceof Filter.Or or) {
            RowTest left = of(or.left(), inputs);
            RowTest right = of(or.right(), inputs);
            return row -> left.test(row) || right.test(row);
        }
        if (filter instanceof Filter.NullCheck check) {
            ColumnVector vector = inputs.apply(check.column()).vector();
            boolean wanted = check.isNull();
            return row -> vector.isNull(row) == wanted;
        }
        if (filter instanceof Filter.Negation negation) {
            RowTest inner = of(negation.inner(), inputs);
            ColumnVector vector = inputs.apply(columnOf(negation.inner())).vector();
            return row -> !vector.isNull(row) && !inner.test(row);
        }
        if (filter instanceof Filter.Comparison comparison) {
            return comparison(inputs.apply(comparison.column()), comparison.operator(), comparison.value());
        }
        Filter.In in = (Filter.In) filter;
        Input input = inputs.apply(in.column());
        List<RowTest> tests = new ArrayList<>();
        for (Object value : in.values()) {
            tests.add(comparison(input, Operator.EQ, value));
        }
        return row -> {
            for (RowTest each : tests) {
                if (each.test(row)) {
                    return true;
                }
            }
            return false;
        };
    }

    /** The column of a condition on a single one. */
    static String columnOf(Filter condition) {
        if (condition instanceof Filter.NullCheck check) {
            return check.column();
        }
        if (condition instanceof Filter.Negation negation) {
            return columnOf(negation.inner());
        }
        return condition instanceof Filter.Comparison plain ? plain.column() : ((Filter.In) condition).column();
    }

    private static RowTest comparison(Input input, Operator operator, Object constant) {
        ValueOrder order = ValueOrder.of(input.name(), input.type(), constantFor(constant));
        ColumnVector vector = input.vector();
        if (ValueOrder.isNaN(constant)) {
            boolean whenPresent = operator == Operator.NOT_EQ;
            return row -> whenPresent && !vector.isNull(row);
        }
        if (order.constant() instanceof Long wanted) {
            long number = wanted;
            if (vector instanceof ColumnVector.Longs longs && input.type() == DataType.INT64) {
                return row -> !longs.nulls[row] && operator.holds(Long.compare(longs.values[row], number));
            }
            if (vector instanceof ColumnVector.Ints ints && input.type() == DataType.INT32) {
                return row -> !ints.nulls[row] && operator.holds(Long.compare(ints.values[row], number));
            }
        }
        if (vector instanceof ColumnVector.Doubles doubles && isExactDouble(constant)) {
            double number = ((Number) constant).doubleValue();
            return row -> !doubles.nulls[row] && holds(operator, doubles.values[row], number);
        }
        return row -> {
            Object value = vector.value(row);
            if (value == null) {
                return false;
            }
            return ValueOrder.isNaN(value) ? operator == Operator.NOT_EQ : operator.holds(order.compare(value));
        };
    }

    /** NaN takes part in no order; a comparison with it is decided before. */
    private static Object constantFor(Object constant) {
        return ValueOrder.isNaN(constant) ? (Object) 0.0 : constant;
    }

    private static boolean isExactDouble(Object constant) {
        return constant instanceof Double
                || constant instanceof Float
                || constant instanceof Integer
                || constant instanceof Short
                || constant instanceof Byte;
    }

    private static boolean holds(Operator operator, double value, double constant) {
        return switch (operator) {
            case EQ -> value == constant;
            case NOT_EQ -> value != constant;
            case LT -> value < constant;
            case LE -> value <= constant;
            case GT -> value > constant;
            case GE -> value >= constant;
        };
    }
}
