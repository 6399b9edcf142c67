package io.vonk.function;

import java.io.Serializable;

/**
 * A serializable function to {@code double} that may throw.
 *
 * <p>The function travels to the tasks by serialization, so everything that it captures must be serializable. Each task
 * works with captures of its own. Any exception that it throws fails the task with the record that caused it.
 */
@FunctionalInterface
public interface SerToDoubleFunction<T> extends Serializable {
    /** Returns the value for {@code record}. */
    double applyAsDouble(T record) throws Exception;
}
