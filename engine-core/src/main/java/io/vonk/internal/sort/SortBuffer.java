package io.vonk.internal.sort;

import io.vonk.function.HashPartitioner;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.serial.ContentDigest;
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
 * never has to ask for memory. If the order needs keys as objects, those are kept too, or made if it comes to that, and counted
 * as twice their encoded size and {@value #KEY_OBJECT_BYTES} bytes: nobody can know what they really take. Used by one thread.
 */
final class SortBuffer extends EntryBuffer {
    private static final int INDEX_BYTES_PER_ENTRY = 44;
    private static final int KEY_OBJECT_BYTES = 64;
    private static final int FIRST_CAPACITY = 512;
    private static final int LENGTH_BYTES = NumberedEntries.LENGTH_BYTES;
    private static final int MAX_CAPACITY = 1 << 29;
    /** How many pairs of sorted keys are compared both ways round, to find comparators that contradict themselves. */
    static final int CHECKS_OF_CONTRACT = 1024;

    private final KeyOrder order;
    private final EntryFormat format;
    private final Lease lease;
    private final boolean digested;
    private final RecordPages pages;
    private final boolean objectKeys;
    /** What keys are probably ordered by, where objects are compared; then keys are decoded when they are needed. */
    private final @Nullable EncodedOrder likelyOrder;

    private final boolean keepsKeys;
    private final RecordOutput inPlace = new RecordOutput(0);

    /** How long the longest entry was, its length included. */
    private int longest;

    private int count;
    private int capacity;
    private long indexBytes;
    private long objectBytes;
    private long objectBytesReserved;
    private long digest;
    /** How many entries are in the digest: all, or all but the last. */
    private int digestedCount;

    private int lastLength;
    private boolean sorted;
    private boolean placed;

    // The arrays go by number of entry, and by place once everything is sorted. What all entries lack is not there.
    private long[] prefixes = new long[0];
    private long[] addresses = new long[0];
    private int[] partitions = new int[0];
    private @Nullable Object[] keys = new @Nullable Object[0];
    /** While sorting: the number of the entry at each place. */
    private int[] places = new int[0];
    /** Once sorted: the length of each entry. */
    private int[] lengths = new int[0];

    /**
     * An empty buffer; it holds no memory yet.
     *
     * @param digested whether to keep the {@link #digest}
     */
    SortBuffer(KeyOrder order, EntryFormat format, Lease lease, boolean digested) {
        this.order = order;
        this.format = format;
        this.lease = lease;
        this.digested = digested;
        this.pages = new RecordPages(lease);
        this.objectKeys = !order.hasPrefix(format.keyOps());
        this.likelyOrder = objectKeys ? format.likelyOrder() : null;
        this.keepsKeys = objectKeys && likelyOrder == null;
    }

    @Override
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

    @Override
    boolean isEmpty() {
        return count == 0;
    }

    @Override
    long usedBytes() {
        return pages.usedBytes();
    }

    /** The prefixes of the entries, in the order in which they were added; only before {@link #sort}. */
    long[] prefixes() {
        return prefixes;
    }

    /** Whether prefixes rank the entries, and nothing else does before them. */
    boolean canBeDistributed() {
        return !objectKeys && !placed && !sorted && count > 0;
    }

    @Override
    long digest() {
        if (!sorted) {
            digestLast();
        }
        return digest;
    }

    @Override
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
        index(partition, key, address, length);
        longest = Math.max(longest, length + LENGTH_BYTES);
        return length;
    }

    @Override
    boolean add(int partition, @Nullable Object key, RecordOutput encoded) {
        if ((count == capacity && !grow()) || (objectKeys && !countKey(encoded.position()))) {
            return false;
        }
        long address = pages.append(encoded.array(), 0, encoded.position());
        if (address == RecordPages.REFUSED) {
            return false;
        }
        index(partition, key, address, encoded.position() - LENGTH_BYTES);
        longest = Math.max(longest, Math.min(encoded.position(), LONGEST_IN_PLACE));
        return true;
    }

    private void index(int partition, @Nullable Object key, long address, int length) {
        digestLast();
        lastLength = length;
        addresses[count] = address;
        if (!objectKeys) {
            prefixes[count] = order.prefix(key, format.keyOps());
        }
        if (partition != 0 && !placed) {
            placed = true;
            partitions = new int[capacity];
        }
        if (placed) {
            partitions[count] = partition;
        }
        if (keepsKeys) {
            keys[count] = key;
        }
        count++;
    }

    /**
     * Adds the last entry to the digest: while it is in the cache, but not before the next one is there, because bytes that
     * were just written in pieces cannot be read as a word without waiting for them.
     */
    private void digestLast() {
        if (digested && digestedCount < count) {
            int last = count - 1;
            int start = RecordPages.offset(addresses[last]) + LENGTH_BYTES;
            digest += ContentDigest.hash(pages.page(addresses[last]), start, start + lastLength, partitionOf(last));
            digestedCount = count;
        }
    }

    private int partitionOf(int number) {
        return placed ? partitions[number] : 0;
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
        addresses = Arrays.copyOf(addresses, newCapacity);
        if (!objectKeys) {
            prefixes = Arrays.copyOf(prefixes, newCapacity);
        }
        if (placed) {
            partitions = Arrays.copyOf(partitions, newCapacity);
        }
        if (keepsKeys) {
            keys = Arrays.copyOf(keys, newCapacity);
        }
        lease.release(indexBytes);
        indexBytes = newBytes;
        capacity = newCapacity;
        return true;
    }

    @Override
    void sort() {
        if (sorted) {
            return;
        }
        digestLast();
        sorted = true;
        places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = i;
        }
        int[] placeSpace = new int[count];
        if (objectKeys) {
            prefixes = new long[count];
            sortByComparing(placeSpace);
        } else {
            long[] prefixSpace = new long[count];
            new Sorting.Prefixes(prefixes, places, prefixSpace, placeSpace).sort(0, count);
            KeyOps operations = format.keyOps();
            if (operations != null && !order.prefixDecides(operations)) {
                NumberedEntries entries = new NumberedEntries(format, pages, addresses);
                new TieSort(entries, operations, order.descending(), prefixes, places, count, prefixSpace, placeSpace)
                        .sort();
            }
        }
        if (placed) {
            Sorting.byPartition(partitions, prefixes, places, count, new long[count], placeSpace);
        }
        goByPlace(placeSpace);
        places = new int[0];
    }

    /**
     * Turns addresses and partitions from numbers of entries to places, which saves the reader one jump in memory per entry,
     * and finds the entries' lengths.
     */
    private void goByPlace(int[] placeSpace) {
        NumberedEntries entries = new NumberedEntries(format, pages, addresses);
        long[] movedAddresses = new long[count];
        int[] movedPartitions = new int[placed ? count : 0];
        lengths = placeSpace;
        for (int i = 0; i < count; i++) {
            int number = places[i];
            movedAddresses[i] = addresses[number] + LENGTH_BYTES;
            lengths[i] = length(entries, number);
            if (placed) {
                movedPartitions[i] = partitions[number];
            }
        }
        addresses = movedAddresses;
        partitions = movedPartitions;
    }

    /** The length of an entry, from where the next one begins if possible: that is at hand, and the entry itself is not. */
    private int length(NumberedEntries entries, int number) {
        long address = addresses[number];
        if (number + 1 < count && RecordPages.inOnePage(address, addresses[number + 1])) {
            return (int) (addresses[number + 1] - address) - LENGTH_BYTES;
        }
        return entries.length(number);
    }

    private void sortByComparing(int[] space) {
        NumberedEntries entries = new NumberedEntries(format, pages, addresses);
        if (likelyOrder == null
                || !new GuessedSort(entries, order, likelyOrder, prefixes, places, count, space).sort()) {
            if (likelyOrder != null) {
                decodeKeys(entries);
            }
            Sorting.merge(places, 0, count, space, this::compareKeys);
            checkByComparing();
        }
        keys = new @Nullable Object[0];
    }

    private void decodeKeys(NumberedEntries entries) {
        keys = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            keys[i] = entries.key(i);
        }
    }

    private int compareKeys(int left, int right) {
        return order.compare(keys[left], keys[right]);
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

    @Override
    EntryCursor cursor() {
        if (!sorted) {
            throw new IllegalStateException("the buffer must be sorted before it is read");
        }
        return new SortedEntries(order, format, pages, count, prefixes, addresses, lengths, partitions);
    }

    /** The entries in the order in which they were added; only before {@link #sort}. */
    EntryCursor unsortedCursor() {
        if (sorted) {
            throw new IllegalStateException("the buffer is sorted; its first order is lost");
        }
        return new Numbers();
    }

    @Override
    void clear() {
        pages.clear();
        prefixes = new long[0];
        addresses = new long[0];
        partitions = new int[0];
        keys = new @Nullable Object[0];
        places = new int[0];
        lengths = new int[0];
        digest = 0;
        digestedCount = 0;
        count = 0;
        capacity = 0;
        sorted = false;
        placed = false;
        lease.release(indexBytes + objectBytesReserved);
        indexBytes = 0;
        objectBytes = 0;
        objectBytesReserved = 0;
    }

    /** The entries by their numbers. */
    private final class Numbers extends EntryCursor {
        private final NumberedEntries entries = new NumberedEntries(format, pages, addresses);
        private final RecordInput entry = new RecordInput(new byte[0], 0, 0);
        private int number;

        @Override
        public boolean next() {
            if (number == count) {
                return false;
            }
            entries.seek(entry, number);
            show(
                    partitionOf(number),
                    objectKeys ? 0 : prefixes[number],
                    entry.array(),
                    entry.position(),
                    entry.limit());
            number++;
            return true;
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
