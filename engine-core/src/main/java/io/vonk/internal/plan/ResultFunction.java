package io.vonk.internal.plan;

import io.vonk.internal.batch.BatchReader;
import java.io.Serializable;

/**
 * What an action does with a partition. Each task uses an instance of its own.
 *
 * @param <R> what the driver gets
 */
@FunctionalInterface
public interface ResultFunction<R> extends Serializable {

    /** Whether it does something outside of the engine, which a second attempt beside the first would do twice. */
    default boolean hasSideEffects() {
        return false;
    }

    /** Reads as much of {@code input} as it needs; the caller closes it. */
    R apply(TaskScope scope, int partition, BatchReader input) throws Exception;
}
