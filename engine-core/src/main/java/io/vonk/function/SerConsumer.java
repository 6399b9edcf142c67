package io.vonk.function;

import java.io.Serializable;

/**
 * A serializable action on a record that may throw.
 *
 * <p>The function travels to the tasks by serialization, so everything that it captures must be serializable. Each task
 * works with captures of its own. Any exception that it throws fails the task with the record that caused it.
 */
@FunctionalInterface
public interface SerConsumer<T> extends Serializable {
    /** Acts on {@code record}. */
    void accept(T record) throws Exception;
}
