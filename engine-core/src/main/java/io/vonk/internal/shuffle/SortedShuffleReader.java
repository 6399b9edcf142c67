package io.vonk.internal.shuffle;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.sort.Closing;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.RangeBounds;
import io.vonk.internal.sort.RecordBatches;
import io.vonk.internal.sort.RunMerge;
import io.vonk.internal.sort.SparseIndex;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Merges one reduce partition of many sorted map outputs: pairs in the order of their keys, and pairs of equal keys in the
 * order of the outputs.
 *
 * <p>Map outputs in memory are read by reference; of those on disk, one block each is in memory, and where there are too many of
 * them some are merged into runs first. A map output that is missing or damaged throws {@link FetchFailedException}. Nothing is
 * opened before the first batch is asked for. Used by one thread.
 */
public final class SortedShuffleReader implements BatchReader {
    private final MapOutputSource source;
    private final List<MapOutputId> outputs;
    private final OperatorScope scope;
    private final KeyOrder order;
    private final @Nullable RangeBounds bounds;
    private final int partition;
    private @Nullable Lease lease;
    private @Nullable RunMerge merge;
    private @Nullable RecordBatches records;
    private boolean closed;

    private SortedShuffleReader(
            MapOutputSource source,
            List<MapOutputId> outputs,
            OperatorScope scope,
            KeyOrder order,
            @Nullable RangeBounds bounds,
            int partition) {
        this.source = source;
        this.outputs = List.copyOf(outputs);
        this.scope = scope;
        this.order = order;
        this.bounds = bounds;
        this.partition = partition;
    }

    /** Reads the range {@code partition} of {@code bounds} from outputs of {@link SortedMapOutputWriter#forRanges}. */
    public static SortedShuffleReader ofRange(
            MapOutputSource source,
            List<MapOutputId> outputs,
            OperatorScope scope,
            KeyOrder order,
            RangeBounds bounds,
            int partition) {
        return new SortedShuffleReader(source, outputs, scope, order, bounds, partition);
    }

    /** Reads a partition from outputs of {@link SortedMapOutputWriter#forPartitions}. */
    public static SortedShuffleReader ofPartition(
            MapOutputSource source, List<MapOutputId> outputs, OperatorScope scope, KeyOrder order, int partition) {
        return new SortedShuffleReader(source, outputs, scope, order, null, partition);
    }

    @Override
    public @Nullable Batch next() throws IOException {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
        RecordBatches opened = records == null ? open() : records;
        return opened.next();
    }

    private RecordBatches open() throws IOException {
        Lease opened = scope.lease("sorted shuffle reader");
        lease = opened;
        RunMerge merging = new RunMerge(scope, opened, order, false);
        merge = merging;
        for (MapOutputId id : outputs) {
            merging.add(run(id, source.open(id)));
        }
        RecordBatches batches = new RecordBatches(merging.open(), scope.cancellationCheck(), merging);
        records = batches;
        return batches;
    }

    private SortedBlocks run(MapOutputId id, MapOutput output) {
        RangeBounds cuts = bounds;
        if (cuts == null) {
            if (partition >= output.reducePartitionCount()) {
                throw new FetchFailedException(
                        id,
                        "it has " + output.reducePartitionCount() + " reduce partitions, but partition " + partition
                                + " is asked for",
                        null);
            }
            int end = output.endRange(partition);
            SparseIndex.Blocks blocks = new SparseIndex.Blocks(output.firstRange(partition), end, end);
            return new SortedBlocks(scope, order, id, output, blocks, null, partition);
        }
        SparseIndex index = output.sparseIndex();
        if (index == null) {
            throw new IllegalStateException(id + " was not written to be cut into ranges");
        }
        SparseIndex.Blocks blocks = index.locate(cuts, partition, order, scope.classLoader());
        return new SortedBlocks(scope, order, id, output, blocks.from(output.firstBlock()), cuts, partition);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            if (merge != null && lease != null) {
                Closing.all(List.of(merge, lease));
            }
        }
    }
}
