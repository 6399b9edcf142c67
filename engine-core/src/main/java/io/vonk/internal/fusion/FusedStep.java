package io.vonk.internal.fusion;

import io.vonk.internal.plan.RecordOperator.Kind;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;

/**
 * One operator of a run to be fused.
 *
 * @param kind any kind that does not expand
 * @param function the task's own instance of the function
 */
public record FusedStep(Kind kind, Object function) {

    public FusedStep {
        if (kind.expands()) {
            throw new IllegalArgumentException(kind + " makes several records of one and cannot be fused");
        }
    }

    /** What decides about the code: two steps with equal shapes can run the same class. */
    Shape shape() {
        return new Shape(kind, function.getClass(), STATELESS.get(function.getClass()));
    }

    private static final ClassValue<Boolean> STATELESS = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isStateless(type);
        }
    };

    /** Whether one instance of a function's class is like any other. */
    private static boolean isStateless(Class<?> type) {
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * The kind of an operator and the class of its function; the class of a lambda stands for the place in the source.
     *
     * @param stateless whether the function can be a constant of the code
     */
    record Shape(Kind kind, Class<?> functionClass, boolean stateless) {}
}
