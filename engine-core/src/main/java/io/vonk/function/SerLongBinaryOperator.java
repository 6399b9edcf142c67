package io.vonk.function;

import java.io.Serializable;

/**
 * A serializable combination of two {@code long} values that may throw.
 *
 * <p>The function travels to the tasks by serialization, so everything that it captures must be serializable. Each task
 * works with captures of its own. Any exception that it throws fails the task with the record that caused it.
 */
@FunctionalInterface
public interface SerLongBinaryOperator extends Serializable {
    /** Returns the combination of the two values. */
    long applyAsLong(long left, long right) throws Exception;
}
