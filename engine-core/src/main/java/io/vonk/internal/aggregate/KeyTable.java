package io.vonk.internal.aggregate;

import io.vonk.function.HashPartitioner;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers keys from 0 in the order in which they first come: open addressing with linear probing in a table of numbers, and
 * the keys themselves side by side, so that they are found again by number.
 *
 * <p>A key's hash is {@link HashPartitioner#hash}: the partition comes from its top bits, the slot from its low ones. Room
 * is made before a batch and not within it, so the loops check nothing. Used by one thread.
 */
abstract class KeyTable {
    static final int FIRST_CAPACITY = 64;
    static final int MAX_CAPACITY = 1 << 29;

    /** How many keys there are. */
    int size;
    /** How many keys there is room for. */
    int capacity = FIRST_CAPACITY;
    /** The number of a key plus one, or 0 where there is none; twice as many slots as keys. */
    int[] slots = new int[2 * FIRST_CAPACITY];

    int mask = 2 * FIRST_CAPACITY - 1;

    /** The best table for keys like {@code key}. */
    static KeyTable forKey(@Nullable Object key) {
        if (key instanceof Long || key instanceof Integer) {
            return new LongKeyTable(key instanceof Long);
        }
        return key instanceof String ? new StringKeyTable() : new ObjectKeyTable();
    }

    /**
     * Finds or adds the keys of {@code records[from..to)} and stores their numbers. Stops at a key that this table cannot
     * hold; the caller has made room for all.
     *
     * @return the index of the first record that was not looked at
     */
    abstract int number(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers);

    /** The key of a number. */
    abstract @Nullable Object key(int number);

    /** The hash of the key of a number. */
    abstract long hash(int number);

    /** What the table's arrays take for {@code keys} keys, slots included. */
    abstract long bytes(int keys);

    /** What the keys take beside the arrays. */
    abstract long extraBytes();

    abstract void resizeKeys(int newCapacity);

    abstract void clearKeys();

    /** Makes room for {@code newCapacity} keys, a power of two. */
    final void grow(int newCapacity) {
        capacity = newCapacity;
        slots = new int[2 * newCapacity];
        mask = 2 * newCapacity - 1;
        resizeKeys(newCapacity);
        for (int number = 0; number < size; number++) {
            place(number, hash(number));
        }
    }

    /** Forgets the keys and keeps the room. */
    final void clear() {
        size = 0;
        Arrays.fill(slots, 0);
        clearKeys();
    }

    /** Forgets the keys and the room. */
    final void shrink() {
        size = 0;
        clearKeys();
        grow(FIRST_CAPACITY);
    }

    /** Puts a key that is not there yet into the slots. */
    final void place(int number, long hash) {
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = number + 1;
    }
}
