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
    private final ClassLoader classLoader;
    private final Map<Key, byte[]> serialized = new ConcurrentHashMap<>();

    FunctionInstances(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    /** An instance of {@code function} for the task that runs on this thread. */
    @SuppressWarnings("unchecked")
    <F> F forTask(F function) {
        // What another job has prepared is large, and is never changed by tasks.
        if (function instanceof Deferred || Closures.immutable(function)) {
            return function;
        }
        byte[] bytes = serialized.computeIfAbsent(new Key(function), key -> Closures.serialize(function));
        return (F) Closures.deserialize(bytes, classLoader);
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
