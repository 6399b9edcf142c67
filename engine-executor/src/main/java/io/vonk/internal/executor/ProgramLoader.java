package io.vonk.internal.executor;

import io.vonk.internal.endpoint.DriverLink;
import io.vonk.internal.wire.DriverContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the classes and resources of the user's program at the driver, one by one as they are needed, so that nobody has to package
 * and distribute them. What the program has counts before what this process has, except for the engine's and the JDK's own classes;
 * so a program can use another version of a library than the engine does.
 *
 * <p>Thread safety: safe for use by many threads, but not by those that serve sockets: it waits for answers.
 */
final class ProgramLoader extends ClassLoader {
    private static final List<String> OF_THE_JDK =
            List.of("java.", "javax.", "jdk.", "sun.", "com.sun.", "org.w3c.dom.", "org.xml.sax.");

    /**
     * The engine's public and internal packages below {@code io.vonk}, the rest of which (examples, benchmarks) are programs; and the
     * libraries that it and programs must have in common.
     */
    private static final List<String> OF_THE_ENGINE = List.of(
            "io.vonk.api.",
            "io.vonk.config.",
            "io.vonk.data.",
            "io.vonk.error.",
            "io.vonk.function.",
            "io.vonk.internal.",
            "io.vonk.io.",
            "io.vonk.launch.",
            "io.vonk.runtime.",
            "org.slf4j.",
            // Objects of these pass between programs and the engine.
            "org.apache.commons.csv.",
            "org.apache.parquet.",
            "org.apache.hadoop.");

    private static final long PATIENCE_SECONDS = 60;

    static {
        registerAsParallelCapable();
    }

    private final DriverLink driver;
    private final Map<String, Optional<byte[]>> found = new ConcurrentHashMap<>();

    ProgramLoader(ClassLoader engine, DriverLink driver) {
        super("program", engine);
        this.driver = driver;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (isShared(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known == null) {
                String file = name.replace('.', '/') + ".class";
                byte[] bytes;
                try {
                    bytes = resource(file);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name + ": the driver was asked for it, and " + e.getMessage(), e);
                }
                // Defined once, and not asked for again.
                found.remove(file);
                if (bytes == null) {
                    return super.loadClass(name, resolve);
                }
                known = defineClass(name, bytes, 0, bytes.length);
            }
            if (resolve) {
                resolveClass(known);
            }
            return known;
        }
    }

    private static boolean isShared(String name) {
        return startsWithOneOf(name, OF_THE_JDK) || startsWithOneOf(name, OF_THE_ENGINE);
    }

    private static boolean startsWithOneOf(String name, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable URL getResource(String name) {
        if (!isShared(name.replace('/', '.'))) {
            URL ofProgram = findResource(name);
            if (ofProgram != null) {
                return ofProgram;
            }
        }
        return super.getResource(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        byte[] content;
        try {
            content = resource(name);
        } catch (IOException e) {
            return null;
        }
        if (content == null) {
            return null;
        }
        try {
            return new URL(null, "vonk-program:/" + name, new InMemory(content));
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not the name of a resource: " + name, e);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        URL one = findResource(name);
        return one == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(one));
    }

    /** What the driver has by this name; null if nothing. */
    private byte @Nullable [] resource(String name) throws IOException {
        Optional<byte[]> known = found.get(name);
        if (known == null) {
            known = fetch(name);
            found.put(name, known);
        }
        return known.orElse(null);
    }

    /** Waits for the answer even if the thread is interrupted: a class that was not found once is not looked for again. */
    private Optional<byte[]> fetch(String name) throws IOException {
        CompletableFuture<byte[]> answer = driver.fetch(new DriverContent.Resource(name));
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    byte[] bytes = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    return bytes.length == 0 || bytes[0] == 0
                            ? Optional.empty()
                            : Optional.of(java.util.Arrays.copyOfRange(bytes, 1, bytes.length));
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException(String.valueOf(e.getCause()), e);
                } catch (TimeoutException e) {
                    throw new IOException("it has not answered for " + PATIENCE_SECONDS + " s", e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public String toString() {
        return "the class path of the driver";
    }

    /** A resource that is here already. */
    private static final class InMemory extends URLStreamHandler {
        private final byte[] content;

        InMemory(byte[] content) {
            this.content = content;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {
                    connected = true;
                }

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(content);
                }

                @Override
                public long getContentLengthLong() {
                    return content.length;
                }
            };
        }
    }
}
