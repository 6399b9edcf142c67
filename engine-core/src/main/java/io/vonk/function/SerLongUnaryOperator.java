package io.vonk.function;

import java.io.Serializable;

/**
 * A serializable function from {@code long} to {@code long} that may throw.
 *
 * <p>The function travels to the tasks by serialization, so everything that it captures must be serializable. Each task
 * works with captures of its own. Any exception that it throws fails the task with the record that caused it.
 */
@FunctionalInterface
public interface SerLongUnaryOperator extends Serializable {
    /** Returns the value for {@code value}. */
    long applyAsLong(long value) throws Exception;
}
