package io.vonk.internal.sort;

import java.util.Arrays;

/** Sorts numbers that stand for entries, without making objects. Stateless but for the arrays given. */
final class Sorting {

    /** Compares two entries by their numbers. */
    @FunctionalInterface
    interface NumberOrder {
        int compare(int left, int right);
    }

    private static final int INSERTION_MAX = 7;

    /** Up to this many entries are sorted by insertion instead of by counting. */
    private static final int FEW_ENTRIES = 48;

    /** Counting works on digits of this many bits, two or three of them at once. */
    private static final int DIGIT_BITS = 11;

    private static final int MAX_DIGITS = 3;

    /** Below so many entries few tie in two digits: sorting these again is less than to count a third one of all. */
    private static final int FEW_TO_COUNT = 1 << 16;

    private Sorting() {}

    /** The arrays in which prefixes are sorted together with the numbers of their entries. */
    static final class Prefixes {
        /** The prefix of the entry at each place. */
        final long[] prefixes;
        /** The number of the entry at each place. */
        final int[] order;

        private final long[] prefixSpace;
        private final int[] orderSpace;
        private final int[] counts = new int[1 << DIGIT_BITS];

        /** Sorts within the given arrays; the spaces are as long and hold nothing between calls. */
        Prefixes(long[] prefixes, int[] order, long[] prefixSpace, int[] orderSpace) {
            this.prefixes = prefixes;
            this.order = order;
            this.prefixSpace = prefixSpace;
            this.orderSpace = orderSpace;
        }

        /**
         * Sorts the places {@code [from, to)} by unsigned prefix, keeping the order of equal ones: by counting on the 22 or 33
         * highest bits that differ, then on the rest where these tie.
         */
        void sort(int from, int to) {
            if (to - from <= FEW_ENTRIES) {
                insert(from, to);
                return;
            }
            long first = prefixes[from];
            long differing = 0;
            boolean sorted = true;
            long last = first;
            for (int i = from; i < to; i++) {
                long prefix = prefixes[i];
                differing |= prefix ^ first;
                sorted &= Long.compareUnsigned(last, prefix) <= 0;
                last = prefix;
            }
            if (sorted) {
                return;
            }
            int digits = to - from < FEW_TO_COUNT ? 2 : MAX_DIGITS;
            int lowest = Math.max(0, 64 - Long.numberOfLeadingZeros(differing) - digits * DIGIT_BITS);
            count(from, to, lowest, digits, differing);
            if ((differing & ((1L << lowest) - 1)) != 0) {
                int start = from;
                for (int i = from + 1; i <= to; i++) {
                    if (i == to || prefixes[i] >>> lowest != prefixes[start] >>> lowest) {
                        if (i - start > 1) {
                            sort(start, i);
                        }
                        start = i;
                    }
                }
            }
        }

        private void insert(int from, int to) {
            for (int i = from + 1; i < to; i++) {
                long prefix = prefixes[i];
                int entry = order[i];
                int at = i;
                while (at > from && Long.compareUnsigned(prefixes[at - 1], prefix) > 0) {
                    prefixes[at] = prefixes[at - 1];
                    order[at] = order[at - 1];
                    at--;
                }
                prefixes[at] = prefix;
                order[at] = entry;
            }
        }

        /** Least significant digit first, leaving out digits that are the same everywhere. */
        private void count(int from, int to, int lowest, int digits, long differing) {
            long[] fromPrefixes = prefixes;
            int[] fromOrder = order;
            long[] toPrefixes = prefixSpace;
            int[] toOrder = orderSpace;
            int mask = (1 << DIGIT_BITS) - 1;
            for (int digit = 0; digit < digits; digit++) {
                int shift = lowest + digit * DIGIT_BITS;
                if (shift > 63 || (differing >>> shift & mask) == 0) {
                    continue;
                }
                Arrays.fill(counts, 0);
                for (int i = from; i < to; i++) {
                    counts[(int) (fromPrefixes[i] >>> shift) & mask]++;
                }
                int place = from;
                for (int value = 0; value <= mask; value++) {
                    int next = place + counts[value];
                    counts[value] = place;
                    place = next;
                }
                for (int i = from; i < to; i++) {
                    long prefix = fromPrefixes[i];
                    int at = counts[(int) (prefix >>> shift) & mask]++;
                    toPrefixes[at] = prefix;
                    toOrder[at] = fromOrder[i];
                }
                long[] prefixSwap = fromPrefixes;
                fromPrefixes = toPrefixes;
                toPrefixes = prefixSwap;
                int[] orderSwap = fromOrder;
                fromOrder = toOrder;
                toOrder = orderSwap;
            }
            if (fromPrefixes != prefixes) {
                System.arraycopy(fromPrefixes, from, prefixes, from, to - from);
                System.arraycopy(fromOrder, from, order, from, to - from);
            }
        }
    }

    /** Sorts {@code order[from, to)} by comparison, keeping the order of equal ones; ends whatever the comparisons say. */
    static void merge(int[] order, int from, int to, int[] space, NumberOrder comparison) {
        if (to - from <= INSERTION_MAX) {
            for (int i = from + 1; i < to; i++) {
                int moving = order[i];
                int at = i;
                while (at > from && comparison.compare(order[at - 1], moving) > 0) {
                    order[at] = order[at - 1];
                    at--;
                }
                order[at] = moving;
            }
            return;
        }
        int middle = (from + to) >>> 1;
        merge(order, from, middle, space, comparison);
        merge(order, middle, to, space, comparison);
        if (comparison.compare(order[middle - 1], order[middle]) <= 0) {
            return;
        }
        System.arraycopy(order, from, space, from, middle - from);
        int left = from;
        int right = middle;
        int at = from;
        while (left < middle) {
            if (right < to && comparison.compare(space[left], order[right]) > 0) {
                order[at++] = order[right++];
            } else {
                order[at++] = space[left++];
            }
        }
    }

    /**
     * Sorts by partition, keeping the order of equal ones.
     *
     * @param partitions the partition of entry i at i
     * @param prefixes in and out: the prefix of the entry at each place
     * @param order in and out: the entry's number at each place
     */
    static void byPartition(
            int[] partitions, long[] prefixes, int[] order, int count, long[] prefixSpace, int[] orderSpace) {
        int partitionCount = 0;
        for (int i = 0; i < count; i++) {
            partitionCount = Math.max(partitionCount, partitions[i] + 1);
        }
        int[] places = new int[partitionCount + 1];
        for (int i = 0; i < count; i++) {
            places[partitions[i] + 1]++;
        }
        for (int p = 1; p <= partitionCount; p++) {
            places[p] += places[p - 1];
        }
        System.arraycopy(order, 0, orderSpace, 0, count);
        System.arraycopy(prefixes, 0, prefixSpace, 0, count);
        for (int i = 0; i < count; i++) {
            int to = places[partitions[orderSpace[i]]]++;
            order[to] = orderSpace[i];
            prefixes[to] = prefixSpace[i];
        }
    }
}
