package io.vonk.internal.batch;

import io.vonk.data.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Several records handled together: up to {@link #CAPACITY} objects, longs, doubles or pairs of longs.
 *
 * <p>A batch belongs to the reader that handed it out and is valid until the next call of that reader; the consumer may
 * change its content (filter it in place, for example) but keeps no reference to the arrays. Used by one thread.
 */
public abstract sealed class Batch {
    /** How many records a batch holds at most. */
    public static final int CAPACITY = 1024;

    /** How many records there are, from index 0. */
    public int size;

    private @Nullable Objects copy;

    /** The record at {@code index} as an object. */
    public abstract @Nullable Object record(int index);

    /** The records as objects: this batch, if it holds objects, else a copy that is valid for as long as this batch is. */
    public Objects objects() {
        Objects into = copy;
        if (into == null) {
            into = new Objects();
            copy = into;
        }
        for (int i = 0; i < size; i++) {
            into.records[i] = record(i);
        }
        into.size = size;
        return into;
    }

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

        @Override
        public Objects objects() {
            return this;
        }
    }

    /**
     * Pairs of two longs. A reader that decodes such pairs makes no objects; whoever asks for a record makes
     * them, and where it is used and dropped in the same compiled code, none are made at all.
     */
    public static final class LongPairs extends Batch {
        /** The key of the record {@code i} at {@code 2 * i}, its value behind it; what follows the last record is undefined. */
        public final long[] longs = new long[2 * CAPACITY];

        @Override
        public Object record(int index) {
            // Both are read before either is boxed: a box that is alive at a bounds check has to be made for it.
            long key = longs[2 * index];
            long value = longs[2 * index + 1];
            return new Pair<>(key, value);
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
