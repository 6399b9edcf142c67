package io.vonk.internal.serial;

import io.vonk.data.Pair;
import io.vonk.error.UnserializableFunctionException;
import io.vonk.error.VonkException;
import io.vonk.runtime.Broadcast;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's functions on their way to the tasks: checked when they are given, then bytes, then functions again.
 */
public final class Closures {
    /** More than this does not belong into a function. */
    private static final int MAX_BYTES = 256 << 20;

    /** From here on a broadcast would be better. */
    private static final int LARGE_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 8;
    private static final ClassValue<State> STATES = new ClassValue<>() {
        @Override
        protected State computeValue(Class<?> type) {
            return State.of(type);
        }
    };

    private Closures() {}

    /**
     * Fails if {@code function} holds something that cannot be serialized. Costs nothing to speak of for functions that
     * capture nothing, and no serialization for those that capture plain values.
     *
     * @param operation what the user calls the operation and where, such as {@code map at Report.java:41}; its
     *     {@code toString} is asked for only if the check fails
     */
    public static void check(Object function, Object operation) {
        if (CaptureWalk.capturesNothing(function)) {
            return;
        }
        CaptureWalk.Refusal refusal = CaptureWalk.find(function);
        if (refusal != null) {
            throw unserializable(operation, refusal);
        }
    }

    private static UnserializableFunctionException unserializable(Object operation, CaptureWalk.Refusal refusal) {
        List<String> path = refusal.path();
        if (path.isEmpty()) {
            return new UnserializableFunctionException(
                    operation + ": the function cannot travel to the tasks, because " + why(refusal)
                            + ". What to do: declare the class or the lambda's type as java.io.Serializable.",
                    path);
        }
        String captured = path.get(0);
        boolean around = captured.equals(LambdaSource.THIS);
        String name = around ? "the object around it ('this')" : "'" + captured + "'";
        String advice = around ? adviceForThis(refusal) : adviceForVariable(captured, refusal);
        return new UnserializableFunctionException(
                operation + ": the function cannot travel to the tasks, because it captures " + name + ", and "
                        + why(refusal) + ". Path: " + String.join(" → ", path) + ". What to do: " + advice,
                path);
    }

    private static String why(CaptureWalk.Refusal refusal) {
        return refusal.refused()
                + (refusal.reason().isEmpty() ? " is not java.io.Serializable" : ": " + refusal.reason());
    }

    private static String adviceForThis(CaptureWalk.Refusal refusal) {
        Set<String> used = refusal.usedOfThis();
        String example = used.isEmpty()
                ? "copy what the function needs of it to local variables before the call and use those; or make the"
                        + " function static"
                : "the function uses "
                        + used.stream().map(field -> "this." + field).collect(Collectors.joining(", "))
                        + "; copy that to a local variable before the call and use the variable";
        return example + (refusal.path().size() > 1 ? "; or mark the last field of the path transient" : "") + ".";
    }

    private static String adviceForVariable(String captured, CaptureWalk.Refusal refusal) {
        String type = refusal.refused().substring(refusal.refused().lastIndexOf('.') + 1);
        return "make " + type + " implement java.io.Serializable"
                + (refusal.path().size() > 1 ? ", or mark the field transient" : "")
                + "; or, if it is a connection or the like, create it inside the function, once per partition, with"
                + " mapPartitions; or take what is needed out of '" + captured + "' before the call.";
    }

    /**
     * Whether several threads may share {@code function} without seeing each other: all that it captures is known to be
     * immutable. False if in doubt.
     */
    public static boolean immutable(Object function) {
        return isImmutable(function, 0);
    }

    private static boolean isImmutable(@Nullable Object value, int depth) {
        if (value == null || value instanceof Enum<?> || value instanceof Class<?> || value instanceof Broadcast<?>) {
            return true;
        }
        Class<?> type = value.getClass();
        if (!CaptureWalk.isLambda(type) && Shapes.plainCodec(type) instanceof ScalarCodec) {
            return true;
        }
        if (depth == MAX_DEPTH) {
            return false;
        }
        if (value instanceof Pair<?, ?> pair) {
            return isImmutable(pair.key(), depth + 1) && isImmutable(pair.value(), depth + 1);
        }
        if (value instanceof Optional<?> optional) {
            return isImmutable(optional.orElse(null), depth + 1);
        }
        if (type.getName().startsWith("java.util.ImmutableCollections$List") && ((List<?>) value).size() <= 16) {
            return ((List<?>) value).stream().allMatch(element -> isImmutable(element, depth + 1));
        }
        return !type.isArray() && !type.getName().startsWith("java.") && hasImmutableFieldsOnly(value, depth);
    }

    private static boolean hasImmutableFieldsOnly(Object value, int depth) {
        State state = STATES.get(value.getClass());
        if (state.mayChange()) {
            return false;
        }
        for (Field field : state.references()) {
            try {
                if (!isImmutable(field.get(value), depth + 1)) {
                    return false;
                }
            } catch (IllegalAccessException e) {
                return false;
            }
        }
        return true;
    }

    /**
     * What is known of the instances of a class, once for all.
     *
     * @param mayChange whether there are fields that are not final, or that we may not look at
     * @param references the fields that are references
     */
    private record State(boolean mayChange, List<Field> references) {
        static State of(Class<?> type) {
            List<Field> references = new ArrayList<>();
            for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
                for (Field field : at.getDeclaredFields()) {
                    if (Modifier.isStatic(field.getModifiers())) {
                        continue;
                    }
                    if (!Modifier.isFinal(field.getModifiers())) {
                        return new State(true, List.of());
                    }
                    if (!field.getType().isPrimitive()) {
                        try {
                            field.setAccessible(true);
                        } catch (InaccessibleObjectException e) {
                            return new State(true, List.of());
                        }
                        references.add(field);
                    }
                }
            }
            return new State(false, List.copyOf(references));
        }
    }

    /**
     * Whether {@code function} is a serializable reference to the static method of {@code owner} with this name and signature,
     * as class files write it. Then it does what the method does, and nothing else.
     */
    public static boolean isReference(Object function, Class<?> owner, String method, String signature) {
        return LambdaSource.isReference(function, owner, method, signature);
    }

    /**
     * Turns a checked function into bytes.
     *
     * @throws UnserializableFunctionException if the check let something pass that cannot be serialized after all
     * @throws VonkException if the bytes are too many or the function's own serialization fails
     */
    public static byte[] serialize(Object function) {
        byte[] bytes;
        try {
            bytes = JavaSerialization.write(function);
        } catch (IOException | RuntimeException e) {
            CaptureWalk.Refusal refusal = CaptureWalk.find(function);
            if (refusal != null) {
                throw unserializable(describe(function), refusal);
            }
            throw new VonkException(describe(function) + " cannot be serialized: " + e, e);
        }
        if (bytes.length > MAX_BYTES) {
            throw new VonkException(describe(function) + " is " + (bytes.length >> 20)
                    + " MiB with what it captures; at most " + (MAX_BYTES >> 20)
                    + " MiB can travel with a function. Broadcast the large value and capture the broadcast instead.");
        }
        if (bytes.length > LARGE_BYTES) {
            log().warn(
                            "{} is {} KiB with what it captures; broadcast the large value and capture the broadcast instead",
                            describe(function),
                            bytes.length >> 10);
        }
        return bytes;
    }

    /**
     * Makes the function from what {@link #serialize} wrote.
     *
     * @param loader finds the user's classes
     * @throws VonkException if a class is missing or is not the one that the function was made with
     */
    public static Object deserialize(byte[] bytes, ClassLoader loader) {
        Object function;
        try {
            function = JavaSerialization.read(bytes, 0, bytes.length, loader);
        } catch (ClassNotFoundException e) {
            throw new VonkException("a function cannot be loaded: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            throw new VonkException(
                    "a function cannot be loaded: " + rootOf(e)
                            + "; the class that holds it must be the same, compiled at the same time, in every process",
                    e);
        }
        if (function == null) {
            throw new VonkException("a function cannot be loaded: its bytes hold null");
        }
        return function;
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String describe(Object function) {
        String type = function.getClass().getName();
        int lambda = type.indexOf("$$Lambda");
        return lambda < 0 ? "function " + type : "a lambda of " + type.substring(0, lambda);
    }

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(Closures.class);
    }
}
