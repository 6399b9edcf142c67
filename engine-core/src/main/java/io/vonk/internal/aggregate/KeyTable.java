package io.vonk.internal.aggregate;

import io.vonk.function.HashPartitioner;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Numbers keys from 0 in the order in which they first come: open addressing with linear probing in a table of numbers, and
 * the keys themselves side by side, so that they are found again by number.
 *
 * <p>Room is made before a batch and not within it, so the loops check nothing. Used by one thread.
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

    /** What reading keys ahead of their comparison gave: kept, so that the loop which does it is not taken for useless. */
    long touched;

    /** The best table for keys like {@code key}. */
    static KeyTable forKey(@Nullable Object key) {
        if (key instanceof Long || key instanceof Integer) {
            return new LongKeyTable(key instanceof Long);
        }
        RecordCodec codec = likelyCodec(key);
        return codec == null ? new ObjectKeyTable() : new BytesKeyTable(codec);
    }

    /** The codec by whose bytes keys like {@code key} are told apart, or null if there is none. */
    private static @Nullable RecordCodec likelyCodec(@Nullable Object key) {
        if (key == null || key.getClass().isArray()) {
            return null; // Keys that are null, or that are refused.
        }
        RecordCodec codec = RecordCodecs.forRecord(key);
        return codec.encodedEquality() && codec.fits(key) ? codec : null;
    }

    /**
     * Finds or adds the keys of {@code records[from..to)} and stores their numbers. Stops at a key that this table cannot
     * hold; the caller has made room for all.
     *
     * @return the index of the first record that was not looked at
     */
    abstract int number(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers);

    /** Whether keys that {@code codec} has written can be numbered as they are. */
    abstract boolean takes(RecordCodec codec);

    /**
     * Finds or adds {@code count} encoded keys, each with its value behind it, and stores their numbers; only of a codec that
     * this table takes.
     */
    abstract void number(RecordInput in, EncodedValues values, int count, int[] numbers);

    /** Appends the key of a number as a codec that this table takes would. */
    abstract void encode(int number, RecordOutput out);

    /** The key of a number. */
    abstract @Nullable Object key(int number);

    /** The keys of {@code count} numbers. */
    void keys(int from, int count, @Nullable Object[] into) {
        for (int i = 0; i < count; i++) {
            into[i] = key(from + i);
        }
    }

    /** The hash of the key of a number: {@link HashPartitioner#hash}. */
    abstract long hash(int number);

    /** The hash whose low bits are the slot of a number's key. */
    int slotHash(int number) {
        return (int) hash(number);
    }

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
            place(number, slotHash(number));
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
    final void place(int number, int hash) {
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = number + 1;
    }
}
