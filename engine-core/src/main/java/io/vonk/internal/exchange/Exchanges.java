package io.vonk.internal.exchange;

import io.vonk.internal.aggregate.AggregatingReader;
import io.vonk.internal.aggregate.Aggregation;
import io.vonk.internal.aggregate.CombiningWriter;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.operator.Combining;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.RangePartitioner;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.shuffle.MapOutput;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.MapOutputSource;
import io.vonk.internal.shuffle.MapOutputWriter;
import io.vonk.internal.shuffle.ShuffleReader;
import io.vonk.internal.shuffle.ShuffleWriter;
import io.vonk.internal.shuffle.SortedMapOutputWriter;
import io.vonk.internal.shuffle.SortedShuffleReader;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.RangeBounds;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which writer and which reader each kind of exchange has. */
final class Exchanges {
    private Exchanges() {}

    /** Writes all of {@code input}, which the caller closes, as a map output, which is the caller's. */
    static MapOutput write(TaskScope scope, Exchange exchange, BatchReader input) throws Exception {
        try (MapOutputWriter writer = writer(scope, exchange)) {
            for (var batch = input.next(); batch != null; batch = input.next()) {
                writer.write(batch);
            }
            return writer.finish();
        }
    }

    private static MapOutputWriter writer(TaskScope scope, Exchange exchange) {
        OperatorScope operators = scope.operators();
        if (exchange instanceof Exchange.Combine combine) {
            return new CombiningWriter(operators, combine.partitioner(), Aggregation.combining(combine.aggregator()));
        }
        if (exchange instanceof Exchange.Distinct distinct) {
            return new CombiningWriter(operators, distinct.partitioner(), Aggregation.distinct());
        }
        if (exchange instanceof Exchange.Sort sort) {
            KeyOrder order = KeyOrder.of(sort.comparator());
            return sort.partitioner() instanceof RangePartitioner
                    ? SortedMapOutputWriter.forRanges(operators, order)
                    : SortedMapOutputWriter.forPartitions(operators, order, sort.partitioner());
        }
        return new ShuffleWriter(operators, exchange.partitioner());
    }

    static BatchReader reader(
            TaskScope scope,
            Exchange exchange,
            MapOutputSource source,
            List<MapOutputId> outputs,
            int partition,
            @Nullable RangeBounds bounds)
            throws Exception {
        OperatorScope operators = scope.operators();
        if (exchange instanceof Exchange.Sort sort) {
            KeyOrder order = KeyOrder.of(sort.comparator());
            return bounds == null
                    ? SortedShuffleReader.ofPartition(source, outputs, operators, order, partition)
                    : SortedShuffleReader.ofRange(source, outputs, operators, order, bounds, partition);
        }
        BatchReader pairs = new ShuffleReader(source, outputs, partition, operators);
        try {
            return reading(scope, exchange, pairs);
        } catch (Throwable e) {
            try {
                pairs.close();
            } catch (Exception suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static BatchReader reading(TaskScope scope, Exchange exchange, BatchReader pairs) throws Exception {
        OperatorScope operators = scope.operators();
        if (exchange instanceof Exchange.Group) {
            return Combining.grouped(scope, pairs);
        }
        if (exchange instanceof Exchange.Combine combine) {
            return new AggregatingReader(
                    pairs,
                    AggregatingReader.Input.COMBINATIONS,
                    Aggregation.combining(combine.aggregator()),
                    operators);
        }
        if (exchange instanceof Exchange.Distinct) {
            return new AggregatingReader(
                    pairs, AggregatingReader.Input.COMBINATIONS, Aggregation.distinct(), operators);
        }
        return pairs;
    }
}
