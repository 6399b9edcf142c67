package io.vonk.function;

import java.io.Serializable;

/**
 * A serializable condition on a {@code double} that may throw.
 *
 * <p>The function travels to the tasks by serialization, so everything that it captures must be serializable. Each task
 * works with captures of its own. Any exception that it throws fails the task with the record that caused it.
 */
@FunctionalInterface
public interface SerDoublePredicate extends Serializable {
    /** Tells whether {@code value} is to be kept. */
    boolean test(double value) throws Exception;
}
