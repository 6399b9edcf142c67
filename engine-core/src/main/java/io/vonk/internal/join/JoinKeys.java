package io.vonk.internal.join;

import io.vonk.data.Pair;
import io.vonk.function.HashPartitioner;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The different keys of a {@link JoinTable}, numbered from 0 as they came, found by open addressing with the hash that also places
 * them in partitions. Half of the slots are free.
 *
 * <p>Thread safety: filled by one thread; once filled and safely published, read by any number of threads.
 */
abstract sealed class JoinKeys {
    static final int NO_KEY = -1;

    /** How many keys there are. */
    int count;

    /** For how many keys there is room. */
    int capacity;

    /** What {@code keys} keys take, the objects themselves not counted. */
    abstract long indexBytes(int keys);

    /** Makes room for {@code newCapacity} keys, a power of two. */
    abstract void resize(int newCapacity);

    /** Whether {@code key} is of the kind that these keys are. */
    abstract boolean takes(@Nullable Object key);

    /** The number of the key, or {@link #NO_KEY}; of any key, whether it is taken or not. */
    abstract int find(@Nullable Object key);

    /** Finds the keys of {@code size} pairs. */
    abstract void findAll(@Nullable Object[] pairs, int size, int[] found);

    /** Gives the next number to a key that is not there, for which there is room. */
    abstract int add(@Nullable Object key);

    abstract @Nullable Object key(int number);

    /** Keys that are all Long: no object is kept or looked at. */
    static final class LongKeys extends JoinKeys {
        /** For each slot the key, and its number plus one or 0 if the slot is free; side by side, so that one look at memory gets both. */
        private long[] slots = new long[0];

        private long[] keys = new long[0];

        @Override
        long indexBytes(int keyCapacity) {
            return (2L * 2 * 8 + 8) * keyCapacity;
        }

        @Override
        void resize(int newCapacity) {
            keys = Arrays.copyOf(keys, newCapacity);
            slots = new long[2 * 2 * newCapacity];
            capacity = newCapacity;
            for (int number = 0; number < count; number++) {
                place(keys[number], number);
            }
        }

        private void place(long key, int number) {
            int mask = slots.length - 2;
            int slot = (int) (HashPartitioner.mix(key) << 1) & mask;
            while (slots[slot + 1] != 0) {
                slot = slot + 2 & mask;
            }
            slots[slot] = key;
            slots[slot + 1] = number + 1;
        }

        @Override
        boolean takes(@Nullable Object key) {
            return key instanceof Long;
        }

        @Override
        int find(@Nullable Object key) {
            return key instanceof Long number ? find(slots, number) : NO_KEY;
        }

        private static int find(long[] slots, long key) {
            if (slots.length == 0) {
                return NO_KEY;
            }
            int mask = slots.length - 2;
            int slot = (int) (HashPartitioner.mix(key) << 1) & mask;
            while (true) {
                long number = slots[slot + 1];
                if (number == 0 || slots[slot] == key) {
                    return (int) number - 1;
                }
                slot = slot + 2 & mask;
            }
        }

        @Override
        void findAll(@Nullable Object[] pairs, int size, int[] found) {
            long[] present = slots;
            // Nothing in this loop depends on the look-up before, so that the processor waits for several at the same
            // time.
            for (int i = 0; i < size; i++) {
                found[i] = JoinTable.pair(pairs[i]).key() instanceof Long number ? find(present, number) : NO_KEY;
            }
        }

        @Override
        int add(@Nullable Object key) {
            long number = (Long) Objects.requireNonNull(key);
            keys[count] = number;
            place(number, count);
            return count++;
        }

        @Override
        Object key(int number) {
            return keys[number];
        }
    }

    /** Keys of any kind, as objects. */
    static final class AnyKeys extends JoinKeys {
        private int[] slots = new int[0];
        private long[] hashes = new long[0];
        private @Nullable Object[] keys = new @Nullable Object[0];

        @Override
        long indexBytes(int keyCapacity) {
            return (2L * 4 + 8 + 8) * keyCapacity;
        }

        @Override
        void resize(int newCapacity) {
            keys = Arrays.copyOf(keys, newCapacity);
            hashes = Arrays.copyOf(hashes, newCapacity);
            slots = new int[newCapacity * 2];
            capacity = newCapacity;
            for (int number = 0; number < count; number++) {
                place(number);
            }
        }

        private void place(int number) {
            int mask = slots.length - 1;
            int slot = (int) hashes[number] & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = number + 1;
        }

        @Override
        boolean takes(@Nullable Object key) {
            return true;
        }

        @Override
        @SuppressWarnings("NullAway") // the hash of null is defined
        int find(@Nullable Object key) {
            if (capacity == 0) {
                return NO_KEY;
            }
            long hash = HashPartitioner.hash(key);
            int mask = slots.length - 1;
            int slot = (int) hash & mask;
            while (true) {
                int number = slots[slot] - 1;
                if (number < 0 || (hashes[number] == hash && Objects.equals(keys[number], key))) {
                    return number;
                }
                slot = slot + 1 & mask;
            }
        }

        @Override
        void findAll(@Nullable Object[] pairs, int size, int[] found) {
            for (int i = 0; i < size; i++) {
                Pair<?, ?> pair = JoinTable.pair(pairs[i]);
                found[i] = find(pair.key());
            }
        }

        @Override
        @SuppressWarnings("NullAway") // the hash of null is defined
        int add(@Nullable Object key) {
            keys[count] = key;
            hashes[count] = HashPartitioner.hash(key);
            place(count);
            return count++;
        }

        @Override
        @Nullable
        Object key(int number) {
            return keys[number];
        }
    }
}
