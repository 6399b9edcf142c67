package io.vonk.internal.fusion;

import io.vonk.internal.plan.RecordOperator.Shape;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * The generated classes of one shape and how to make instances of them: the loop of all operators, and the loops of each
 * of them if there are several. Functions without state are constants of a class, the others are handed to each instance.
 * Thread safety: immutable, but for the choice, which is safe for use by many threads.
 */
final class FusedClass {
    private final MethodHandle constructor;
    private final List<FusedClass> parts;
    private final LoopChoice choice = new LoopChoice();

    private FusedClass(MethodHandle constructor, List<FusedClass> parts) {
        this.constructor = constructor;
        this.parts = parts;
    }

    /** Generates the classes for runs of the shape of {@code steps}. */
    static FusedClass generate(List<FusedStep> steps) {
        List<FusedClass> parts = new ArrayList<>();
        if (steps.size() > 1) {
            for (FusedStep step : steps) {
                parts.add(new FusedClass(define(List.of(step)), List.of()));
            }
        }
        return new FusedClass(define(steps), List.copyOf(parts));
    }

    private static MethodHandle define(List<FusedStep> steps) {
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
            return constructor.asType(MethodType.methodType(FusedCode.class, Object[].class));
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new IllegalStateException("the code of " + steps + " cannot be generated", e);
        }
    }

    /** A run with the functions of {@code steps}. */
    FusedRun run(List<FusedStep> steps) {
        List<FusedRun> runs = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            runs.add(parts.get(i).run(steps.subList(i, i + 1)));
        }
        Shape input = steps.get(0).kind().input();
        Shape output = steps.get(steps.size() - 1).kind().output();
        return new FusedRun(instance(steps), input, output, List.copyOf(runs), choice);
    }

    private FusedCode instance(List<FusedStep> steps) {
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
