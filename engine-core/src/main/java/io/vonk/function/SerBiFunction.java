package io.vonk.function;

import java.io.Serializable;

/**
 * A serializable function of two arguments that may throw.
 *
 * <p>The function travels to the tasks by serialization, so everything that it captures must be serializable. Each task
 * works with captures of its own. Any exception that it throws fails the task with the record that caused it.
 */
@FunctionalInterface
public interface SerBiFunction<T, U, R> extends Serializable {
    /** Returns the value for the two arguments. */
    R apply(T first, U second) throws Exception;
}
