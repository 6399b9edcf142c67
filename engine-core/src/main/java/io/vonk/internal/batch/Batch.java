package io.vonk.internal.batch;

import org.jspecify.annotations.Nullable;

/**
 * Several records handled together: up to {@link #CAPACITY} objects, longs or doubles.
 *
 * <p>A batch belongs to the reader that handed it out and is valid until the next call of that reader; the consumer may
 * change its content (filter it in place, for example) but keeps no reference to the arrays. Used by one thread.
 */
public abstract sealed class Batch {
    /** How many records a batch holds at most. */
    public static final int CAPACITY = 1024;

    /** How many records there are, from index 0. */
    public int size;

    /** The record at {@code index} as an object. */
    public abstract @Nullable Object record(int index);

    /** The records as longs: kept or checkpointed ones may have been boxed on the way. */
    public static Longs longs(Batch batch) {
        if (batch instanceof Longs longs) {
            return longs;
        }
        Longs unboxed = new Longs();
        for (int i = 0; i < batch.size; i++) {
            unboxed.records[i] = (Long) nonNull(batch.record(i));
        }
        unboxed.size = batch.size;
        return unboxed;
    }

    /** The records as doubles: kept or checkpointed ones may have been boxed on the way. */
    public static Doubles doubles(Batch batch) {
        if (batch instanceof Doubles doubles) {
            return doubles;
        }
        Doubles unboxed = new Doubles();
        for (int i = 0; i < batch.size; i++) {
            unboxed.records[i] = (Double) nonNull(batch.record(i));
        }
        unboxed.size = batch.size;
        return unboxed;
    }

    private static Object nonNull(@Nullable Object record) {
        if (record == null) {
            throw new IllegalStateException("a primitive record cannot be null");
        }
        return record;
    }

    /** Records as objects. */
    public static final class Objects extends Batch {
        /** The records; entries from {@code size} on are undefined. */
        public final @Nullable Object[] records;

        /** An empty batch of the usual capacity. */
        public Objects() {
            this(CAPACITY);
        }

        /** An empty batch. */
        public Objects(int capacity) {
            records = new @Nullable Object[capacity];
        }

        @Override
        public @Nullable Object record(int index) {
            return records[index];
        }
    }

    /** Records of a {@code LongRdd}. */
    public static final class Longs extends Batch {
        /** The records; entries from {@code size} on are undefined. */
        public final long[] records = new long[CAPACITY];

        @Override
        public Object record(int index) {
            return records[index];
        }
    }

    /** Records of a {@code DoubleRdd}. */
    public static final class Doubles extends Batch {
        /** The records; entries from {@code size} on are undefined. */
        public final double[] records = new double[CAPACITY];

        @Override
        public Object record(int index) {
            return records[index];
        }
    }
}
