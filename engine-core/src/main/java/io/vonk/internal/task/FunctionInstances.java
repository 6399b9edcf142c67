package io.vonk.internal.task;

import io.vonk.internal.serial.Closures;
import io.vonk.internal.session.Deferred;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives each task functions of its own: as a remote task works with deserialized captures, a local one must not share what
 * the driver or another task may change.
 *
 * <p>Functions that capture nothing that can change are shared; others are serialized once, when the stage first runs, and
 * deserialized for each task. Thread safety: safe for use by many threads.
 */
final class FunctionInstances {
    /** Stands for a function that is shared. */
    private static final byte[] SHARED = {};

    private final ClassLoader classLoader;
    /** How each function is given to tasks; asked once, because what a function holds takes longer to look through. */
    private final Map<Key, byte[]> known = new ConcurrentHashMap<>();

    FunctionInstances(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    /** An instance of {@code function} for the task that runs on this thread. */
    @SuppressWarnings("unchecked")
    <F> F forTask(F function) {
        Key key = new Key(function);
        byte[] bytes = known.get(key);
        if (bytes == null) {
            bytes = known.computeIfAbsent(key, first -> prepared(function));
        }
        return bytes == SHARED ? function : (F) Closures.deserialize(bytes, classLoader);
    }

    private static byte[] prepared(Object function) {
        // What another job has prepared is large, and is never changed by tasks.
        return function instanceof Deferred || Closures.immutable(function) ? SHARED : Closures.serialize(function);
    }

    /** A function by identity: functions that are equal may still differ in what they capture. */
    private static final class Key {
        private final Object function;

        Key(Object function) {
            this.function = function;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.function == function;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(function);
        }
    }
}
