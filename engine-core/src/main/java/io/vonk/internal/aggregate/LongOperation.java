package io.vonk.internal.aggregate;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A function of two numbers that the engine knows, so that it can work on 64 bits instead of objects.
 *
 * <p>Long and Integer values are kept as their value, Double as its raw bits.
 */
enum LongOperation {
    LONG_SUM(Long.class, "sum"),
    LONG_MAX(Long.class, "max"),
    LONG_MIN(Long.class, "min"),
    INTEGER_SUM(Integer.class, "sum"),
    INTEGER_MAX(Integer.class, "max"),
    INTEGER_MIN(Integer.class, "min"),
    DOUBLE_SUM(Double.class, "sum"),
    DOUBLE_MAX(Double.class, "max"),
    DOUBLE_MIN(Double.class, "min");

    private final Class<?> type;
    private final String method;

    LongOperation(Class<?> type, String method) {
        this.type = type;
        this.method = method;
    }

    /** The operation that a serializable function is, if it is a reference to one of the JDK's methods. */
    static @Nullable LongOperation recognise(Serializable function) {
        SerializedLambda lambda = described(function);
        if (lambda == null || lambda.getCapturedArgCount() != 0) {
            return null;
        }
        for (LongOperation operation : values()) {
            if (lambda.getImplMethodName().equals(operation.method)
                    && lambda.getImplMethodSignature().equals(operation.signature())
                    && (lambda.getImplClass().equals(operation.type.getName().replace('.', '/'))
                            || lambda.getImplClass().equals("java/lang/Math") && !operation.method.equals("sum"))) {
                return operation;
            }
        }
        return null;
    }

    private static @Nullable SerializedLambda described(Serializable function) {
        if (!function.getClass().isSynthetic()) {
            return null;
        }
        try {
            Method writeReplace = function.getClass().getDeclaredMethod("writeReplace");
            writeReplace.setAccessible(true);
            return writeReplace.invoke(function) instanceof SerializedLambda lambda ? lambda : null;
        } catch (ReflectiveOperationException | RuntimeException notALambda) {
            return null;
        }
    }

    private String signature() {
        char letter = type == Long.class ? 'J' : type == Integer.class ? 'I' : 'D';
        return "(" + letter + letter + ")" + letter;
    }

    /** Whether {@code value} is of the operation's type. */
    boolean takes(@Nullable Object value) {
        return value != null && value.getClass() == type;
    }

    /** The bits of a value that it takes. */
    long bits(Object value) {
        return switch (this) {
            case LONG_SUM, LONG_MAX, LONG_MIN -> (Long) value;
            case INTEGER_SUM, INTEGER_MAX, INTEGER_MIN -> (Integer) value;
            case DOUBLE_SUM, DOUBLE_MAX, DOUBLE_MIN -> Double.doubleToRawLongBits((Double) value);
        };
    }

    /** The value that has these bits. */
    Object value(long bits) {
        return switch (this) {
            case LONG_SUM, LONG_MAX, LONG_MIN -> bits;
            case INTEGER_SUM, INTEGER_MAX, INTEGER_MIN -> (int) bits;
            case DOUBLE_SUM, DOUBLE_MAX, DOUBLE_MIN -> Double.longBitsToDouble(bits);
        };
    }

    /** The operation on bits. */
    long apply(long left, long right) {
        return switch (this) {
            case LONG_SUM -> left + right;
            case LONG_MAX, INTEGER_MAX -> Math.max(left, right);
            case LONG_MIN, INTEGER_MIN -> Math.min(left, right);
            case INTEGER_SUM -> (int) left + (int) right;
            case DOUBLE_SUM ->
                Double.doubleToRawLongBits(Double.longBitsToDouble(left) + Double.longBitsToDouble(right));
            case DOUBLE_MAX ->
                Double.doubleToRawLongBits(Math.max(Double.longBitsToDouble(left), Double.longBitsToDouble(right)));
            case DOUBLE_MIN ->
                Double.doubleToRawLongBits(Math.min(Double.longBitsToDouble(left), Double.longBitsToDouble(right)));
        };
    }
}
