package io.vonk.internal.fusion;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * A generated class and how to make instances of it. Functions without state are constants of the class, the others are
 * handed to each instance. Thread safety: immutable.
 */
final class FusedClass {
    private final MethodHandle constructor;

    private FusedClass(MethodHandle constructor) {
        this.constructor = constructor;
    }

    /** Generates the class for runs of the shape of {@code steps}. */
    static FusedClass generate(List<FusedStep> steps) {
        List<Object> constants = new ArrayList<>();
        for (FusedStep step : steps) {
            if (step.shape().stateless()) {
                constants.add(step.function());
            }
        }
        try {
            MethodHandles.Lookup hidden = MethodHandles.lookup()
                    .defineHiddenClassWithClassData(new LoopGenerator(steps).bytes(), constants, true);
            MethodHandle constructor =
                    hidden.findConstructor(hidden.lookupClass(), MethodType.methodType(void.class, Object[].class));
            return new FusedClass(constructor.asType(MethodType.methodType(FusedCode.class, Object[].class)));
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalStateException("the code of " + steps + " cannot be generated", e);
        }
    }

    /** An instance with the functions of {@code steps}. */
    FusedCode instance(List<FusedStep> steps) {
        Object[] functions = new Object[steps.size()];
        for (int i = 0; i < functions.length; i++) {
            functions[i] = steps.get(i).function();
        }
        try {
            return (FusedCode) constructor.invokeExact(functions);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a fused run cannot be made", e);
        }
    }
}
