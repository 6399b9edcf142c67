package io.vonk.io.parquet;

import java.util.Arrays;

/**
 * The different numbers of a column chunk in the order in which they came, by which their ids count from 0.
 *
 * <p>The numbers stand in an array by id, and slots of an open-addressing table name the ids: with a few thousand numbers both
 * stay in the second cache, which a table of objects, or one that keeps its keys in the slots, would not.
 */
final class NumberDictionary {
    private static final int FIRST_CAPACITY = 256;

    /** So many that most numbers are found in the first slot that is looked at. */
    private static final int SLOTS_PER_NUMBER = 4;

    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    /** By id; a power of two many. */
    private long[] numbers = new long[FIRST_CAPACITY];

    private int size;

    /** Ids + 1, or 0; a power of two many. */
    private int[] slots = new int[SLOTS_PER_NUMBER * FIRST_CAPACITY];

    /** How many numbers there are. */
    int size() {
        return size;
    }

    /** The bits of the number with this id. */
    long number(int id) {
        return numbers[id];
    }

    /** All numbers by id; longer than {@link #size}. To be read only, and not after a further look-up. */
    long[] numbers() {
        return numbers;
    }

    /** What the tables take in memory. */
    long allocatedBytes() {
        return (long) numbers.length * Long.BYTES + (long) slots.length * Integer.BYTES;
    }

    /** The id of a number, which gets one if it is new. */
    int id(long bits) {
        int mask = slots.length - 1;
        int slot = slot(bits, shift(slots));
        while (slots[slot] != 0) {
            int id = slots[slot] - 1;
            if (numbers[id] == bits) {
                return id;
            }
            slot = slot + 1 & mask;
        }
        if (size == numbers.length) {
            grow();
            return id(bits);
        }
        numbers[size] = bits;
        slots[slot] = size + 1;
        return size++;
    }

    /**
     * The ids of many numbers, as long as there are at most {@code maxSize} different ones.
     *
     * @return whether there were; if not, some of {@code ids} are not set, and some numbers may have ids that none of them has
     */
    boolean ids(long[] bits, int count, int[] ids, int maxSize) {
        int i = 0;
        while (i < count) {
            // What is found where it is looked for first, needs no call and no field, and does not depend on the one
            // before.
            i = firstSlotHits(bits, i, count, ids);
            if (i < count) {
                ids[i] = id(bits[i]);
                i++;
                if (size > maxSize) {
                    return false;
                }
            }
        }
        return true;
    }

    private int firstSlotHits(long[] bits, int from, int count, int[] ids) {
        long[] numbers = this.numbers;
        int[] slots = this.slots;
        int shift = shift(slots);
        for (int i = from; i < count; i++) {
            int id = slots[slot(bits[i], shift)] - 1;
            if (id < 0 || numbers[id] != bits[i]) {
                return i;
            }
            ids[i] = id;
        }
        return count;
    }

    /**
     * The uppermost bits of the product, which alone depend on all bits: doubles of few digits differ in their uppermost bits
     * only, and so do their products.
     */
    private static int slot(long bits, int shift) {
        return (int) (bits * FACTOR >>> shift);
    }

    private static int shift(int[] slots) {
        return Long.numberOfLeadingZeros(slots.length) + 1;
    }

    private void grow() {
        numbers = Arrays.copyOf(numbers, 2 * size);
        slots = new int[SLOTS_PER_NUMBER * numbers.length];
        int mask = slots.length - 1;
        for (int id = 0; id < size; id++) {
            int slot = slot(numbers[id], shift(slots));
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = id + 1;
        }
    }
}
