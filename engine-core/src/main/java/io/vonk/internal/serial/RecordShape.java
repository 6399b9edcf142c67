package io.vonk.internal.serial;

import io.vonk.error.VonkException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The components of a record class and the means to read them and to make a record of them, whatever the access of the
 * class is.
 *
 * <p>Thread safety: safe.
 */
final class RecordShape {
    /**
     * What was found out about a class lives as long as the class. A class that cannot be opened (its module does not
     * let us) has none.
     */
    private static final ClassValue<@Nullable RecordShape[]> SHAPES = new ClassValue<>() {
        @Override
        protected @Nullable RecordShape[] computeValue(Class<?> type) {
            return new @Nullable RecordShape[] {open(type)};
        }
    };

    private static final int MAX_SHARED = 32;

    private final Class<?> type;
    private final List<String> names;
    private final Class<?>[] types;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;
    /** Lives as long as the class, like the shape. */
    private final Map<List<RecordCodec>, WarmingBody> shared = new ConcurrentHashMap<>();

    private RecordShape(
            Class<?> type, List<String> names, Class<?>[] types, MethodHandle[] accessors, MethodHandle constructor) {
        this.type = type;
        this.names = names;
        this.types = types;
        this.accessors = accessors;
        this.constructor = constructor;
    }

    /** The shape of a record class, or null if its module keeps it closed. */
    static @Nullable RecordShape of(Class<?> type) {
        return SHAPES.get(type)[0];
    }

    private static @Nullable RecordShape open(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        List<String> names = new ArrayList<>(components.length);
        MethodHandle[] accessors = new MethodHandle[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            names.add(components[i].getName());
        }
        for (MethodHandles.Lookup lookup : lookups(type)) {
            try {
                for (int i = 0; i < components.length; i++) {
                    accessors[i] = lookup.unreflect(components[i].getAccessor());
                }
                MethodHandle constructor = lookup.unreflectConstructor(type.getDeclaredConstructor(types));
                return new RecordShape(type, List.copyOf(names), types, accessors, constructor);
            } catch (ReflectiveOperationException e) {
                // Closed for this lookup; the next one may do, and if none does, the class has no shape.
            }
        }
        return null;
    }

    private static List<MethodHandles.Lookup> lookups(Class<?> type) {
        List<MethodHandles.Lookup> lookups = new ArrayList<>(2);
        try {
            lookups.add(MethodHandles.privateLookupIn(type, MethodHandles.lookup()));
        } catch (IllegalAccessException e) {
            // The module is closed: what is public remains.
        }
        lookups.add(MethodHandles.publicLookup());
        return lookups;
    }

    Class<?> type() {
        return type;
    }

    int size() {
        return types.length;
    }

    /** The declared type of a component. */
    Class<?> type(int index) {
        return types[index];
    }

    String name(int index) {
        return names.get(index);
    }

    MethodHandle accessor(int index) {
        return accessors[index];
    }

    MethodHandle constructor() {
        return constructor;
    }

    /** The value of a component, by reflection: for the first record of a kind, not for each. */
    @Nullable
    Object component(Object record, int index) {
        try {
            return accessors[index].invoke(record);
        } catch (Throwable e) {
            throw unchecked(type, e);
        }
    }

    /** Whether components of these names and codecs can be what this class has. */
    boolean matches(List<String> otherNames, List<RecordCodec> codecs) {
        if (!names.equals(otherNames)) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (types[i].isPrimitive() && codecs.get(i) != Shapes.plainCodec(boxed(types[i]))) {
                return false;
            }
        }
        return true;
    }

    static Class<?> boxed(Class<?> primitive) {
        return MethodType.methodType(primitive).wrap().returnType();
    }

    /**
     * The body for these components, which must not depend on a reader's class loader, as it lives as long as the class. Of a
     * class that appears with ever other components, only the first few get code of their own, so that the code does not
     * grow without end.
     */
    WarmingBody body(List<RecordCodec> components) {
        WarmingBody present = shared.get(components);
        if (present != null) {
            return present;
        }
        return shared.size() >= MAX_SHARED
                ? new WarmingBody(this, components, false)
                : shared.computeIfAbsent(components, missing -> new WarmingBody(this, missing, true));
    }

    /** What an accessor or a constructor of the user throws is passed on; records declare no checked exceptions. */
    static RuntimeException unchecked(Class<?> type, Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        if (cause instanceof RuntimeException runtime) {
            return runtime;
        }
        return new VonkException("record " + type.getName() + " threw " + cause, cause);
    }

    @Override
    public String toString() {
        return type.getName() + names + " of "
                + Arrays.stream(types).map(Class::getSimpleName).toList();
    }
}
