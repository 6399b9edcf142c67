package io.vonk.internal.aggregate;

import io.vonk.function.HashPartitioner;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keys of any class, null included, told apart by their own {@code equals}. */
final class ObjectKeyTable extends KeyTable {
    private @Nullable Object[] keys = new @Nullable Object[FIRST_CAPACITY];
    private long[] hashes = new long[FIRST_CAPACITY];
    private final SampledSize keySizes = new SampledSize();

    @Override
    int number(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers) {
        for (int i = from; i < to; i++) {
            Object key = pairs ? Aggregation.Combining.pair(records[i]).key() : records[i];
            numbers[i] = number(key, HashPartitioner.hash(key));
        }
        return to;
    }

    int number(@Nullable Object key, long hash) {
        int slot = (int) hash & mask;
        while (true) {
            int entry = slots[slot];
            if (entry == 0) {
                keys[size] = key;
                hashes[size] = hash;
                slots[slot] = ++size;
                return size - 1;
            }
            if (hashes[entry - 1] == hash) {
                Object other = keys[entry - 1];
                if (other == key || key != null && key.equals(other)) {
                    return entry - 1;
                }
            }
            slot = slot + 1 & mask;
        }
    }

    @Override
    boolean takes(RecordCodec codec) {
        return false;
    }

    @Override
    void number(RecordInput in, EncodedValues values, int count, int[] numbers) {
        throw new UnsupportedOperationException("keys of any class come as objects");
    }

    @Override
    void encode(int number, RecordOutput out) {
        throw new UnsupportedOperationException("keys of any class come as objects");
    }

    @Override
    @Nullable
    Object key(int number) {
        return keys[number];
    }

    @Override
    long hash(int number) {
        return hashes[number];
    }

    @Override
    long bytes(int count) {
        return 24L * count;
    }

    @Override
    long extraBytes() {
        return keySizes.estimate(keys, size);
    }

    @Override
    void resizeKeys(int newCapacity) {
        keys = Arrays.copyOf(keys, newCapacity);
        hashes = Arrays.copyOf(hashes, newCapacity);
    }

    @Override
    void clearKeys() {
        Arrays.fill(keys, null);
    }
}
