package io.vonk.internal.exchange;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.RangePartitioner;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.ShuffleStore;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.RangeBounds;
import io.vonk.internal.sort.SparseIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which map outputs of a shuffle count, and where its ranges are cut. Thread safety: safe for use by many threads. */
final class OpenShuffle {
    private final ShuffleId id;
    private final Exchange exchange;
    private final @Nullable MapOutputId[] outputs;
    private @Nullable List<MapOutputId> accepted;
    private @Nullable RangeBounds bounds;

    OpenShuffle(ShuffleId id, Exchange exchange, int mapPartitionCount) {
        this.id = id;
        this.exchange = exchange;
        this.outputs = new @Nullable MapOutputId[mapPartitionCount];
    }

    /** Makes an output count; returns the one that counted before. */
    synchronized @Nullable MapOutputId accept(MapOutputId output) {
        MapOutputId before = outputs[output.mapPartition()];
        outputs[output.mapPartition()] = output;
        accepted = null;
        return before;
    }

    /** Makes outputs not count any more; returns those that did. */
    synchronized List<MapOutputId> unregister(int from, int until) {
        List<MapOutputId> removed = new ArrayList<>();
        accepted = null;
        for (int i = from; i < until; i++) {
            MapOutputId output = outputs[i];
            if (output != null) {
                removed.add(output);
                outputs[i] = null;
            }
        }
        return removed;
    }

    /**
     * The outputs that count, in the order of the map partitions, which makes what readers see the same every time. The same
     * list as long as nothing changes.
     */
    synchronized List<MapOutputId> accepted() {
        if (accepted == null) {
            accepted = List.copyOf(collect());
        }
        return accepted;
    }

    private List<MapOutputId> collect() {
        List<MapOutputId> found = new ArrayList<>(outputs.length);
        for (int i = 0; i < outputs.length; i++) {
            MapOutputId output = outputs[i];
            if (output == null) {
                throw LocalShuffles.missing(id, i);
            }
            found.add(output);
        }
        return found;
    }

    /** Where the ranges are cut; null for a shuffle without ranges. */
    synchronized @Nullable RangeBounds rangeBounds() {
        return bounds;
    }

    /**
     * Cuts ranges by what the map outputs hold, the first time only. Any cuts are right as long as all readers use the same ones:
     * if outputs were lost and computed again, results of readers that are done must still fit those of the others.
     */
    void cutRanges(ShuffleStore store, ClassLoader classLoader) {
        if (!(exchange instanceof Exchange.Sort sort) || !(sort.partitioner() instanceof RangePartitioner ranges)) {
            return;
        }
        List<MapOutputId> counting;
        synchronized (this) {
            if (bounds != null) {
                return;
            }
            counting = accepted();
        }
        List<SparseIndex> indexes = new ArrayList<>();
        for (MapOutputId output : counting) {
            indexes.add(store.open(output).sparseIndex());
        }
        RangeBounds cut =
                RangeBounds.cut(indexes, ranges.partitionCount(), KeyOrder.of(sort.comparator()), classLoader);
        synchronized (this) {
            if (bounds == null) {
                bounds = cut;
            }
        }
    }
}
