package io.vonk.internal.serial;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Java serialization with a class loader of the caller's choice and a filter.
 *
 * <p>The filter admits classes of the user's program and those of the JDK's modules {@code java.base} and
 * {@code java.sql}; what is known for attacks lives in the others. Depth, references and sizes of arrays are bounded by
 * the number of bytes that are there to be read, before room is made for them.
 */
final class JavaSerialization {
    private static final Set<String> MODULES = Set.of("java.base", "java.sql", "java.sql.rowset");
    private static final int MAX_DEPTH = 1_000;

    /** The classes that cannot be found by name. */
    private static final Map<String, Class<?>> PRIMITIVES = Stream.of(
                    boolean.class,
                    byte.class,
                    char.class,
                    short.class,
                    int.class,
                    long.class,
                    float.class,
                    double.class,
                    void.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, type -> type));

    /** Hash tables make room for more than they hold; what is smaller than this is never refused. */
    private static final long ALWAYS_ALLOWED_ARRAY = 1 << 16;

    private JavaSerialization() {}

    /** Writes {@code value}. */
    static byte[] write(@Nullable Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    /** Reads what {@link #write} wrote. A null {@code loader} stands for the one of the thread. */
    static @Nullable Object read(byte[] bytes, int offset, int length, @Nullable ClassLoader loader)
            throws IOException, ClassNotFoundException {
        try (Input in = new Input(new ByteArrayInputStream(bytes, offset, length), loaderOrDefault(loader))) {
            in.setObjectInputFilter(filter(length));
            return in.readObject();
        }
    }

    static ClassLoader loaderOrDefault(@Nullable ClassLoader loader) {
        if (loader != null) {
            return loader;
        }
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread != null ? ofThread : ClassLoader.getSystemClassLoader();
    }

    private static ObjectInputFilter filter(int length) {
        long maxArray = Math.max(ALWAYS_ALLOWED_ARRAY, 16L * length);
        return info -> {
            if (info.depth() > MAX_DEPTH
                    || info.references() > length
                    || info.arrayLength() > maxArray
                    || info.streamBytes() > length) {
                return ObjectInputFilter.Status.REJECTED;
            }
            Class<?> type = info.serialClass();
            return type == null || isAllowed(type)
                    ? ObjectInputFilter.Status.ALLOWED
                    : ObjectInputFilter.Status.REJECTED;
        };
    }

    private static boolean isAllowed(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        ClassLoader definedBy = element.getClassLoader();
        if (definedBy != null && definedBy != ClassLoader.getPlatformClassLoader()) {
            return true;
        }
        String module = element.getModule().getName();
        return module != null && MODULES.contains(module);
    }

    private static final class Input extends ObjectInputStream {
        private final ClassLoader loader;

        Input(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            Class<?> primitive = PRIMITIVES.get(description.getName());
            if (primitive != null) {
                return primitive;
            }
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                throw new ClassNotFoundException(
                        "class " + description.getName() + " is not known to " + loader
                                + "; it must be on the class path of every process that reads the data",
                        e);
            }
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
            Class<?>[] types = new Class<?>[interfaces.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = Class.forName(interfaces[i], false, loader);
            }
            try {
                return Proxy.newProxyInstance(loader, types, (proxy, method, arguments) -> null)
                        .getClass();
            } catch (IllegalArgumentException e) {
                InvalidClassException invalid =
                        new InvalidClassException("a proxy's interfaces cannot be seen by " + loader);
                invalid.initCause(e);
                throw invalid;
            }
        }
    }
}
