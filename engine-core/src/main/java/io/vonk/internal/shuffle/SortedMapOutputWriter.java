package io.vonk.internal.shuffle;

import io.vonk.data.Pair;
import io.vonk.error.VonkException;
import io.vonk.function.Partitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.sort.EntryCursor;
import io.vonk.internal.sort.EntryShape;
import io.vonk.internal.sort.ExternalSorter;
import io.vonk.internal.sort.KeyOrder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes pairs sorted by key: as one sequence that is cut into ranges later, or within the partitions of a partitioner.
 *
 * <p>For ranges, the output has a single partition and a sparse index of its keys: the input is read once, and nobody has to
 * guess in advance where to cut. Blocks hold plain encoded pairs in both cases. Used by one thread.
 */
public final class SortedMapOutputWriter implements MapOutputWriter {
    /** How many keys the index of a small output has at least, so that few records are cut evenly, too. */
    private static final int MIN_INDEX_KEYS = 256;

    private static final long MAX_INDEX_INTERVAL_BYTES = 64 * 1024;

    private final OperatorScope scope;
    private final @Nullable Partitioner partitioner;
    private final ExternalSorter sorter;
    private boolean ended;

    private SortedMapOutputWriter(OperatorScope scope, @Nullable Partitioner partitioner, ExternalSorter sorter) {
        this.scope = scope;
        this.partitioner = partitioner;
        this.sorter = sorter;
    }

    /** A writer of one sorted sequence, to be cut by {@link io.vonk.internal.sort.RangeBounds}. */
    public static SortedMapOutputWriter forRanges(OperatorScope scope, KeyOrder order) {
        return new SortedMapOutputWriter(
                scope,
                null,
                ExternalSorter.byKey(scope, "sorted shuffle writer", order, EntryShape.pairs())
                        .digested());
    }

    /** A writer of partitions, each of which is sorted. */
    public static SortedMapOutputWriter forPartitions(OperatorScope scope, KeyOrder order, Partitioner partitioner) {
        return new SortedMapOutputWriter(
                scope,
                partitioner,
                ExternalSorter.byPartitionAndKey(scope, "sorted shuffle writer", order, EntryShape.pairs())
                        .digested());
    }

    @Override
    public void write(Batch batch) throws IOException {
        if (partitioner == null) {
            sorter.add(batch);
            return;
        }
        sorter.beginBatch();
        for (int i = 0; i < batch.size; i++) {
            if (!(batch.record(i) instanceof Pair<?, ?> pair)) {
                throw new VonkException("a shuffle takes pairs; got: " + batch.record(i));
            }
            sorter.add(partition(partitioner, pair.key()), pair.key(), pair.value());
        }
    }

    private static int partition(Partitioner partitioner, @Nullable Object key) {
        int partition = partitioner.partition(key);
        if (partition < 0 || partition >= partitioner.partitionCount()) {
            throw new VonkException("the partitioner " + partitioner + " placed the key " + key + " in partition "
                    + partition + "; expected a number from 0 to " + (partitioner.partitionCount() - 1));
        }
        return partition;
    }

    @Override
    public MapOutput finish() throws IOException {
        if (ended) {
            throw new IllegalStateException("the output has ended already");
        }
        ended = true;
        long interval = Math.max(1, Math.min(MAX_INDEX_INTERVAL_BYTES, sorter.encodedBytes() / MIN_INDEX_KEYS));
        try (SortedBlockWriter blocks =
                new SortedBlockWriter(scope, partitioner == null ? interval : 0, sorter.sparePages())) {
            EntryCursor entries = sorter.finishEntries();
            for (long count = 1; entries.next(); count++) {
                blocks.add(entries);
                if (count % Batch.CAPACITY == 0) {
                    scope.checkCancelled();
                }
            }
            long digest = sorter.digest();
            sorter.close();
            return blocks.finish(partitioner == null ? 1 : partitioner.partitionCount(), digest);
        }
    }

    /** How many bytes the sort wrote to disk, further passes of merging included. */
    public long spilledBytes() {
        return sorter.spilledBytes();
    }

    @Override
    public void close() throws IOException {
        ended = true;
        sorter.close();
    }
}
