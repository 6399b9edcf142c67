package io.vonk.internal.sort;

/**
 * The entries of a sorted buffer in their order: pages with the encoded bytes, and by place each entry's prefix, address and
 * length. Used by one thread.
 */
final class SortedEntries extends EntryCursor {

    private final KeyOrder order;
    private final EntryFormat format;
    private final RecordPages pages;
    private final int count;

    // By place; they may be longer than there are entries.
    private final long[] prefixes;
    private final long[] addresses;
    private final int[] lengths;
    private final int[] partitions;

    private int place;
    private int fetched;
    /** Keeps the compiler from leaving {@link #fetch} out. */
    @SuppressWarnings("unused")
    private int touched;

    /**
     * Entries of which {@code addresses} says where in {@code pages} each begins, and {@code lengths} how long it is.
     *
     * @param partitions where each is placed; empty if all are of partition 0
     */
    SortedEntries(
            KeyOrder order,
            EntryFormat format,
            RecordPages pages,
            int count,
            long[] prefixes,
            long[] addresses,
            int[] lengths,
            int[] partitions) {
        this.order = order;
        this.format = format;
        this.pages = pages;
        this.count = count;
        this.prefixes = prefixes;
        this.addresses = addresses;
        this.lengths = lengths;
        this.partitions = partitions;
    }

    @Override
    public boolean next() {
        int at = place;
        if (at == count) {
            return false;
        }
        if (at == fetched) {
            fetch();
        }
        long address = addresses[at];
        int start = RecordPages.offset(address);
        int partition = partitions.length == 0 ? 0 : partitions[at];
        show(partition, prefixes[at], pages.page(address), start, start + lengths[at]);
        place = at + 1;
        return true;
    }

    /**
     * Reads the first and the last byte of each entry that comes next: they wait for memory together instead of one after the
     * other.
     */
    private void fetch() {
        int end = Math.min(fetched + NumberedEntries.AHEAD, count);
        int sum = 0;
        for (int i = fetched; i < end; i++) {
            byte[] page = pages.page(addresses[i]);
            int start = RecordPages.offset(addresses[i]);
            if (lengths[i] > 0) {
                sum += page[start] + page[start + lengths[i] - 1];
            }
        }
        touched = sum;
        fetched = end;
    }

    @Override
    public EntryFormat format() {
        return format;
    }

    @Override
    public KeyOrder order() {
        return order;
    }

    /** Does nothing: the buffer stays as it is. */
    @Override
    public void close() {}
}
