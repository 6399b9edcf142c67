package io.vonk.internal.sort;

import io.vonk.function.HashPartitioner;
import io.vonk.internal.serial.EncodedOrder;
import io.vonk.internal.serial.RecordInput;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sorts keys that user code compares by what their encoding looks like, then asks the order about each entry and the one before
 * it. Where it agrees, which it does for most classes that compare their components one after the other, everything is sorted
 * with a tenth of the comparisons: if each entry is no smaller than the one before, this follows from the contract of comparison
 * alone.
 *
 * <p>Keys are decoded for each comparison, in the order that is asked about: that is cheaper than to visit objects which were
 * made long ago and lie all over the heap, and leaves nothing for the collector to copy. Used by one thread.
 */
final class GuessedSort {
    /** Below this many entries sorting by comparison is as good as anything. */
    private static final int FEW_TO_COMPARE = 256;

    private static final int GUESSES = 64;

    private final NumberedEntries entries;
    private final KeyOrder order;
    private final EncodedOrder likely;
    private final long[] prefixes;
    private final int[] places;
    private final int count;
    private final int[] placeSpace;
    private final int stride;
    /** Whether entries whose prefixes tie are likely in the order of their encoded keys, too. */
    private boolean likelyInTies = true;
    /** Up to which place entries are at hand. */
    private int fetched;

    /** By number, and only while some are compared as objects. */
    private @Nullable Object[] keys = new @Nullable Object[0];
    /** The key before those that are asked about next. */
    private @Nullable Object lastKey;

    /**
     * Sorts the first {@code count} of {@code places}, which hold the numbers of {@code entries} in the order of arrival.
     *
     * @param likely the order that keys probably have
     * @param prefixes for this to use; all zero before and after, because user code knows no prefixes
     * @param placeSpace for this to use
     */
    GuessedSort(
            NumberedEntries entries,
            KeyOrder order,
            EncodedOrder likely,
            long[] prefixes,
            int[] places,
            int count,
            int[] placeSpace) {
        this.entries = entries;
        this.order = order;
        this.likely = likely;
        this.prefixes = prefixes;
        this.places = places;
        this.count = count;
        this.placeSpace = placeSpace;
        this.stride = Math.max(1, count / SortBuffer.CHECKS_OF_CONTRACT);
    }

    /** Whether the order agreed; if not, places are as they were before. */
    boolean sort() {
        int direction = count < FEW_TO_COMPARE ? 0 : direction();
        if (direction == 0) {
            return false;
        }
        RecordInput key = new RecordInput(new byte[0], 0, 0);
        for (int i = 0; i < count; i++) {
            entries.seek(key, i);
            long prefix = likely.encodedPrefix(key);
            prefixes[i] = direction < 0 ? ~prefix : prefix;
        }
        long[] prefixSpace = new long[count];
        new Sorting.Prefixes(prefixes, places, prefixSpace, placeSpace).sort(0, count);
        TieSort ties = new TieSort(entries, likely, direction < 0, prefixes, places, count, prefixSpace, placeSpace);
        boolean agreed = ties.sort((from, to) -> sortTies(ties, from, to));
        Arrays.fill(prefixes, 0, count, 0);
        if (agreed) {
            return true;
        }
        for (int i = 0; i < count; i++) {
            places[i] = i;
        }
        return false;
    }

    /** Whether some keys are ordered as is likely (1), or the other way round (-1), or neither (0). */
    private int direction() {
        RecordInput first = new RecordInput(new byte[0], 0, 0);
        RecordInput second = new RecordInput(new byte[0], 0, 0);
        boolean same = true;
        boolean opposite = true;
        int step = count / GUESSES;
        for (int i = 0; i < GUESSES - 1; i++) {
            int left = i * step;
            int right = left + step;
            entries.seek(first, left);
            entries.seek(second, right);
            int guessed = Integer.signum(likely.compareEncoded(first, second));
            int actual = Integer.signum(order.compare(entries.key(left), entries.key(right)));
            same &= guessed == actual;
            opposite &= guessed == -actual;
        }
        return same ? 1 : opposite ? -1 : 0;
    }

    /**
     * Sorts a piece, and asks the order about it while its entries are still at hand. If they are not in the order of their
     * encoded keys, as where the second component is compared the other way round, the order itself sorts this piece and all
     * that follow.
     */
    private boolean sortTies(TieSort ties, int from, int to) {
        if (from >= fetched) {
            fetched = Math.max(to, Math.min(from + NumberedEntries.AHEAD, count));
            entries.fetch(places, from, fetched);
        }
        if (likelyInTies) {
            ties.sortByEncodedKeys(from, to);
            if (agrees(from, to)) {
                return true;
            }
            likelyInTies = false;
        }
        if (to - from > 1) {
            sortByComparing(from, to);
        }
        return agrees(from, to);
    }

    private void sortByComparing(int from, int to) {
        if (keys.length == 0) {
            keys = new @Nullable Object[count];
        }
        // Stable if they come in the order of arrival.
        Arrays.sort(places, from, to);
        for (int i = from; i < to; i++) {
            keys[places[i]] = entries.key(places[i]);
        }
        Sorting.merge(places, from, to, placeSpace, (left, right) -> order.compare(keys[left], keys[right]));
        for (int i = from; i < to; i++) {
            keys[places[i]] = null;
        }
    }

    /**
     * Whether the order finds each entry at the places {@code [from, to)} larger than the one before, or equal to it and
     * added later.
     */
    private boolean agrees(int from, int to) {
        Object before = lastKey;
        for (int i = from; i < to; i++) {
            Object key = entries.key(places[i]);
            if (i > 0) {
                int forth = order.compare(before, key);
                if (forth > 0
                        || (forth == 0 && places[i - 1] > places[i])
                        || (i % stride == 0 && !agreesElsewhere(i, before, key, forth))) {
                    return false;
                }
            }
            before = key;
        }
        lastKey = before;
        return true;
    }

    /** Whether the order agrees with itself: about two keys the other way round, and about one and a distant one. */
    private boolean agreesElsewhere(int place, @Nullable Object before, @Nullable Object key, int forth) {
        int distant = places[place + (int) ((HashPartitioner.mix(place) >>> 1) % (count - place))];
        return Integer.signum(order.compare(key, before)) == -Integer.signum(forth)
                && order.compare(before, entries.key(distant)) <= 0;
    }
}
