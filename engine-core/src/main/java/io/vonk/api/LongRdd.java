package io.vonk.api;

import io.vonk.function.SerLongBinaryOperator;
import io.vonk.function.SerLongFunction;
import io.vonk.function.SerLongPredicate;
import io.vonk.function.SerLongUnaryOperator;
import io.vonk.internal.operator.LongResults;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.RecordOperator.Kind;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;

/** A collection of {@code long} values that are never boxed on their way; {@link #boxed()} leads to the general operations. */
public final class LongRdd extends Partitioned<LongRdd> {

    LongRdd(Lineage lineage, PlanNode node) {
        super(lineage, node);
    }

    @Override
    LongRdd self() {
        return this;
    }

    @Override
    LongRdd with(PlanNode other) {
        return new LongRdd(lineage, other);
    }

    /** The results of {@code function} on each value. */
    public LongRdd map(SerLongUnaryOperator function) {
        return with(lineage.at("map").each(node, Kind.LONG_MAP, function));
    }

    /** The values for which {@code predicate} holds. */
    public LongRdd filter(SerLongPredicate predicate) {
        return with(lineage.at("filter").each(node, Kind.LONG_FILTER, predicate));
    }

    /** The objects that {@code function} gives for each value. */
    public <R> Rdd<R> mapToObj(SerLongFunction<? extends R> function) {
        return new Rdd<>(lineage, lineage.at("mapToObj").each(node, Kind.LONG_TO_OBJECT, function));
    }

    /** The values as doubles. */
    public DoubleRdd asDoubles() {
        return new DoubleRdd(lineage, lineage.at("asDoubles").each(node, Kind.LONG_TO_DOUBLE, RecordOperator.NONE));
    }

    /** The values as objects. */
    public Rdd<Long> boxed() {
        SerLongFunction<Long> box = Long::valueOf;
        return new Rdd<>(lineage, lineage.at("boxed").each(node, Kind.LONG_TO_OBJECT, box));
    }

    /** The values of both collections. */
    public LongRdd union(LongRdd other) {
        return with(lineage.at("union").union(List.of(node, other.node)));
    }

    /** Fewer partitions, by putting neighbours together without a shuffle; never more than there are. */
    public LongRdd coalesce(int partitionCount) {
        return with(lineage.at("coalesce").coalesced(node, partitionCount, false));
    }

    /** All values, in the order of the partitions. */
    public long[] collect() {
        return LongResults.joined(Actions.await(actions().all(node, "collect", LongResults.values())));
    }

    /** The first {@code count} values, or all if there are fewer. */
    public long[] take(int count) {
        return actions().<Long>first(node, "take", count).stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    /** The sum; overflow wraps around as in Java. */
    public long sum() {
        PlanNode sums = lineage.at("sum").each(node, Kind.LONG_SUM, RecordOperator.NONE);
        return Actions.sum(Actions.await(actions().all(sums, "sum", LongResults.sum())));
    }

    /** All values combined by an associative and commutative function; empty if there are none. */
    public OptionalLong reduce(SerLongBinaryOperator function) {
        return LongResults.reduced(
                Actions.await(actions().all(node, "reduce", LongResults.reduce(function))), function);
    }

    /** The smallest value; empty if there are none. */
    public OptionalLong min() {
        LongSummaryStatistics all = stats();
        return all.getCount() == 0 ? OptionalLong.empty() : OptionalLong.of(all.getMin());
    }

    /** The largest value; empty if there are none. */
    public OptionalLong max() {
        LongSummaryStatistics all = stats();
        return all.getCount() == 0 ? OptionalLong.empty() : OptionalLong.of(all.getMax());
    }

    /** Count, sum, smallest and largest in one pass. */
    public LongSummaryStatistics stats() {
        LongSummaryStatistics all = new LongSummaryStatistics();
        for (long[] part : Actions.await(actions().all(node, "stats", LongResults.statistics()))) {
            LongResults.combine(all, part);
        }
        return all;
    }
}
