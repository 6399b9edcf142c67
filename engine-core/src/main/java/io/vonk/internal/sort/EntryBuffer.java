package io.vonk.internal.sort;

import io.vonk.internal.serial.ContentDigest;
import io.vonk.internal.serial.RecordOutput;
import org.jspecify.annotations.Nullable;

/** Encoded entries in memory: added in any order, then sorted, then read. Used by one thread. */
abstract sealed class EntryBuffer permits SortBuffer, EntryBuckets {
    /** Outputs make room for the longest number before they write a short one. */
    static final int SLACK_BYTES = 16;

    /** An entry of unusual length must not make all others be encoded outside of the pages. */
    static final int LONGEST_IN_PLACE = RecordPages.PAGE_BYTES / 16;

    /** How the entries are encoded. */
    abstract EntryFormat format();

    /** Whether there are no entries. */
    abstract boolean isEmpty();

    /** How many bytes the encoded entries take. */
    abstract long usedBytes();

    /** The sum of {@link ContentDigest} of all entries, or 0 if this does not keep it. */
    abstract long digest();

    /**
     * Adds an entry if it goes into the page at hand and nothing must grow, which is the usual case; it is written to where
     * it stays.
     *
     * @param partition where the entry is placed; 0 if entries are not placed
     * @return the length of the encoded entry, or -1 if it must be added by {@link #add}
     */
    abstract int addInPlace(int partition, @Nullable Object key, @Nullable Object rest);

    /**
     * Adds an entry, or returns false if the lease refuses the memory.
     *
     * @param partition where the entry is placed; 0 if entries are not placed
     * @param key its key
     * @param encoded the entry's length in four bytes, followed by the entry
     */
    abstract boolean add(int partition, @Nullable Object key, RecordOutput encoded);

    /** Sorts the entries by partition and key, keeping the order of equal ones; none may be added afterwards. */
    abstract void sort();

    /** The entries in order, to be asked for once and after {@link #sort}. Closing the cursor leaves the buffer as it is. */
    abstract EntryCursor cursor();

    /** Drops all entries and gives all memory back. The buffer is as new. */
    abstract void clear();
}
