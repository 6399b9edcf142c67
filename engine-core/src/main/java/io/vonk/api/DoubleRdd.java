package io.vonk.api;

import io.vonk.data.Pair;
import io.vonk.function.SerDoubleFunction;
import io.vonk.function.SerDoublePredicate;
import io.vonk.function.SerDoubleUnaryOperator;
import io.vonk.internal.operator.DoubleResults;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.RecordOperator.Kind;
import io.vonk.runtime.Statistics;
import java.util.List;

/** A collection of {@code double} values that are never boxed on their way; {@link #boxed()} leads to the general operations. */
public final class DoubleRdd extends Partitioned<DoubleRdd> {

    DoubleRdd(Lineage lineage, PlanNode node) {
        super(lineage, node);
    }

    @Override
    DoubleRdd self() {
        return this;
    }

    @Override
    DoubleRdd with(PlanNode other) {
        return new DoubleRdd(lineage, other);
    }

    /** The results of {@code function} on each value. */
    public DoubleRdd map(SerDoubleUnaryOperator function) {
        return with(lineage.at("map").each(node, Kind.DOUBLE_MAP, function));
    }

    /** The values for which {@code predicate} holds. */
    public DoubleRdd filter(SerDoublePredicate predicate) {
        return with(lineage.at("filter").each(node, Kind.DOUBLE_FILTER, predicate));
    }

    /** The objects that {@code function} gives for each value. */
    public <R> Rdd<R> mapToObj(SerDoubleFunction<? extends R> function) {
        return new Rdd<>(lineage, lineage.at("mapToObj").each(node, Kind.DOUBLE_TO_OBJECT, function));
    }

    /** The values as objects. */
    public Rdd<Double> boxed() {
        SerDoubleFunction<Double> box = Double::valueOf;
        return new Rdd<>(lineage, lineage.at("boxed").each(node, Kind.DOUBLE_TO_OBJECT, box));
    }

    /** The values of both collections. */
    public DoubleRdd union(DoubleRdd other) {
        return with(lineage.at("union").union(List.of(node, other.node)));
    }

    /** Fewer partitions, by putting neighbours together without a shuffle; never more than there are. */
    public DoubleRdd coalesce(int partitionCount) {
        return with(lineage.at("coalesce").coalesced(node, partitionCount, false));
    }

    /** All values, in the order of the partitions. */
    public double[] collect() {
        return DoubleResults.joined(Actions.await(actions().all(node, "collect", DoubleResults.values())));
    }

    /** The first {@code count} values, or all if there are fewer. */
    public double[] take(int count) {
        return actions().<Double>first(node, "take", count).stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    /** Count, sum, mean, variance, smallest and largest in one pass. */
    public Statistics stats() {
        return stats("stats");
    }

    private Statistics stats(String action) {
        Statistics all = new Statistics();
        Actions.await(actions().all(node, action, DoubleResults.statistics())).forEach(all::merge);
        return all;
    }

    /** The sum; 0 if there are no values. */
    public double sum() {
        return stats("sum").sum();
    }

    /** The mean; NaN if there are no values. */
    public double mean() {
        return stats("mean").mean();
    }

    /** The variance of the values as a population; NaN if there are none. */
    public double variance() {
        return stats("variance").variance();
    }

    /** The variance of the values as a sample; NaN if there are fewer than two. */
    public double sampleVariance() {
        return stats("sampleVariance").sampleVariance();
    }

    /** The standard deviation of the values as a population; NaN if there are none. */
    public double stdev() {
        return stats("stdev").stdev();
    }

    /** The standard deviation of the values as a sample; NaN if there are fewer than two. */
    public double sampleStdev() {
        return stats("sampleStdev").sampleStdev();
    }

    /** The smallest value; positive infinity if there are none. */
    public double min() {
        return stats("min").min();
    }

    /** The largest value; negative infinity if there are none. */
    public double max() {
        return stats("max").max();
    }

    /**
     * A histogram of equally wide buckets between the smallest and the largest value.
     *
     * @return the bounds, one more than buckets, and how many values fell into each bucket; the last bucket includes its
     *     upper bound
     * @throws IllegalArgumentException if there are no values, or infinite ones
     */
    public Pair<double[], long[]> histogram(int buckets) {
        if (buckets < 1) {
            throw new IllegalArgumentException("a histogram needs at least 1 bucket; got: " + buckets);
        }
        double[] bounds = DoubleResults.bounds(stats("histogram"), buckets);
        return Pair.of(bounds, histogram(bounds));
    }

    /**
     * How many values fall into each bucket; values outside all of them, and NaN, are left out.
     *
     * @param bounds the bounds in ascending order, one more than buckets; the last bucket includes its upper bound
     */
    public long[] histogram(double[] bounds) {
        DoubleResults.requireBounds(bounds);
        long[] counts = new long[bounds.length - 1];
        for (long[] part : Actions.await(actions().all(node, "histogram", DoubleResults.histogram(bounds.clone())))) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += part[i];
            }
        }
        return counts;
    }
}
