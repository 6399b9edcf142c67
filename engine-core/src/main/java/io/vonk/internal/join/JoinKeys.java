package io.vonk.internal.join;

import io.vonk.data.Pair;
import io.vonk.function.HashPartitioner;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordOutput;
import io.vonk.internal.sort.RecordPages;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Different keys, numbered from 0 as they came, found by open addressing with the hash that also places them in partitions. Half of
 * the slots are free. Keys are numbers as long as all are Long, else objects. A key object counts as twice its encoded size and
 * {@value #OBJECT_BYTES} bytes: nobody can know what it really takes.
 *
 * <p>Thread safety: filled by one thread; once filled and safely published, read by any number of threads.
 */
final class JoinKeys {
    static final int NO_KEY = -1;

    private static final int OBJECT_BYTES = 64;
    private static final int FIRST_CAPACITY = 256;
    private static final int MAX_CAPACITY = 1 << 28;

    private final Lease lease;
    private final RecordOutput out = new RecordOutput(64);
    private Index index = new LongKeys();
    private @Nullable RecordCodec codec;
    private long indexBytes;
    private long objectBytes;
    private long objectBytesReserved;

    /** No keys yet; they are paid for by {@code lease}. */
    JoinKeys(Lease lease) {
        this.lease = lease;
    }

    /** How many keys there are. */
    int count() {
        return index.count;
    }

    /** How many keys there will be room for before memory is asked for again. */
    int capacity() {
        return index.capacity;
    }

    /** The number of the key, or {@link #NO_KEY}. */
    int find(@Nullable Object key) {
        return index.find(key);
    }

    /** Finds the keys of {@code size} pairs and puts their numbers into {@code probe}. */
    void findAll(@Nullable Object[] pairs, int size, KeyProbe probe) {
        probe.makeRoom(size);
        index.findAll(pairs, size, probe);
    }

    @Nullable
    Object key(int number) {
        return index.key(number);
    }

    /** The hash of a key. */
    long hash(int number) {
        return index.hash(number);
    }

    /** Makes room for a key that is not there; false if memory is refused. */
    boolean makeRoom(@Nullable Object key) {
        if (!index.takes(key) && !keepObjects()) {
            return false;
        }
        return (index.count < index.capacity || grow()) && (index instanceof LongKeys || roomForObject(key));
    }

    /** Gives the next number to a key for which there is room. */
    int add(@Nullable Object key) {
        return index.add(key);
    }

    /** Turns numbers into objects, because there is a key that is not a Long; false if memory is refused, then all stays. */
    private boolean keepObjects() {
        Index objects = new AnyKeys();
        int newCapacity = Math.max(FIRST_CAPACITY, index.capacity);
        long newBytes = objects.indexBytes(newCapacity);
        if (!lease.tryReserve(newBytes)) {
            return false;
        }
        objects.resize(newCapacity);
        for (int number = 0; number < index.count; number++) {
            Object key = index.key(number);
            if (!roomForObject(key)) {
                lease.release(newBytes + objectBytesReserved);
                objectBytes = 0;
                objectBytesReserved = 0;
                return false;
            }
            objects.add(key);
        }
        lease.release(indexBytes);
        indexBytes = newBytes;
        index = objects;
        return true;
    }

    private boolean roomForObject(@Nullable Object key) {
        RecordCodec fitting = codec;
        if (fitting == null || !fitting.fits(key)) {
            fitting = fitting == null ? RecordCodecs.forRecord(key) : RecordCodecs.any();
            codec = fitting;
        }
        out.position(0);
        fitting.write(key, out);
        long wanted = objectBytes + OBJECT_BYTES + 2L * out.position();
        if (wanted > objectBytesReserved) {
            long more = Math.max(RecordPages.PAGE_BYTES / 2, wanted - objectBytesReserved);
            if (!lease.tryReserve(more)) {
                return false;
            }
            objectBytesReserved += more;
        }
        objectBytes = wanted;
        return true;
    }

    private boolean grow() {
        int newCapacity = index.capacity == 0 ? FIRST_CAPACITY : index.capacity * 2;
        long newBytes = index.indexBytes(newCapacity);
        if (newCapacity > MAX_CAPACITY || !lease.tryReserve(newBytes)) {
            return false;
        }
        index.resize(newCapacity);
        lease.release(indexBytes);
        indexBytes = newBytes;
        return true;
    }

    /** Drops all keys. Their memory is given back with the lease. */
    void clear() {
        index = new AnyKeys();
    }

    /** Where keys are found. */
    private abstract static sealed class Index {
        int count;
        int capacity;

        /** What {@code keyCapacity} keys take, the objects themselves not counted. */
        abstract long indexBytes(int keyCapacity);

        /** Makes room for {@code newCapacity} keys, a power of two. */
        abstract void resize(int newCapacity);

        /** Whether {@code key} is of the kind that these keys are. */
        abstract boolean takes(@Nullable Object key);

        /** The number of any key, whether it is taken or not. */
        abstract int find(@Nullable Object key);

        /** Puts the number of each key, or {@link #NO_KEY}, into {@code probe}, which has room for them. */
        abstract void findAll(@Nullable Object[] pairs, int size, KeyProbe probe);

        abstract int add(@Nullable Object key);

        abstract @Nullable Object key(int number);

        abstract long hash(int number);
    }

    /** Keys that are all Long: no object is kept or looked at. */
    private static final class LongKeys extends Index {
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
            slots[slot + 1] = number + 1L;
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
        void findAll(@Nullable Object[] pairs, int size, KeyProbe probe) {
            long[] present = slots;
            int[] found = probe.found;
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

        @Override
        long hash(int number) {
            return HashPartitioner.mix(keys[number]);
        }
    }

    /** Keys of any kind, as objects. */
    private static final class AnyKeys extends Index {
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
        @SuppressWarnings("NullAway") // the hash of null is defined
        void findAll(@Nullable Object[] pairs, int size, KeyProbe probe) {
            int[] found = probe.found;
            if (capacity == 0) {
                Arrays.fill(found, 0, size, NO_KEY);
                return;
            }
            probe.makeRoomForHashes(size);
            long[] wanted = probe.hashes;
            // A comparison waits for a slot, a hash, a key, and what the key refers to, one after the other. So these
            // are first read for all keys: such loops go on with the next key while one waits.
            int mask = slots.length - 1;
            for (int i = 0; i < size; i++) {
                long hash = HashPartitioner.hash(JoinTable.pair(pairs[i]).key());
                wanted[i] = hash;
                found[i] = slots[(int) hash & mask] - 1;
            }
            probe.touched = touch(found, size);
            for (int i = 0; i < size; i++) {
                Object key = ((Pair<?, ?>) Objects.requireNonNull(pairs[i])).key();
                int number = found[i];
                if (number != NO_KEY && !(hashes[number] == wanted[i] && Objects.equals(keys[number], key))) {
                    found[i] = find(key);
                }
            }
        }

        /** Has the keys that {@code numbers} name brought near. */
        private long touch(int[] numbers, int size) {
            long seen = 0;
            for (int i = 0; i < size; i++) {
                int number = Math.max(numbers[i], 0);
                seen ^= hashes[number];
                if (keys[number] instanceof String text) {
                    seen += text.length();
                }
            }
            return seen;
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

        @Override
        long hash(int number) {
            return hashes[number];
        }
    }
}
