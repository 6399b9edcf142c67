package io.vonk.function;

import org.jspecify.annotations.Nullable;

/**
 * Spreads keys over partitions by hash.
 *
 * <p>The hash code is mixed before use, so that keys that differ in their high bits only (multiples of a power of two,
 * floating-point numbers) still spread; partitions therefore differ from those of Spark's partitioner of this name.
 * Null goes to partition 0. Enum constants are placed by name, because their hash code differs from JVM to JVM; arrays
 * and other values that inherit {@link Object#hashCode()} for equality by content cannot be keys.
 *
 * @param partitionCount the number of partitions, at least 1
 */
public record HashPartitioner(int partitionCount) implements Partitioner {
    public HashPartitioner {
        if (partitionCount < 1) {
            throw new IllegalArgumentException("a partitioner needs at least 1 partition; got: " + partitionCount);
        }
    }

    @Override
    public int partition(@Nullable Object key) {
        return partitionOfHash(hash(key));
    }

    /** The partition of a key whose {@link #hash(Object)} is known. */
    public int partitionOfHash(long hash) {
        return (int) Math.multiplyHigh(hash >>> 1, (long) partitionCount << 1);
    }

    /**
     * The 64-bit hash that places keys: well mixed in all bits, equal in every JVM.
     *
     * @throws IllegalArgumentException for an array, which has no equality by content
     */
    public static long hash(@Nullable Object key) {
        // The usual keys first: this is done for every record.
        if (key instanceof Long number) {
            return mix(number);
        }
        if (key instanceof String text) {
            return mix(text.hashCode());
        }
        if (key == null) {
            return 0;
        }
        if (key instanceof Enum<?> constant) {
            return mix(constant.name().hashCode());
        }
        if (key.getClass().isArray()) {
            throw new IllegalArgumentException(
                    "an array cannot be a key, because arrays are equal by identity only; got: "
                            + key.getClass().getSimpleName() + "; use a List, a String or a record as the key");
        }
        return mix(key.hashCode());
    }

    /** Mixes all bits (the finalizer of MurmurHash3 by Austin Appleby, public domain). */
    public static long mix(long value) {
        long h = value;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        h ^= h >>> 33;
        return h;
    }
}
