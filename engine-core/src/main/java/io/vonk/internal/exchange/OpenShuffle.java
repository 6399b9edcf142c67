package io.vonk.internal.exchange;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.RangePartitioner;
import io.vonk.internal.shuffle.FetchFailedException;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.RangeBounds;
import io.vonk.internal.sort.SparseIndex;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which map outputs of a shuffle count, and where its ranges are cut. Thread safety: safe for use by many threads.
 *
 * @param <O> what is known of an output
 */
final class OpenShuffle<O> {
    private final ShuffleId id;
    private final Exchange exchange;
    /** By map partition. */
    private final List<@Nullable O> outputs;

    /** Raised with every change, so that what somebody has read of it can be seen to be of today. */
    private long version;

    private @Nullable List<O> accepted;
    private @Nullable RangeBounds bounds;

    OpenShuffle(ShuffleId id, Exchange exchange, int mapPartitionCount) {
        this.id = id;
        this.exchange = exchange;
        this.outputs = new ArrayList<>(Collections.nCopies(mapPartitionCount, null));
    }

    /** Makes an output count; returns the one that counted before. */
    synchronized @Nullable O accept(int mapPartition, O output) {
        accepted = null;
        version++;
        return outputs.set(mapPartition, output);
    }

    /** Makes outputs not count any more; returns those that did. */
    synchronized List<O> unregister(int from, int until) {
        List<O> removed = new ArrayList<>();
        accepted = null;
        version++;
        for (int i = from; i < until; i++) {
            O output = outputs.set(i, null);
            if (output != null) {
                removed.add(output);
            }
        }
        return removed;
    }

    /**
     * The outputs that count, in the order of the map partitions, which makes what readers see the same every time. The same
     * list as long as nothing changes.
     */
    synchronized List<O> accepted() {
        if (accepted == null) {
            accepted = List.copyOf(collect());
        }
        return accepted;
    }

    private List<O> collect() {
        List<O> found = new ArrayList<>(outputs.size());
        for (int i = 0; i < outputs.size(); i++) {
            O output = outputs.get(i);
            if (output == null) {
                throw new FetchFailedException(
                        new MapOutputId(id, i, new TaskAttemptId(0)), "it has not been computed", null);
            }
            found.add(output);
        }
        return found;
    }

    /** The version of what counts now. */
    synchronized long version() {
        return version;
    }

    /** Where the ranges are cut; null for a shuffle without ranges. */
    synchronized @Nullable RangeBounds rangeBounds() {
        return bounds;
    }

    /**
     * Cuts ranges by what the map outputs hold, the first time only. Any cuts are right as long as all readers use the same ones:
     * if outputs were lost and computed again, results of readers that are done must still fit those of the others.
     *
     * @param sparseIndexOf gives what is where in an output
     */
    void cutRanges(Function<? super O, @Nullable SparseIndex> sparseIndexOf, ClassLoader classLoader) {
        if (!(exchange instanceof Exchange.Sort sort) || !(sort.partitioner() instanceof RangePartitioner ranges)) {
            return;
        }
        List<O> counting;
        synchronized (this) {
            if (bounds != null) {
                return;
            }
            counting = accepted();
        }
        List<SparseIndex> indexes = new ArrayList<>();
        for (O output : counting) {
            SparseIndex index = sparseIndexOf.apply(output);
            if (index == null) {
                throw new IllegalStateException(output + " was not written to be cut into ranges");
            }
            indexes.add(index);
        }
        RangeBounds cut =
                RangeBounds.cut(indexes, ranges.partitionCount(), KeyOrder.of(sort.comparator()), classLoader);
        synchronized (this) {
            if (bounds == null) {
                bounds = cut;
                version++;
            }
        }
    }
}
