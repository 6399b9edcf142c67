package io.vonk.internal.sort;

import io.vonk.function.HashPartitioner;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.serial.EncodedOrder;
import io.vonk.internal.serial.KeyOps;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries in memory: encoded bytes in pages, and for each entry its key's prefix and its address.
 *
 * <p>The index costs {@value #INDEX_BYTES_PER_ENTRY} bytes per entry, the space that sorting needs included, so that sorting
 * never has to ask for memory. If the order needs keys as objects, those are kept too, and counted as twice their encoded
 * size and {@value #KEY_OBJECT_BYTES} bytes: nobody can know what they really take. Used by one thread.
 */
final class SortBuffer {
    private static final int INDEX_BYTES_PER_ENTRY = 44;
    private static final int KEY_OBJECT_BYTES = 64;
    private static final int FIRST_CAPACITY = 512;
    private static final int LENGTH_BYTES = 4;
    private static final int LONGEST_IN_PLACE = RecordPages.PAGE_BYTES / 16;

    /** Outputs make room for the longest number before they write a short one. */
    private static final int SLACK_BYTES = 16;

    private static final int AHEAD = 32;
    private static final int MAX_CAPACITY = 1 << 29;
    private static final int CHECKS_OF_CONTRACT = 1024;

    /** Below this many entries sorting by comparison is as good as anything. */
    private static final int FEW_TO_COMPARE = 256;

    private static final int GUESSES = 64;

    private final KeyOrder order;
    private final EntryFormat format;
    private final Lease lease;
    private final RecordPages pages;
    private final boolean objectKeys;
    private final RecordOutput inPlace = new RecordOutput(0);

    /** How long the longest entry was, its length included. */
    private int longest;

    private int count;
    private int capacity;
    private long indexBytes;
    private long objectBytes;
    private long objectBytesReserved;
    private boolean sorted;
    private boolean placed;

    // The arrays go by number of entry, and by place once everything is sorted.
    private long[] prefixes = new long[0];
    private long[] addresses = new long[0];
    private int[] partitions = new int[0];
    private @Nullable Object[] keys = new @Nullable Object[0];
    /** While sorting: the number of the entry at each place. */
    private int[] places = new int[0];

    /** An empty buffer; it holds no memory yet. */
    SortBuffer(KeyOrder order, EntryFormat format, Lease lease) {
        this.order = order;
        this.format = format;
        this.lease = lease;
        this.pages = new RecordPages(lease);
        this.objectKeys = !order.hasPrefix(format.keyOps());
    }

    /** How the entries are encoded. */
    EntryFormat format() {
        return format;
    }

    /** The order of the entries. */
    KeyOrder order() {
        return order;
    }

    /** How many entries there are. */
    int count() {
        return count;
    }

    /** How many bytes the encoded entries take. */
    long usedBytes() {
        return pages.usedBytes();
    }

    /**
     * Adds an entry if it goes into the page at hand and nothing must grow, which is the usual case; it is written to where
     * it stays.
     *
     * @return the length of the encoded entry, or -1 if it must be added by {@link #add}
     */
    int addInPlace(int partition, @Nullable Object key, @Nullable Object rest) {
        RecordOutput out = inPlace;
        if (count == capacity || !pages.writeInPlace(out, longest + SLACK_BYTES)) {
            return -1;
        }
        int start = out.position();
        out.putInt(0);
        format.write(key, rest, out);
        int end = out.position();
        int length = end - start - LENGTH_BYTES;
        if (objectKeys && !countKey(length)) {
            return -1;
        }
        out.position(start);
        out.putInt(length);
        out.position(end);
        long address = pages.appendWritten(out);
        if (address == RecordPages.REFUSED) {
            return -1;
        }
        index(partition, key, address);
        longest = Math.max(longest, length + LENGTH_BYTES);
        return length;
    }

    /**
     * Adds an entry, or returns false if the lease refuses the memory.
     *
     * @param partition where the entry is placed; 0 if entries are not placed
     * @param key its key
     * @param encoded the entry's length in four bytes, followed by the entry
     */
    boolean add(int partition, @Nullable Object key, RecordOutput encoded) {
        if ((count == capacity && !grow()) || (objectKeys && !countKey(encoded.position()))) {
            return false;
        }
        long address = pages.append(encoded.array(), 0, encoded.position());
        if (address == RecordPages.REFUSED) {
            return false;
        }
        index(partition, key, address);
        // An entry of unusual length must not make all others go this way.
        longest = Math.max(longest, Math.min(encoded.position(), LONGEST_IN_PLACE));
        return true;
    }

    private void index(int partition, @Nullable Object key, long address) {
        prefixes[count] = order.prefix(key, format.keyOps());
        addresses[count] = address;
        partitions[count] = partition;
        placed |= partition != 0;
        if (objectKeys) {
            keys[count] = key;
        }
        count++;
    }

    private boolean countKey(int encodedBytes) {
        long wanted = objectBytes + KEY_OBJECT_BYTES + 2L * encodedBytes;
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
        int newCapacity = capacity == 0 ? FIRST_CAPACITY : capacity * 2;
        long newBytes = (long) newCapacity * INDEX_BYTES_PER_ENTRY;
        if (newCapacity > MAX_CAPACITY || !lease.tryReserve(newBytes)) {
            return false;
        }
        prefixes = Arrays.copyOf(prefixes, newCapacity);
        addresses = Arrays.copyOf(addresses, newCapacity);
        partitions = Arrays.copyOf(partitions, newCapacity);
        if (objectKeys) {
            keys = Arrays.copyOf(keys, newCapacity);
        }
        lease.release(indexBytes);
        indexBytes = newBytes;
        capacity = newCapacity;
        return true;
    }

    /** Sorts the entries by partition and key, keeping the order of equal ones; none may be added afterwards. */
    void sort() {
        if (sorted) {
            return;
        }
        sorted = true;
        places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = i;
        }
        int[] placeSpace = new int[count];
        if (objectKeys) {
            sortByComparing(placeSpace);
        } else {
            long[] prefixSpace = new long[count];
            new Sorting.Prefixes(prefixes, places, prefixSpace, placeSpace).sort(0, count);
            KeyOps operations = format.keyOps();
            if (operations != null && !order.prefixDecides(operations)) {
                new TieSort(operations, order.descending(), prefixSpace, placeSpace, null).sort();
            }
        }
        if (placed) {
            Sorting.byPartition(partitions, prefixes, places, count, new long[count], placeSpace);
        }
        // The reader goes by place: from now on so do addresses, which saves it one jump in memory per entry.
        addresses = byPlace(addresses);
        partitions = placed ? byPlace(partitions) : partitions;
        places = new int[0];
    }

    private long[] byPlace(long[] byNumber) {
        long[] moved = new long[count];
        for (int i = 0; i < count; i++) {
            moved[i] = byNumber[places[i]];
        }
        return moved;
    }

    private int[] byPlace(int[] byNumber) {
        int[] moved = new int[count];
        for (int i = 0; i < count; i++) {
            moved[i] = byNumber[places[i]];
        }
        return moved;
    }

    /**
     * Sorts entries whose prefixes tie. Where the type of the keys allows it, long runs of ties are sorted by the prefix that
     * follows, and so on; the rest by comparing encoded keys.
     */
    private final class TieSort {
        private static final int FEW_TIES = 24;
        private static final int MAX_DEPTH = 32;

        private final EncodedOrder operations;
        private final long reversal;
        private final Sorting.NumberOrder comparison;
        private final int[] placeSpace;
        private final long[] deeper;
        private final RecordInput left = new RecordInput(new byte[0], 0, 0);
        private final RecordInput right = new RecordInput(new byte[0], 0, 0);
        private Sorting.@Nullable Prefixes deeperSort;

        /**
         * Uses {@code prefixSpace}, which nobody needs any more.
         *
         * @param descending whether the prefixes are those of {@code operations} turned round
         * @param comparison compares what still ties, or null to compare by {@code operations}
         */
        TieSort(
                EncodedOrder operations,
                boolean descending,
                long[] prefixSpace,
                int[] placeSpace,
                Sorting.@Nullable NumberOrder comparison) {
            this.operations = operations;
            this.reversal = descending ? -1 : 0;
            this.comparison = comparison != null
                    ? comparison
                    : descending ? (l, r) -> compareEncoded(r, l) : this::compareEncoded;
            this.deeper = prefixSpace;
            this.placeSpace = placeSpace;
        }

        /**
         * Sorts each run of equal prefixes. If the prefixes are guessed, stops and returns false as soon as the order does not
         * agree; asked about each run while its keys are still at hand, not in a pass of its own.
         */
        boolean sort() {
            int from = 0;
            while (from < count) {
                int to = from + 1;
                while (to < count && prefixes[to] == prefixes[from]) {
                    to++;
                }
                if (to - from > 1) {
                    sort(from, to, operations.unitsOfPrefix(prefixes[from] ^ reversal), 0);
                }
                if (objectKeys && !agrees(from, to)) {
                    return false;
                }
                from = to;
            }
            return true;
        }

        /** Sorts entries whose keys are the same in the first {@code units} units. */
        private void sort(int from, int to, int units, int depth) {
            if (to - from < 2) {
                return;
            }
            if (to - from <= FEW_TIES || units == 0 || depth == MAX_DEPTH) {
                Sorting.merge(places, from, to, placeSpace, comparison);
                return;
            }
            Sorting.Prefixes sorting = deeperSort;
            if (sorting == null) {
                sorting = new Sorting.Prefixes(deeper, places, new long[count], placeSpace);
                deeperSort = sorting;
            }
            boolean exhausted = true;
            for (int i = from; i < to; i++) {
                seek(left, addresses[places[i]]);
                long next = operations.prefixFrom(left, units);
                exhausted &= next == 0;
                deeper[i] = next ^ reversal;
            }
            if (exhausted) {
                sort(from, to, 0, depth);
                return;
            }
            sorting.sort(from, to);
            int start = from;
            for (int i = from + 1; i <= to; i++) {
                if (i == to || deeper[i] != deeper[start]) {
                    sort(start, i, units + operations.unitsOfPrefix(deeper[start] ^ reversal), depth + 1);
                    start = i;
                }
            }
        }

        private int compareEncoded(int l, int r) {
            seek(left, addresses[l]);
            seek(right, addresses[r]);
            return operations.compareEncoded(left, right);
        }
    }

    private void sortByComparing(int[] space) {
        if (!sortByGuess(space)) {
            Sorting.merge(places, 0, count, space, this::compareKeys);
            checkByComparing();
        }
        keys = new @Nullable Object[0];
    }

    private int compareKeys(int left, int right) {
        return order.compare(keys[left], keys[right]);
    }

    /**
     * Sorts by what the encoded keys look like, then asks the order about each entry and the one before it. Where it agrees,
     * which it does for most classes that compare their components one after the other, everything is sorted with a tenth of
     * the comparisons: if each entry is no smaller than the one before, this follows from the contract of comparison alone.
     *
     * @return whether it agreed; if not, places are as they were before
     */
    private boolean sortByGuess(int[] space) {
        EncodedOrder likely = count < FEW_TO_COMPARE ? null : format.likelyOrder();
        int direction = likely == null ? 0 : direction(likely);
        if (likely == null || direction == 0) {
            return false;
        }
        RecordInput key = new RecordInput(new byte[0], 0, 0);
        for (int i = 0; i < count; i++) {
            seek(key, addresses[i]);
            long prefix = likely.encodedPrefix(key);
            prefixes[i] = direction < 0 ? ~prefix : prefix;
        }
        long[] prefixSpace = new long[count];
        new Sorting.Prefixes(prefixes, places, prefixSpace, space).sort(0, count);
        boolean agreed = new TieSort(likely, direction < 0, prefixSpace, space, this::compareKeys).sort();
        Arrays.fill(prefixes, 0, count, 0);
        if (!agreed) {
            for (int i = 0; i < count; i++) {
                places[i] = i;
            }
        }
        return agreed;
    }

    /** Whether some keys are ordered as {@code likely} says (1), or the other way round (-1), or neither (0). */
    private int direction(EncodedOrder likely) {
        RecordInput first = new RecordInput(new byte[0], 0, 0);
        RecordInput second = new RecordInput(new byte[0], 0, 0);
        boolean same = true;
        boolean opposite = true;
        int stride = count / GUESSES;
        for (int i = 0; i < GUESSES - 1; i++) {
            int left = i * stride;
            int right = left + stride;
            seek(first, addresses[left]);
            seek(second, addresses[right]);
            int guessed = Integer.signum(likely.compareEncoded(first, second));
            int actual = Integer.signum(compareKeys(left, right));
            same &= guessed == actual;
            opposite &= guessed == -actual;
        }
        return same ? 1 : opposite ? -1 : 0;
    }

    /**
     * Whether the order finds each entry at the places {@code [from, to)} larger than the one before, or equal to it and
     * added later.
     */
    private boolean agrees(int from, int to) {
        int stride = Math.max(1, count / CHECKS_OF_CONTRACT);
        for (int i = Math.max(1, from); i < to; i++) {
            int forth = compareKeys(places[i - 1], places[i]);
            if (forth > 0 || (forth == 0 && places[i - 1] > places[i])) {
                return false;
            }
            if (i % stride == 0) {
                int back = compareKeys(places[i], places[i - 1]);
                int distant = places[i + (int) ((HashPartitioner.mix(i) >>> 1) % (count - i))];
                if (Integer.signum(back) != -Integer.signum(forth) || compareKeys(places[i - 1], distant) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Throws if the order is no order. A comparator that contradicts itself must not give a wrong order silently: all
     * neighbours are compared once more, some of them the other way round, and some entries with distant ones.
     */
    private void checkByComparing() {
        int stride = Math.max(1, count / CHECKS_OF_CONTRACT);
        for (int i = 1; i < count; i++) {
            Object first = keys[places[i - 1]];
            Object second = keys[places[i]];
            int forth = order.compare(first, second);
            if (forth > 0) {
                throw order.contradiction(first, second);
            }
            if (i % stride == 0) {
                if (Integer.signum(order.compare(second, first)) != -Integer.signum(forth)) {
                    throw order.contradiction(first, second);
                }
                Object distant = keys[places[i + (int) ((HashPartitioner.mix(i) >>> 1) % (count - i))]];
                if (order.compare(first, distant) > 0) {
                    throw order.contradiction(first, distant);
                }
            }
        }
    }

    /** Moves {@code input} to the entry at {@code address}. */
    private void seek(RecordInput input, long address) {
        byte[] page = pages.page(address);
        int offset = RecordPages.offset(address);
        input.reset(page, offset, LENGTH_BYTES);
        int length = input.getInt();
        input.reset(page, offset + LENGTH_BYTES, length);
    }

    /** The entries in order, after {@link #sort}. Closing the cursor leaves the buffer as it is. */
    EntryCursor cursor() {
        if (!sorted) {
            throw new IllegalStateException("the buffer must be sorted before it is read");
        }
        return new Places();
    }

    /** The entries in the order in which they were added; only before {@link #sort}. */
    EntryCursor unsortedCursor() {
        if (sorted) {
            throw new IllegalStateException("the buffer is sorted; its first order is lost");
        }
        return new Places();
    }

    /** Drops all entries and gives all memory back. The buffer is as new. */
    void clear() {
        pages.clear();
        prefixes = new long[0];
        addresses = new long[0];
        partitions = new int[0];
        keys = new @Nullable Object[0];
        places = new int[0];
        count = 0;
        capacity = 0;
        sorted = false;
        placed = false;
        lease.release(indexBytes + objectBytesReserved);
        indexBytes = 0;
        objectBytes = 0;
        objectBytesReserved = 0;
    }

    private final class Places extends EntryCursor {
        private final RecordInput entry = new RecordInput(new byte[0], 0, 0);
        private int place;
        /** Keeps the compiler from leaving {@link #touch} out. */
        @SuppressWarnings("unused")
        private int touched;

        @Override
        public boolean next() {
            if (place == count) {
                return false;
            }
            if (place % AHEAD == 0) {
                touch(place, Math.min(place + AHEAD, count));
            }
            seek(entry, addresses[place]);
            show(partitions[place], prefixes[place], entry.array(), entry.position(), entry.limit());
            place++;
            return true;
        }

        /** Reads a byte of each entry that comes next: they wait for memory together instead of one after the other. */
        private void touch(int from, int to) {
            int sum = 0;
            for (int i = from; i < to; i++) {
                sum += pages.page(addresses[i])[RecordPages.offset(addresses[i])];
            }
            touched = sum;
        }

        @Override
        public EntryFormat format() {
            return format;
        }

        @Override
        public KeyOrder order() {
            return order;
        }

        @Override
        public void close() {}
    }
}
