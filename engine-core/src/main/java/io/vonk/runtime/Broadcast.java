package io.vonk.runtime;

import io.vonk.error.VonkException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A read-only value that every task can use and that travels once to each process, not with every task.
 *
 * <p>The value must not be changed after it was broadcast; within one JVM all tasks share it. Safe for use by many
 * threads.
 */
public final class Broadcast<T> implements Serializable {
    private static final long serialVersionUID = 1;
    private final long id;
    private transient volatile @Nullable T value;
    private transient volatile boolean destroyed;
    private final transient @Nullable Runnable onDestroy;

    /** Made by the session, which is told when the value is no longer needed. */
    @Internal
    public Broadcast(long id, T value, Runnable onDestroy) {
        this.id = id;
        this.onDestroy = onDestroy;
        this.value = value;
    }

    /** The number under which the session knows this broadcast. */
    @Internal
    public long id() {
        return id;
    }

    /**
     * The value.
     *
     * @throws VonkException if the broadcast was destroyed
     */
    @SuppressWarnings("unchecked")
    public T value() {
        T present = value;
        if (present != null) {
            return present;
        }
        if (destroyed) {
            throw new VonkException(
                    "broadcast " + id + " was destroyed; call destroy() only after the last job that uses it");
        }
        present = (T) TaskContext.get().broadcastValue(id);
        value = present;
        return present;
    }

    /** Releases the value everywhere. Later uses fail. */
    public void destroy() {
        destroyed = true;
        value = null;
        if (onDestroy != null) {
            onDestroy.run();
        }
    }

    @Override
    public String toString() {
        return "broadcast " + id;
    }
}
