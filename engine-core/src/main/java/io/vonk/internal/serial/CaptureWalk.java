package io.vonk.internal.serial;

import io.vonk.runtime.Broadcast;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamField;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks through what an object holds for something that Java serialization refuses, nearest first. Serves one object and
 * is used by one thread.
 *
 * <p>It raises no false alarm: whatever decides about its own serialized form is really serialized, and what lies beyond
 * {@value #MAX_OBJECTS} objects is left to the serialization that follows anyway.
 */
final class CaptureWalk {
    private static final int MAX_OBJECTS = 10_000;

    /** How an object is looked through. */
    private enum Kind {
        /** Holds nothing that could be refused. */
        PLAIN,
        /** Its fields are what is serialized. */
        FIELDS,
        /** Its elements are what is serialized. */
        ELEMENTS,
        /** Only serialization itself can tell. */
        OPAQUE,
        REFUSED
    }

    private static final ClassValue<Kind> KINDS = new ClassValue<>() {
        @Override
        protected Kind computeValue(Class<?> type) {
            return kind(type);
        }
    };

    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            return serializedFields(type);
        }
    };

    /**
     * What was found.
     *
     * @param path from what the function captures to the object that is refused; names of variables, fields, elements
     * @param refused the class that is refused
     * @param reason why, if it is for something else than not being serializable; else empty
     * @param root the captured value that the path starts with, or null if it is the function itself that is refused
     * @param usedOfThis fields that the function reads of the object around it, if that is what it captures
     */
    record Refusal(
            List<String> path,
            String refused,
            String reason,
            @Nullable Object root,
            Set<String> usedOfThis) {}

    /** A value on the way, how it was reached, and from where. */
    private record Step(
            Object value, @Nullable Step from, @Nullable Field field, String label) {}

    private final Queue<Step> open = new ArrayDeque<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private CaptureWalk() {}

    /** Whether {@code function} holds nothing at all. */
    static boolean capturesNothing(Object function) {
        return KINDS.get(function.getClass()) == Kind.FIELDS && FIELDS.get(function.getClass()).length == 0;
    }

    /** The nearest thing within {@code function} that cannot be serialized, or null. */
    static @Nullable Refusal find(Object function) {
        CaptureWalk walk = new CaptureWalk();
        walk.push(function, null, null, "");
        for (int count = 0; count < MAX_OBJECTS; count++) {
            Step step = walk.open.poll();
            if (step == null) {
                return null;
            }
            Refusal refusal = walk.visit(step);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private void push(@Nullable Object value, @Nullable Step from, @Nullable Field field, String label) {
        if (value != null && KINDS.get(value.getClass()) != Kind.PLAIN && seen.add(value)) {
            open.add(new Step(value, from, field, label));
        }
    }

    private @Nullable Refusal visit(Step step) {
        return switch (KINDS.get(step.value().getClass())) {
            case PLAIN -> null;
            case REFUSED -> refusal(step, step.value().getClass().getName(), "");
            case FIELDS -> fields(step);
            case ELEMENTS -> elements(step);
            case OPAQUE -> trySerialization(step);
        };
    }

    private @Nullable Refusal fields(Step step) {
        for (Field field : FIELDS.get(step.value().getClass())) {
            try {
                push(field.get(step.value()), step, field, field.getName());
            } catch (IllegalAccessException e) {
                return trySerialization(step);
            }
        }
        return null;
    }

    private @Nullable Refusal elements(Step step) {
        Object value = step.value();
        try {
            if (value instanceof Object[] array) {
                for (int i = 0; i < array.length && open.size() < MAX_OBJECTS; i++) {
                    push(array[i], step, null, "element " + i);
                }
            } else if (value instanceof Map<?, ?> map) {
                mapElements(map, step);
            } else {
                collectionElements((Collection<?>) value, step);
            }
        } catch (RuntimeException e) {
            // Somebody changes the collection at this moment; serialization will meet it again.
            return null;
        }
        return null;
    }

    private void mapElements(Map<?, ?> map, Step step) {
        if (map instanceof SortedMap<?, ?> sorted) {
            push(sorted.comparator(), step, null, "its comparator");
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (open.size() >= MAX_OBJECTS) {
                break;
            }
            push(entry.getKey(), step, null, "a key");
            push(entry.getValue(), step, null, "a value");
        }
    }

    private void collectionElements(Collection<?> collection, Step step) {
        if (collection instanceof SortedSet<?> sorted) {
            push(sorted.comparator(), step, null, "its comparator");
        } else if (collection instanceof PriorityQueue<?> queue) {
            push(queue.comparator(), step, null, "its comparator");
        }
        int index = 0;
        for (Object element : collection) {
            if (open.size() >= MAX_OBJECTS) {
                break;
            }
            push(element, step, null, "element " + index++);
        }
    }

    private static @Nullable Refusal trySerialization(Step step) {
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(step.value());
            return null;
        } catch (NotSerializableException e) {
            return refusal(step, String.valueOf(e.getMessage()), "");
        } catch (InvalidClassException e) {
            return refusal(step, step.value().getClass().getName(), String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            return refusal(step, step.value().getClass().getName(), "its serialization throws " + e);
        }
    }

    private static Refusal refusal(Step step, String refused, String reason) {
        List<String> path = new ArrayList<>();
        Object root = null;
        Set<String> usedOfThis = Set.of();
        for (Step at = step; at.from() != null; at = at.from()) {
            Object holder = at.from().value();
            Field field = at.field();
            String name = at.label();
            if (field != null && isLambda(holder.getClass())) {
                LambdaSource source = LambdaSource.of(holder);
                name = source.name(List.of(FIELDS.get(holder.getClass())).indexOf(field)
                        + primitivesBefore(holder.getClass(), field));
                usedOfThis = name.equals(LambdaSource.THIS) ? source.usedOfThis() : Set.of();
            } else if (field != null && field.isSynthetic()) {
                name = name.startsWith("val$") ? name.substring(4) : LambdaSource.THIS;
            }
            path.add(0, name);
            root = at.value();
        }
        return new Refusal(path, refused, reason, root, usedOfThis);
    }

    /** Captured primitives are no objects to walk through, but count in the order of captured values. */
    private static int primitivesBefore(Class<?> lambda, Field field) {
        int primitives = 0;
        for (Field each : lambda.getDeclaredFields()) {
            if (each.getName().equals(field.getName())) {
                break;
            }
            primitives += each.getType().isPrimitive() ? 1 : 0;
        }
        return primitives;
    }

    static boolean isLambda(Class<?> type) {
        return (type.isHidden() || type.isSynthetic()) && type.getName().contains("$$Lambda");
    }

    private static Kind kind(Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type)) {
            return Kind.REFUSED;
        }
        if (type.isArray()) {
            return type.getComponentType().isPrimitive() ? Kind.PLAIN : Kind.ELEMENTS;
        }
        // Before the codecs, which a program whose functions are lambdas may never need.
        if (isLambda(type)) {
            return isOpen(type) ? Kind.FIELDS : Kind.OPAQUE;
        }
        if (Enum.class.isAssignableFrom(type)
                || type == Class.class
                || type == Broadcast.class
                || Shapes.plainCodec(type) != null) {
            return Kind.PLAIN;
        }
        if (type.getName().startsWith("java.")) {
            boolean holder = Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
            return holder && hasElementsOnly(type) ? Kind.ELEMENTS : Kind.OPAQUE;
        }
        return decidesItself(type) || !isOpen(type) ? Kind.OPAQUE : Kind.FIELDS;
    }

    /** Collections of the JDK that serialize their elements, a comparator, and nothing else that could be refused. */
    private static boolean hasElementsOnly(Class<?> type) {
        return ListCodec.isPlain(type)
                || type == LinkedList.class
                || type == PriorityQueue.class
                || type == HashMap.class
                || type == LinkedHashMap.class
                || type == TreeMap.class
                || type == HashSet.class
                || type == LinkedHashSet.class
                || type == TreeSet.class
                || type == ConcurrentHashMap.class
                || type.getName().startsWith("java.util.ImmutableCollections$");
    }

    private static boolean decidesItself(Class<?> type) {
        if (Externalizable.class.isAssignableFrom(type)) {
            return true;
        }
        for (Class<?> at = type; at != null && at != Object.class; at = at.getSuperclass()) {
            if (declares(at, "writeReplace") || declares(at, "writeObject", ObjectOutputStream.class)) {
                return true;
            }
            if (declaresFields(at)) {
                return true;
            }
            if (at != type && at.getName().startsWith("java.") && Serializable.class.isAssignableFrom(at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean declares(Class<?> type, String method, Class<?>... parameters) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(each -> each.getName().equals(method) && Arrays.equals(each.getParameterTypes(), parameters));
    }

    private static boolean declaresFields(Class<?> type) {
        try {
            return type.getDeclaredField("serialPersistentFields").getType() == ObjectStreamField[].class;
        } catch (NoSuchFieldException e) {
            return false;
        }
    }

    private static boolean isOpen(Class<?> type) {
        try {
            FIELDS.get(type);
            return true;
        } catch (InaccessibleObjectException e) {
            return false;
        }
    }

    /** The fields that are references and are serialized, of the class itself first. */
    private static Field[] serializedFields(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        for (Class<?> at = type; at != null && Serializable.class.isAssignableFrom(at); at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    fields.add(field);
                }
            }
        }
        return fields.toArray(new Field[0]);
    }
}
