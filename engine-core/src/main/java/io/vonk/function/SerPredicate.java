package io.vonk.function;

import java.io.Serializable;

/**
 * A serializable condition on a record that may throw.
 *
 * <p>The function travels to the tasks by serialization, so everything that it captures must be serializable. Each task
 * works with captures of its own. Any exception that it throws fails the task with the record that caused it.
 */
@FunctionalInterface
public interface SerPredicate<T> extends Serializable {
    /** Tells whether {@code record} is to be kept. */
    boolean test(T record) throws Exception;
}
