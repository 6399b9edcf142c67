package io.vonk.function;

import java.io.Serializable;

/**
 * A serializable function of one argument that may throw.
 *
 * <p>The function travels to the tasks by serialization, so everything that it captures must be serializable. Each task
 * works with captures of its own. Any exception that it throws fails the task with the record that caused it.
 */
@FunctionalInterface
public interface SerFunction<T, R> extends Serializable {
    /** Returns the value for {@code record}; both may be null where the data holds nulls. */
    R apply(T record) throws Exception;
}
