package io.vonk.internal.sort;

import java.util.Arrays;

/** Sorts numbers that stand for entries, without making objects. Stateless but for the arrays given. */
final class Sorting {

    /** Compares two entries by their numbers. */
    @FunctionalInterface
    interface NumberOrder {
        int compare(int left, int right);
    }

    /** Up to this many entries a prefix and an entry's number are sorted together in one long. */
    private static final int PACKED_MAX = 1 << 12;

    private static final int INSERTION_MAX = 7;

    private Sorting() {}

    /**
     * Sorts by unsigned prefix, keeping the order of equal ones.
     *
     * @param prefixes in: the prefix of entry i at i; out: in ascending order
     * @param order out: the entry's number at each place
     * @param count how many entries there are
     * @param prefixSpace room for {@code count} longs
     * @param orderSpace room for {@code count} ints
     */
    static void byPrefix(long[] prefixes, int[] order, int count, long[] prefixSpace, int[] orderSpace) {
        long differing = 0;
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            differing |= prefixes[i] ^ prefixes[0];
            sorted &= i == 0 || Long.compareUnsigned(prefixes[i - 1], prefixes[i]) <= 0;
        }
        if (sorted) {
            return;
        }
        if (count <= PACKED_MAX) {
            packed(prefixes, order, count, differing, prefixSpace, orderSpace);
        } else {
            radix(prefixes, order, count, differing, prefixSpace, orderSpace);
        }
    }

    /** The bits in which prefixes differ, as far as they have room, above the entry's number: one sort of longs. */
    private static void packed(
            long[] prefixes, int[] order, int count, long differing, long[] packed, int[] orderSpace) {
        int numberBits = 32 - Integer.numberOfLeadingZeros(count - 1);
        int shift = Long.numberOfLeadingZeros(differing);
        long numberMask = (1L << numberBits) - 1;
        for (int i = 0; i < count; i++) {
            packed[i] = ((prefixes[i] << shift) & ~numberMask | i) ^ Long.MIN_VALUE;
        }
        Arrays.sort(packed, 0, count);
        for (int i = 0; i < count; i++) {
            order[i] = (int) (packed[i] & numberMask);
        }
        if ((differing << shift & numberMask) != 0) {
            int from = 0;
            while (from < count) {
                int to = from + 1;
                while (to < count && ((packed[to] ^ packed[from]) & ~numberMask) == 0) {
                    to++;
                }
                if (to - from > 1) {
                    merge(order, from, to, orderSpace, (l, r) -> Long.compareUnsigned(prefixes[l], prefixes[r]));
                }
                from = to;
            }
        }
        for (int i = 0; i < count; i++) {
            packed[i] = prefixes[order[i]];
        }
        System.arraycopy(packed, 0, prefixes, 0, count);
    }

    /** Least significant byte first, leaving out bytes that are the same everywhere. */
    private static void radix(
            long[] prefixes, int[] order, int count, long differing, long[] prefixSpace, int[] orderSpace) {
        long[] fromPrefixes = prefixes;
        int[] fromOrder = order;
        long[] toPrefixes = prefixSpace;
        int[] toOrder = orderSpace;
        int[] places = new int[256];
        for (int shift = 0; shift < 64; shift += 8) {
            if ((differing >>> shift & 0xff) == 0) {
                continue;
            }
            Arrays.fill(places, 0);
            for (int i = 0; i < count; i++) {
                places[(int) (fromPrefixes[i] >>> shift) & 0xff]++;
            }
            int place = 0;
            for (int digit = 0; digit < 256; digit++) {
                int next = place + places[digit];
                places[digit] = place;
                place = next;
            }
            for (int i = 0; i < count; i++) {
                long prefix = fromPrefixes[i];
                int to = places[(int) (prefix >>> shift) & 0xff]++;
                toPrefixes[to] = prefix;
                toOrder[to] = fromOrder[i];
            }
            long[] prefixSwap = fromPrefixes;
            fromPrefixes = toPrefixes;
            toPrefixes = prefixSwap;
            int[] orderSwap = fromOrder;
            fromOrder = toOrder;
            toOrder = orderSwap;
        }
        if (fromPrefixes != prefixes) {
            System.arraycopy(fromPrefixes, 0, prefixes, 0, count);
            System.arraycopy(fromOrder, 0, order, 0, count);
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
