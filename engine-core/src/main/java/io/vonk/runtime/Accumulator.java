package io.vonk.runtime;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/**
 * A value that tasks add to and the driver reads.
 *
 * <p>Each task works on a copy that starts at zero; when the driver has accepted the task's success, the copy is merged
 * into the driver's accumulator, exactly once per partition, whatever was retried or run twice. Additions made in a
 * transformation count again if the transformation is computed again for another job.
 *
 * <p>Subclasses must be serializable, and {@link #reset} must bring a copy to zero. Copies are used by one thread each;
 * the driver's own is guarded by the engine during merges, and {@link #value()} may be called at any time.
 *
 * @param <T> what is added
 * @param <R> what is read
 */
public abstract class Accumulator<T, R> implements Serializable {
    private static final long serialVersionUID = 1;
    private long id = -1;

    /** Adds a value. */
    public abstract void add(T value);

    /** Adds the content of another accumulator of the same class. */
    public abstract void merge(Accumulator<T, R> other);

    /** Makes this the neutral element of {@link #merge}. */
    public abstract void reset();

    /** Whether this is the neutral element. */
    public abstract boolean isZero();

    /** The value so far. */
    public abstract R value();

    /** The number under which the session knows this accumulator, or -1. */
    @Internal
    public final long id() {
        return id;
    }

    /** Names this accumulator; called once by the session. */
    @Internal
    public final void register(long newId) {
        if (id != -1) {
            throw new IllegalStateException("this accumulator is registered already, as number " + id);
        }
        id = newId;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        TaskContext task = TaskContext.getOrNull();
        if (task != null && id != -1) {
            // The fields of subclasses are read after this method, so the copy can only be brought to zero at the end.
            in.registerValidation(this::reset, 0);
            task.register(this);
        }
    }
}
