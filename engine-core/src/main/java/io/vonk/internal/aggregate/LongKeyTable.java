package io.vonk.internal.aggregate;

import io.vonk.function.HashPartitioner;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys that are all Long, or all Integer. */
final class LongKeyTable extends KeyTable {
    private final boolean longs;
    private long[] keys = new long[FIRST_CAPACITY];

    LongKeyTable(boolean longs) {
        this.longs = longs;
    }

    @Override
    int number(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers) {
        return longs
                ? numberLongs(records, pairs, from, to, numbers)
                : numberIntegers(records, pairs, from, to, numbers);
    }

    private int numberLongs(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers) {
        for (int i = from; i < to; i++) {
            Object key = pairs ? Aggregation.Combining.pair(records[i]).key() : records[i];
            if (!(key instanceof Long number)) {
                return i;
            }
            numbers[i] = number(number);
        }
        return to;
    }

    private int numberIntegers(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers) {
        for (int i = from; i < to; i++) {
            Object key = pairs ? Aggregation.Combining.pair(records[i]).key() : records[i];
            if (!(key instanceof Integer number)) {
                return i;
            }
            numbers[i] = number((long) number);
        }
        return to;
    }

    /** The number of a key. */
    int number(long key) {
        int slot = (int) HashPartitioner.mix(key) & mask;
        while (true) {
            int entry = slots[slot];
            if (entry == 0) {
                keys[size] = key;
                slots[slot] = ++size;
                return size - 1;
            }
            if (keys[entry - 1] == key) {
                return entry - 1;
            }
            slot = slot + 1 & mask;
        }
    }

    boolean longs() {
        return longs;
    }

    long primitiveKey(int number) {
        return keys[number];
    }

    @Override
    Object key(int number) {
        if (longs) {
            return keys[number];
        }
        return (int) keys[number];
    }

    @Override
    long hash(int number) {
        return HashPartitioner.mix(keys[number]);
    }

    @Override
    long bytes(int count) {
        return 16L * count;
    }

    @Override
    long extraBytes() {
        return 0;
    }

    @Override
    void resizeKeys(int newCapacity) {
        keys = Arrays.copyOf(keys, newCapacity);
    }

    @Override
    void clearKeys() {
        // Numbers are overwritten as keys come.
    }
}
