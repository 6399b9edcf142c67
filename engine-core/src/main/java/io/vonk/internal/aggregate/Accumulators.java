package io.vonk.internal.aggregate;

import io.vonk.internal.serial.RecordCodec;
import org.jspecify.annotations.Nullable;

/**
 * One combination for each key's number. Room is made before a batch. Used by one thread.
 *
 * <p>Numbers are given in the order in which keys first come, so a number that equals {@link #size} is a new one.
 */
abstract class Accumulators {
    /** How many combinations there are. */
    int size;

    /**
     * Adds the records {@code [from, to)}, or, of {@code pairs}, their values: values ({@code merging} false) or combinations
     * (true) of the keys with these numbers. Stops at a value that these accumulators cannot hold.
     *
     * @return the index of the first record that was not added
     */
    abstract int add(@Nullable Object[] records, boolean pairs, boolean merging, int from, int to, int[] numbers)
            throws Exception;

    /** Whether these are numbers that are sums of what {@code codec} has written, a zigzag number. */
    boolean takes(RecordCodec codec) {
        return false;
    }

    /** Adds the first {@code count} numbers; only if these accumulators take their codec. */
    void add(long[] bits, int count, int[] numbers) {
        throw new UnsupportedOperationException("combinations that are no numbers");
    }

    /** The bits of a number's combination; only if these accumulators take a codec. */
    long bits(int number) {
        throw new UnsupportedOperationException("combinations that are no numbers");
    }

    /** The combination of a number. */
    abstract @Nullable Object value(int number);

    /** The combinations of {@code count} numbers. */
    void values(int from, int count, @Nullable Object[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = value(from + i);
        }
    }

    /**
     * Whether the last record has made something that these accumulators cannot hold. It counts as added, but is only in those that
     * {@link #generalised} gives.
     */
    boolean isOutgrown() {
        return false;
    }

    /** The same content in accumulators that hold everything. */
    abstract Accumulators generalised(int capacity);

    /** The same content in accumulators that are faster for what these hold, if there are any; else these. */
    Accumulators specialised(int capacity) {
        return this;
    }

    /** For how many combinations there can be room. */
    int maxCapacity() {
        return KeyTable.MAX_CAPACITY;
    }

    /** What the array takes for {@code count} combinations. */
    abstract long bytes(int count);

    /** What the combinations take beside the array, by estimate. */
    abstract long extraBytes();

    abstract void resize(int newCapacity);

    abstract void clear();
}
