package io.vonk.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Decides which partition of a shuffled collection a key belongs to.
 *
 * <p>Two partitioners that are {@code equals} promise to place every key alike: joins of collections with equal
 * partitioners move no data. Implementations are immutable, deterministic (the same key gives the same partition in
 * every JVM) and safe for use by many threads.
 */
public interface Partitioner extends Serializable {

    /** The number of partitions, at least 1. */
    int partitionCount();

    /**
     * The partition of {@code key}.
     *
     * @param key a key; null is allowed unless the implementation says otherwise
     * @return a number from 0 to {@code partitionCount() - 1}; anything else fails the task
     */
    int partition(@Nullable Object key);

    /** The engine's default: by a mixed hash of the key, see {@link HashPartitioner}. */
    static Partitioner hash(int partitionCount) {
        return new HashPartitioner(partitionCount);
    }
}
