package io.vonk.internal.sort;

import io.vonk.internal.serial.EncodedOrder;
import io.vonk.internal.serial.RecordInput;
import org.jspecify.annotations.Nullable;

/**
 * Sorts entries whose prefixes tie. Where the type of the keys allows it, long runs of ties are sorted by the prefix that
 * follows, and so on; what is left then is few entries, or entries with the same beginning, and goes to a {@link Leaves}.
 */
final class TieSort {
    private static final int FEW_TIES = 24;
    private static final int MAX_DEPTH = 32;

    private final NumberedEntries entries;
    private final EncodedOrder operations;
    private final long reversal;
    private final long[] prefixes;
    private final int[] places;
    private final int count;
    private final int[] placeSpace;
    private final long[] deeper;
    private final RecordInput left = new RecordInput(new byte[0], 0, 0);
    private final RecordInput right = new RecordInput(new byte[0], 0, 0);
    private Sorting.@Nullable Prefixes deeperSort;

    /** Sees pieces of the order, which together are all of it, from the first to the last. */
    interface Leaves {
        /**
         * Sorts the entries at the places {@code [from, to)}, at least one, which no prefix tells apart.
         *
         * @return whether to go on
         */
        boolean sort(int from, int to);
    }

    /**
     * Sorts the first {@code count} of {@code places}, which are sorted by prefix.
     *
     * @param prefixes the prefix of the entry at each place
     * @param descending whether the prefixes are those of {@code operations} turned round
     * @param prefixSpace for this to use
     * @param placeSpace for this to use
     */
    TieSort(
            NumberedEntries entries,
            EncodedOrder operations,
            boolean descending,
            long[] prefixes,
            int[] places,
            int count,
            long[] prefixSpace,
            int[] placeSpace) {
        this.entries = entries;
        this.operations = operations;
        this.reversal = descending ? -1 : 0;
        this.prefixes = prefixes;
        this.places = places;
        this.count = count;
        this.deeper = prefixSpace;
        this.placeSpace = placeSpace;
    }

    /** Sorts by the operations alone. */
    void sort() {
        sort((from, to) -> {
            sortByEncodedKeys(from, to);
            return true;
        });
    }

    /** Sorts each run of equal prefixes; false as soon as {@code leaves} says so. */
    boolean sort(Leaves leaves) {
        int from = 0;
        while (from < count) {
            int to = from + 1;
            while (to < count && prefixes[to] == prefixes[from]) {
                to++;
            }
            if (!sort(from, to, operations.unitsOfPrefix(prefixes[from] ^ reversal), 0, leaves)) {
                return false;
            }
            from = to;
        }
        return true;
    }

    /** Sorts entries whose keys are the same in the first {@code units} units. */
    private boolean sort(int from, int to, int units, int depth, Leaves leaves) {
        if (to - from <= FEW_TIES || units == 0 || depth == MAX_DEPTH || !sortByNextPrefix(from, to, units)) {
            return leaves.sort(from, to);
        }
        int start = from;
        for (int i = from + 1; i <= to; i++) {
            if (i == to || deeper[i] != deeper[start]) {
                int known = units + operations.unitsOfPrefix(deeper[start] ^ reversal);
                if (!sort(start, i, known, depth + 1, leaves)) {
                    return false;
                }
                start = i;
            }
        }
        return true;
    }

    /** Sorts by the prefix behind the first {@code units} units, unless no key has that many. */
    private boolean sortByNextPrefix(int from, int to, int units) {
        boolean exhausted = true;
        for (int i = from; i < to; i++) {
            entries.seek(left, places[i]);
            long next = operations.prefixFrom(left, units);
            exhausted &= next == 0;
            deeper[i] = next ^ reversal;
        }
        if (exhausted) {
            return false;
        }
        Sorting.Prefixes sorting = deeperSort;
        if (sorting == null) {
            sorting = new Sorting.Prefixes(deeper, places, new long[count], placeSpace);
            deeperSort = sorting;
        }
        sorting.sort(from, to);
        return true;
    }

    /** Sorts the entries at the places {@code [from, to)} by the operations, keeping the order of equal ones. */
    void sortByEncodedKeys(int from, int to) {
        if (to - from > 1) {
            Sorting.merge(places, from, to, placeSpace, reversal == 0 ? this::compare : (l, r) -> compare(r, l));
        }
    }

    private int compare(int leftNumber, int rightNumber) {
        entries.seek(left, leftNumber);
        entries.seek(right, rightNumber);
        return operations.compareEncoded(left, right);
    }
}
