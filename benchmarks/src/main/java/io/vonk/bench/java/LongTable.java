package io.vonk.bench.java;

import java.util.Arrays;

/**
 * Numbers by number, in one array with linear probing: a slot is a key and, beside it in the same cache line, its value.
 * Keys are all but {@link Long#MIN_VALUE}.
 */
final class LongTable {
    private static final long EMPTY = Long.MIN_VALUE;
    private static final long FACTOR = 0xD6E8FEB86659FD93L;
    private static final int SMALLEST = 1024;

    private long[] slots;
    private int shift;
    private int free;

    /** A table that grows; with room for {@code expected} keys before it has to. */
    LongTable(long expected) {
        this(new long[2 * SMALLEST * Math.max(1, powerOfTwo(2 * expected / SMALLEST))]);
    }

    private LongTable(long[] slots) {
        this.slots = slots;
        this.shift = 64 - Integer.numberOfTrailingZeros(slots.length / 2);
        clear();
    }

    private static int powerOfTwo(long atLeast) {
        return atLeast <= 1 ? 1 : 1 << (64 - Long.numberOfLeadingZeros(atLeast - 1));
    }

    /** Removes all keys; the table stays as large as it is. */
    void clear() {
        Arrays.fill(slots, EMPTY);
        free = slots.length / 4;
    }

    /** Adds to the value of a key, which is 0 if it is new. */
    void add(long key, long amount) {
        // Not by find: nearly always the first look is at the key itself, which is then all there is to do.
        long[] table = slots;
        int mask = table.length - 1;
        int slot = (int) (hash(key) >>> shift) << 1 & mask;
        while (true) {
            long found = table[slot];
            if (found == key) {
                table[slot + 1] += amount;
                return;
            }
            if (found == EMPTY) {
                insert(slot, key, amount);
                return;
            }
            slot = (slot + 2) & mask;
        }
    }

    private void insert(int slot, long key, long value) {
        if (key == EMPTY) {
            throw new IllegalArgumentException("the key " + key + " stands for an empty slot");
        }
        slots[slot] = key;
        slots[slot + 1] = value;
        if (--free == 0) {
            grow();
        }
    }

    private void grow() {
        LongTable larger = new LongTable(new long[2 * slots.length]);
        for (int slot = 0; slot < slots.length; slot += 2) {
            if (isUsed(slot)) {
                larger.add(slots[slot], slots[slot + 1]);
            }
        }
        slots = larger.slots;
        shift = larger.shift;
        free = larger.free;
    }

    /** The slot that has this key, or the empty one that it would have. */
    int find(long key) {
        long[] table = slots;
        int mask = table.length - 1;
        int slot = (int) (hash(key) >>> shift) << 1 & mask;
        long found = table[slot];
        while (found != key && found != EMPTY) {
            slot = (slot + 2) & mask;
            found = table[slot];
        }
        return slot;
    }

    /** Spreads keys over 64 bits, of which tables use the highest. */
    static long hash(long key) {
        return (key ^ (key >>> 32)) * FACTOR;
    }

    /** Slots are the even numbers below this. */
    int slots() {
        return slots.length;
    }

    boolean isUsed(int slot) {
        return slots[slot] != EMPTY;
    }

    long key(int slot) {
        return slots[slot];
    }

    long value(int slot) {
        return slots[slot + 1];
    }

    void set(int slot, long value) {
        slots[slot + 1] = value;
    }
}
