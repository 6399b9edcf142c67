package io.vonk.internal.sort;

import io.vonk.internal.serial.RecordInput;
import org.jspecify.annotations.Nullable;

/**
 * Encoded entries in pages, by number in the order of arrival; each lies behind its length in four bytes. Used by one thread.
 */
final class NumberedEntries {
    static final int LENGTH_BYTES = 4;

    /** How many entries to {@link #fetch} at once: enough to keep memory busy, few enough to stay in the cache. */
    static final int AHEAD = 32;

    private final EntryFormat format;
    private final RecordPages pages;
    private final long[] addresses;
    /** Keeps the compiler from leaving {@link #fetch} out. */
    @SuppressWarnings("unused")
    private int fetched;

    private final RecordInput input = new RecordInput(new byte[0], 0, 0);

    /** Entries that lie, with their lengths, at {@code addresses}. */
    NumberedEntries(EntryFormat format, RecordPages pages, long[] addresses) {
        this.format = format;
        this.pages = pages;
        this.addresses = addresses;
    }

    /** Turns {@code to} to the entry, at its key. */
    void seek(RecordInput to, int number) {
        byte[] page = pages.page(addresses[number]);
        int offset = RecordPages.offset(addresses[number]);
        to.reset(page, offset, LENGTH_BYTES);
        int length = to.getInt();
        to.reset(page, offset + LENGTH_BYTES, length);
    }

    /**
     * Reads a byte of each of the entries {@code numbers[from, to)}, which are needed next: they wait for memory together
     * instead of one after the other.
     */
    void fetch(int[] numbers, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            long address = addresses[numbers[i]];
            sum += pages.page(address)[RecordPages.offset(address)];
        }
        fetched = sum;
    }

    /** The key of an entry, decoded anew. */
    @Nullable
    Object key(int number) {
        seek(input, number);
        return format.readKey(input);
    }

    /** The length of an encoded entry. */
    int length(int number) {
        seek(input, number);
        return input.limit() - input.position();
    }
}
