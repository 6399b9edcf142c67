package io.vonk.internal.sort;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where sorted records are cut into partitions, so that those of partition i come before those of partition i + 1. A bound is
 * the first key of the partition above it, so equal keys are in one partition. Immutable.
 *
 * <p>All readers of a shuffle must use the same bounds: cutting again while results of earlier cuts are in use would lose
 * records or give them twice.
 */
public final class RangeBounds implements Serializable {
    private static final long serialVersionUID = 1;

    private final int partitionCount;
    /** Ascending in the order of the sort, and different; at most one less than partitions. */
    private final EncodedKeys bounds;

    private RangeBounds(int partitionCount, EncodedKeys bounds) {
        this.partitionCount = partitionCount;
        this.bounds = bounds;
    }

    private record Sample(@Nullable Object key, long weight) {}

    /**
     * Cuts into parts of about equal size in bytes. A key that is larger than such a part gets one of its own, and the others
     * share the rest; if there are fewer different keys than partitions, the last partitions stay empty.
     *
     * @param indexes what the sorted map outputs hold; the same indexes in the same order always give the same bounds
     * @param partitionCount how many partitions are wanted, at least 1
     * @param order the order of the keys
     * @param loader finds the keys' classes
     */
    public static RangeBounds cut(List<SparseIndex> indexes, int partitionCount, KeyOrder order, ClassLoader loader) {
        if (partitionCount < 1) {
            throw new IllegalArgumentException("partitionCount must be at least 1; got: " + partitionCount);
        }
        List<Sample> samples = new ArrayList<>();
        long total = 0;
        for (SparseIndex index : indexes) {
            EncodedKeys.Reader keys = index.keys().reader(loader);
            for (int i = 0; i < index.size(); i++) {
                samples.add(new Sample(keys.key(i), index.weight(i)));
                total += index.weight(i);
            }
        }
        samples.sort((left, right) -> order.compare(left.key(), right.key()));
        EncodedKeys.Builder bounds = new EncodedKeys.Builder();
        long cut = 0;
        long before = 0;
        for (int i = 0; i < samples.size() && bounds.size() < partitionCount - 1; i++) {
            Sample sample = samples.get(i);
            boolean newKey = i > 0 && order.compare(samples.get(i - 1).key(), sample.key()) != 0;
            long share = (total - cut) / (partitionCount - bounds.size());
            if (newKey && worthCutting(samples, i, before - cut, share, order)) {
                bounds.add(sample.key());
                cut = before;
            }
            before += sample.weight();
        }
        return new RangeBounds(partitionCount, bounds.build());
    }

    /** Whether the part that ends here is nearer to its share than it would be with the key that comes now. */
    private static boolean worthCutting(List<Sample> samples, int at, long part, long share, KeyOrder order) {
        if (part >= share) {
            return true;
        }
        long next = 0;
        for (int i = at; i < samples.size() && next <= 2 * (share - part); i++) {
            if (i > at && order.compare(samples.get(i).key(), samples.get(at).key()) != 0) {
                break;
            }
            next += samples.get(i).weight();
        }
        return part + next - share > share - part;
    }

    /** How many partitions there are. */
    public int partitionCount() {
        return partitionCount;
    }

    /** Whether a partition has no keys because there are more partitions than different keys. */
    public boolean isEmpty(int partition) {
        return partition > bounds.size();
    }

    /** Whether the partition has a lower end. */
    public boolean hasLow(int partition) {
        return partition > 0;
    }

    /** Whether the partition has an upper end. */
    public boolean hasHigh(int partition) {
        return partition < bounds.size();
    }

    /** The smallest key that may be in the partition. */
    public @Nullable Object low(int partition, ClassLoader loader) {
        return bounds.reader(loader).key(partition - 1);
    }

    /** The smallest key that is above the partition. */
    public @Nullable Object high(int partition, ClassLoader loader) {
        return bounds.reader(loader).key(partition);
    }

    /** The partition in which {@code key} is. */
    public int partition(@Nullable Object key, KeyOrder order, ClassLoader loader) {
        EncodedKeys.Reader reader = bounds.reader(loader);
        int first = reader.firstNotBefore(key, order);
        return first < bounds.size() && order.compare(reader.key(first), key) == 0 ? first + 1 : first;
    }
}
