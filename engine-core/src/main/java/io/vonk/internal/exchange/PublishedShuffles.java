package io.vonk.internal.exchange;

import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.shuffle.MapOutput;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.NodeOutputs;
import io.vonk.internal.shuffle.SegmentFetcher;
import io.vonk.internal.shuffle.SegmentRange;
import io.vonk.internal.shuffle.SegmentService;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.RangeBounds;
import io.vonk.internal.sort.SparseIndex;
import io.vonk.internal.task.ShuffleAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How the tasks of an executor reach the shuffles of a cluster: map outputs are published on the executor's node, where they
 * outlive it, and are fetched from wherever they are.
 *
 * <p>Thread safety: safe for use by many threads.
 */
public final class PublishedShuffles implements ShuffleAccess {
    private final String application;
    private final String node;
    private final NodeOutputs outputs;
    private final SegmentService service;
    private final Function<ShuffleId, ShuffleView> views;
    private final Consumer<PlacedOutput> written;

    /**
     * The way to the shuffles of one application.
     *
     * @param node what others call the node that serves {@code outputs}
     * @param outputs where to publish
     * @param service fetches
     * @param views asks for what there is to read; may block
     * @param written hears of each output that has been published, on the task's thread, before the task ends
     */
    public PublishedShuffles(
            String application,
            String node,
            NodeOutputs outputs,
            SegmentService service,
            Function<ShuffleId, ShuffleView> views,
            Consumer<PlacedOutput> written) {
        this.application = application;
        this.node = node;
        this.outputs = outputs;
        this.service = service;
        this.views = views;
        this.written = written;
    }

    @Override
    public long write(TaskScope scope, ShuffleId shuffle, Exchange exchange, int mapPartition, BatchReader input)
            throws Exception {
        MapOutputId id = new MapOutputId(
                shuffle, mapPartition, new TaskAttemptId(scope.context().attemptId()));
        try (MapOutput output = Exchanges.write(scope, exchange, input)) {
            outputs.publish(application, id, output);
            written.accept(new PlacedOutput(id, node, output.sparseIndex()));
            return output.digest();
        }
    }

    @Override
    public BatchReader read(TaskScope scope, ShuffleId shuffle, Exchange exchange, int partition) throws Exception {
        ShuffleView view = views.apply(shuffle);
        List<MapOutputId> ids = new ArrayList<>();
        List<SegmentFetcher.Location> locations = new ArrayList<>();
        for (PlacedOutput output : view.outputs()) {
            ids.add(output.id());
            locations.add(new SegmentFetcher.Location(
                    output.node(), segments(scope, exchange, view, output, partition), output.sparseIndex()));
        }
        SegmentFetcher fetcher = new SegmentFetcher(service, scope.operators(), locations);
        scope.context().onClose(fetcher);
        return Exchanges.reader(scope, exchange, fetcher, ids, partition, view.bounds());
    }

    /** What a reader needs of an output: its partition, or the blocks in which its range lies. */
    private static SegmentRange segments(
            TaskScope scope, Exchange exchange, ShuffleView view, PlacedOutput output, int partition) {
        RangeBounds bounds = view.bounds();
        SparseIndex index = output.sparseIndex();
        if (bounds == null || index == null || !(exchange instanceof Exchange.Sort sort)) {
            return new SegmentRange(output.id(), partition, partition + 1);
        }
        KeyOrder order = KeyOrder.of(sort.comparator());
        SparseIndex.Blocks blocks =
                index.locate(bounds, partition, order, scope.operators().classLoader());
        return new SegmentRange(output.id(), blocks.from(), blocks.end());
    }
}
