package io.vonk.internal.sort;

import io.vonk.internal.memory.Lease;
import io.vonk.internal.serial.ContentDigest;
import io.vonk.internal.serial.KeyOps;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Entries in memory, distributed by prefix while they are added: no entry of a bucket comes before one of the bucket before it.
 * What would take too long to visit out of order as a whole is thus sorted in pieces of the size of the cache, each of them when
 * it is read, and its pages are free again after that.
 *
 * <p>An entry lies behind its prefix and its length. The index that sorting needs is made for one bucket at a time, and costs
 * {@value #INDEX_BYTES_PER_ENTRY} bytes for each entry of the largest one. Only for entries that are not placed, in an order that
 * has prefixes. Used by one thread.
 */
final class EntryBuckets extends EntryBuffer {
    /** So many that buckets of a usual task fit into the cache, and few enough to write to all of them in turns. */
    private static final int BUCKETS = 128;

    private static final int PAGE_BYTES = RecordPages.PAGE_BYTES;
    private static final byte[] NO_PAGE = new byte[0];
    private static final int CELL_BITS = 12;
    private static final int CELLS = 1 << CELL_BITS;

    private static final int SAMPLES_PER_BUCKET = 16;
    private static final int INDEX_BYTES_PER_ENTRY = 40;
    private static final int FIRST_CAPACITY = 1024;
    private static final int MAX_CAPACITY = 1 << 29;
    private static final int PREFIX_BYTES = 8;
    private static final int HEADER_BYTES = PREFIX_BYTES + NumberedEntries.LENGTH_BYTES;

    private final KeyOrder order;
    private final EntryFormat format;
    private final Lease lease;
    private final boolean digested;
    private final SparePages spares;
    // By bucket: what each entry needs lies close together.
    private final byte[][] current = new byte[BUCKETS][];
    private final int[] positions = new int[BUCKETS];
    private final int[] counts = new int[BUCKETS];
    /** The pages before the current one. */
    private final RecordPages[] full = new RecordPages[BUCKETS];

    /** Where each bucket begins: signed numbers in the order of the unsigned prefixes. The first has no beginning. */
    private final long[] beginnings;

    /** The range of the sample is cut into cells of equal size, of which this is the first one's beginning. */
    private final long firstCell;

    private final int cellShift;
    /** The bucket at the beginning of each cell, so that hardly a beginning must be looked for. */
    private final short[] cells = new short[CELLS + 1];

    private final RecordOutput inPlace = new RecordOutput(0);

    /** For how many entries in one bucket there is memory to sort them. */
    private int capacity;

    private int longest;
    private long usedBytes;
    private long digest;
    private byte[] lastPage = NO_PAGE;
    private int lastStart;
    private int lastLength;
    private boolean undigested;

    private EntryBuckets(SortBuffer first, Lease lease, boolean digested, SparePages spares) {
        this.order = first.order();
        this.format = first.format();
        this.lease = lease;
        this.digested = digested;
        this.spares = spares;
        long[] sample = sample(first.prefixes(), first.count());
        this.beginnings = new long[BUCKETS];
        for (int i = 1; i < BUCKETS; i++) {
            beginnings[i] = sample[i * SAMPLES_PER_BUCKET];
        }
        this.firstCell = sample[0];
        long range = sample[sample.length - 1] - firstCell;
        this.cellShift = Math.max(0, 64 - Long.numberOfLeadingZeros(range) - CELL_BITS);
        Arrays.fill(cells, (short) (BUCKETS - 1));
        for (int i = 0; i <= range >>> cellShift; i++) {
            cells[i] = (short) lastBeginning(0, BUCKETS - 1, firstCell + ((long) i << cellShift));
        }
        for (int i = 0; i < BUCKETS; i++) {
            full[i] = new RecordPages(lease);
        }
        Arrays.fill(current, NO_PAGE);
    }

    /**
     * Buckets with all entries of {@code first}, which show how keys are distributed; null if the lease does not allow to have
     * them twice. Should later keys be distributed otherwise, some buckets become larger than others.
     *
     * @param first a buffer that {@link SortBuffer#canBeDistributed}, and stays as it is
     */
    static @Nullable EntryBuckets of(SortBuffer first, Lease lease, boolean digested, SparePages spares)
            throws IOException {
        EntryBuckets made = new EntryBuckets(first, lease, digested, spares);
        try (EntryCursor entries = first.unsortedCursor()) {
            while (entries.next()) {
                if (!made.append(entries.prefix, entries.bytes, entries.start, entries.end - entries.start)) {
                    made.clear();
                    return null;
                }
            }
        }
        made.digest = first.digest();
        made.undigested = false;
        return made;
    }

    private static long[] sample(long[] prefixes, int count) {
        long[] sample = new long[BUCKETS * SAMPLES_PER_BUCKET];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = prefixes[(int) ((long) i * count / sample.length)] + Long.MIN_VALUE;
        }
        Arrays.sort(sample);
        return sample;
    }

    /** The last bucket that begins at or before the prefix. */
    private int bucket(long prefix) {
        long wanted = prefix + Long.MIN_VALUE;
        if (wanted <= firstCell) {
            return 0;
        }
        long distance = wanted - firstCell >>> cellShift;
        int cell = distance >= CELLS || distance < 0 ? CELLS - 1 : (int) distance;
        int first = cells[cell];
        int last = cells[cell + 1];
        return first == last ? first : lastBeginning(first, last, wanted);
    }

    private int lastBeginning(int first, int last, long wanted) {
        int low = first;
        int high = last;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (beginnings[middle] <= wanted) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    @Override
    EntryFormat format() {
        return format;
    }

    @Override
    boolean isEmpty() {
        return usedBytes == 0;
    }

    @Override
    long usedBytes() {
        return usedBytes;
    }

    @Override
    long digest() {
        digestLast();
        return digest;
    }

    @Override
    int addInPlace(int partition, @Nullable Object key, @Nullable Object rest) {
        long prefix = order.prefix(key, format.keyOps());
        int bucket = bucket(prefix);
        byte[] page = current[bucket];
        int start = positions[bucket];
        if (counts[bucket] == capacity || page.length - start < longest + HEADER_BYTES + SLACK_BYTES) {
            return -1;
        }
        RecordOutput out = inPlace;
        out.reset(page, start);
        out.putLong(prefix);
        out.putInt(0);
        format.write(key, rest, out);
        int end = out.position();
        if (out.array() != page) {
            return -1;
        }
        int length = end - start - HEADER_BYTES;
        out.position(start + PREFIX_BYTES);
        out.putInt(length);
        added(bucket, page, start, length);
        longest = Math.max(longest, length);
        return length;
    }

    @Override
    boolean add(int partition, @Nullable Object key, RecordOutput encoded) {
        int length = encoded.position() - NumberedEntries.LENGTH_BYTES;
        long prefix = order.prefix(key, format.keyOps());
        return append(prefix, encoded.array(), NumberedEntries.LENGTH_BYTES, length);
    }

    private boolean append(long prefix, byte[] bytes, int start, int length) {
        int bucket = bucket(prefix);
        if (counts[bucket] == capacity && !grow()) {
            return false;
        }
        if (current[bucket].length - positions[bucket] < HEADER_BYTES + length
                && !addPage(bucket, HEADER_BYTES + length)) {
            return false;
        }
        byte[] page = current[bucket];
        int at = positions[bucket];
        inPlace.reset(page, at);
        inPlace.putLong(prefix);
        inPlace.putInt(length);
        inPlace.putBytes(bytes, start, length);
        added(bucket, page, at, length);
        longest = Math.max(longest, Math.min(length, LONGEST_IN_PLACE));
        return true;
    }

    private boolean addPage(int bucket, int length) {
        int size = Math.max(PAGE_BYTES, length);
        if (!lease.tryReserve(size)) {
            return false;
        }
        endPage(bucket);
        current[bucket] = new byte[size];
        return true;
    }

    private void endPage(int bucket) {
        if (current[bucket] != NO_PAGE) {
            full[bucket].addPage(current[bucket], positions[bucket]);
            current[bucket] = NO_PAGE;
            positions[bucket] = 0;
        }
    }

    private void added(int bucket, byte[] page, int start, int length) {
        digestLast();
        counts[bucket]++;
        positions[bucket] = start + HEADER_BYTES + length;
        usedBytes += HEADER_BYTES + length;
        lastPage = page;
        lastStart = start + HEADER_BYTES;
        lastLength = length;
        undigested = digested;
    }

    /** Adds the last entry to the digest, one entry behind for the reason that {@link SortBuffer} has. */
    private void digestLast() {
        if (undigested) {
            digest += ContentDigest.hash(lastPage, lastStart, lastStart + lastLength, 0);
            undigested = false;
        }
    }

    private boolean grow() {
        int newCapacity = capacity == 0 ? FIRST_CAPACITY : capacity * 2;
        if (newCapacity > MAX_CAPACITY || !lease.tryReserve((long) (newCapacity - capacity) * INDEX_BYTES_PER_ENTRY)) {
            return false;
        }
        capacity = newCapacity;
        return true;
    }

    /** Does nothing: each bucket is sorted when it is read. */
    @Override
    void sort() {
        digestLast();
    }

    @Override
    EntryCursor cursor() {
        return new Cursor();
    }

    @Override
    void clear() {
        for (int i = 0; i < BUCKETS; i++) {
            endPage(i);
            full[i].clear();
            counts[i] = 0;
        }
        lease.release((long) capacity * INDEX_BYTES_PER_ENTRY);
        capacity = 0;
        usedBytes = 0;
        digest = 0;
        undigested = false;
        lastPage = NO_PAGE;
    }

    /** Reads one bucket after the other, and drops it after that. */
    private final class Cursor extends EntryCursor {
        private final long[] prefixes;
        private final long[] prefixSpace;
        private final long[] addresses;
        private final int[] places;
        private final int[] placeSpace;
        private final Sorting.Prefixes sorting;
        private final RecordInput length = new RecordInput(new byte[0], 0, 0);
        private int bucket = -1;
        private RecordPages pages = full[0];
        private int count;
        private int place;

        Cursor() {
            int most = 0;
            for (int each : counts) {
                most = Math.max(most, each);
            }
            prefixes = new long[most];
            prefixSpace = new long[most];
            addresses = new long[most];
            places = new int[most];
            placeSpace = new int[most];
            sorting = new Sorting.Prefixes(prefixes, places, prefixSpace, placeSpace);
        }

        @Override
        public boolean next() {
            while (place == count) {
                if (!nextBucket()) {
                    return false;
                }
            }
            long address = addresses[places[place]];
            byte[] page = pages.page(address);
            int lengthAt = RecordPages.offset(address);
            length.reset(page, lengthAt, NumberedEntries.LENGTH_BYTES);
            int start = lengthAt + NumberedEntries.LENGTH_BYTES;
            show(0, prefixes[place], page, start, start + length.getInt());
            place++;
            return true;
        }

        private boolean nextBucket() {
            if (bucket >= 0 && bucket < BUCKETS) {
                pages.giveTo(spares);
                counts[bucket] = 0;
            }
            bucket = Math.min(bucket + 1, BUCKETS);
            if (bucket == BUCKETS) {
                return false;
            }
            endPage(bucket);
            pages = full[bucket];
            count = counts[bucket];
            place = 0;
            sortBucket();
            return true;
        }

        private void sortBucket() {
            findEntries();
            sorting.sort(0, count);
            KeyOps operations = format.keyOps();
            if (operations != null && !order.prefixDecides(operations)) {
                NumberedEntries entries = new NumberedEntries(format, pages, addresses);
                new TieSort(entries, operations, order.descending(), prefixes, places, count, prefixSpace, placeSpace)
                        .sort();
            }
        }

        /** Finds prefixes and addresses by walking through the bucket, which brings it into the cache. */
        private void findEntries() {
            RecordInput in = length;
            int number = 0;
            for (int i = 0; i < pages.pageCount(); i++) {
                byte[] page = pages.page((long) i << 32);
                int end = pages.end(i);
                int at = 0;
                while (at < end) {
                    in.reset(page, at, HEADER_BYTES);
                    prefixes[number] = in.getLong();
                    addresses[number] = (long) i << 32 | (at + PREFIX_BYTES);
                    places[number] = number;
                    number++;
                    at += HEADER_BYTES + in.getInt();
                }
            }
        }

        @Override
        public EntryFormat format() {
            return format;
        }

        @Override
        public KeyOrder order() {
            return order;
        }

        /** Does nothing: what was not read stays with the buffer. */
        @Override
        public void close() {}
    }
}
