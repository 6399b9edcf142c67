package io.vonk.api;

import io.vonk.data.Pair;
import io.vonk.function.Aggregator;
import io.vonk.function.Partitioner;
import io.vonk.function.SerBiFunction;
import io.vonk.function.SerComparator;
import io.vonk.function.SerFunction;
import io.vonk.function.SerPredicate;
import io.vonk.internal.operator.Combining;
import io.vonk.internal.operator.Joining;
import io.vonk.internal.operator.Results;
import io.vonk.internal.operator.Sampling;
import io.vonk.internal.operator.Sketches;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.RecordOperator.Kind;
import io.vonk.internal.plan.ZipFunction;
import io.vonk.runtime.StorageLevel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A collection of pairs of a key and a value, with the operations that bring equal keys together.
 *
 * <p>Keys are equal by their {@code equals} and placed by their {@code hashCode}; both must depend on the content only.
 * Keys may be null, except where they are sorted. Where an operation takes no number of partitions and no partitioner, it
 * keeps the partitioner of its input if that has one, and else makes as many partitions as its largest input has.
 */
public final class PairRdd<K, V> extends Rdd<Pair<K, V>> {

    PairRdd(Lineage lineage, PlanNode node) {
        super(lineage, node);
    }

    @Override
    PairRdd<K, V> self() {
        return this;
    }

    @Override
    PairRdd<K, V> with(PlanNode other) {
        return new PairRdd<>(lineage, other);
    }

    private PairRdd<K, V> same(Rdd<Pair<K, V>> pairs) {
        return (PairRdd<K, V>) pairs;
    }

    // ---- values and keys ------------------------------------------------------------------------------------------

    /** The same keys with the results of {@code function} on the values; the keys stay where they are. */
    public <W> PairRdd<K, W> mapValues(SerFunction<? super V, ? extends W> function) {
        return pairs(lineage.at("mapValues").each(node, Kind.MAP_VALUES, function, node.partitioner()));
    }

    /** Each key with each of the values that {@code function} gives for its value; the keys stay where they are. */
    public <W> PairRdd<K, W> flatMapValues(SerFunction<? super V, ? extends Iterator<? extends W>> function) {
        return pairs(lineage.at("flatMapValues").each(node, Kind.FLAT_MAP_VALUES, function, node.partitioner()));
    }

    /** The keys. */
    public Rdd<K> keys() {
        return rdd(lineage.at("keys").each(node, Kind.KEYS, RecordOperator.NONE));
    }

    /** The values. */
    public Rdd<V> values() {
        return rdd(lineage.at("values").each(node, Kind.VALUES, RecordOperator.NONE));
    }

    // ---- combining values by key ----------------------------------------------------------------------------------

    /** The values of each key combined by an associative and commutative function. */
    public PairRdd<K, V> reduceByKey(SerBiFunction<V, V, V> function) {
        return reduceByKey(function, Partitioning.of(node));
    }

    /** As {@link #reduceByKey(SerBiFunction)}, in a given number of partitions. */
    public PairRdd<K, V> reduceByKey(SerBiFunction<V, V, V> function, int partitionCount) {
        return reduceByKey(function, Partitioner.hash(partitionCount));
    }

    /** As {@link #reduceByKey(SerBiFunction)}, with keys placed by {@code partitioner}. */
    public PairRdd<K, V> reduceByKey(SerBiFunction<V, V, V> function, Partitioner partitioner) {
        return combined("reduceByKey", Aggregator.reducing(function), partitioner);
    }

    /** The values of each key combined, starting from {@code zero} in every task. */
    public PairRdd<K, V> foldByKey(V zero, SerBiFunction<V, V, V> function) {
        return combined("foldByKey", Combining.from(zero, function, function), Partitioning.of(node));
    }

    /** As {@link #foldByKey(Object, SerBiFunction)}, in a given number of partitions. */
    public PairRdd<K, V> foldByKey(V zero, int partitionCount, SerBiFunction<V, V, V> function) {
        return combined("foldByKey", Combining.from(zero, function, function), Partitioner.hash(partitionCount));
    }

    /** The values of each key added to copies of {@code zero}, and the copies merged. */
    public <C> PairRdd<K, C> aggregateByKey(C zero, SerBiFunction<C, V, C> add, SerBiFunction<C, C, C> merge) {
        return combined("aggregateByKey", Combining.from(zero, add, merge), Partitioning.of(node));
    }

    /** As {@link #aggregateByKey(Object, SerBiFunction, SerBiFunction)}, in a given number of partitions. */
    public <C> PairRdd<K, C> aggregateByKey(
            C zero, int partitionCount, SerBiFunction<C, V, C> add, SerBiFunction<C, C, C> merge) {
        return combined("aggregateByKey", Combining.from(zero, add, merge), Partitioner.hash(partitionCount));
    }

    /** As {@link #aggregateByKey(Object, SerBiFunction, SerBiFunction)}, with keys placed by {@code partitioner}. */
    public <C> PairRdd<K, C> aggregateByKey(
            C zero, Partitioner partitioner, SerBiFunction<C, V, C> add, SerBiFunction<C, C, C> merge) {
        return combined("aggregateByKey", Combining.from(zero, add, merge), partitioner);
    }

    /** The values of each key combined: the first by {@code create}, others by {@code add}, combinations by {@code merge}. */
    public <C> PairRdd<K, C> combineByKey(
            SerFunction<V, C> create, SerBiFunction<C, V, C> add, SerBiFunction<C, C, C> merge) {
        return combineByKey(create, add, merge, Partitioning.of(node));
    }

    /** As {@link #combineByKey(SerFunction, SerBiFunction, SerBiFunction)}, in a given number of partitions. */
    public <C> PairRdd<K, C> combineByKey(
            SerFunction<V, C> create, SerBiFunction<C, V, C> add, SerBiFunction<C, C, C> merge, int partitionCount) {
        return combineByKey(create, add, merge, Partitioner.hash(partitionCount));
    }

    /** As {@link #combineByKey(SerFunction, SerBiFunction, SerBiFunction)}, with keys placed by {@code partitioner}. */
    public <C> PairRdd<K, C> combineByKey(
            SerFunction<V, C> create,
            SerBiFunction<C, V, C> add,
            SerBiFunction<C, C, C> merge,
            Partitioner partitioner) {
        return combined("combineByKey", new Aggregator<>(create, add, merge), partitioner);
    }

    private <C> PairRdd<K, C> combined(String operation, Aggregator<V, C> aggregator, Partitioner partitioner) {
        Lineage.Step step = lineage.at(operation);
        return pairs(
                partitioner.equals(node.partitioner())
                        ? step.partitions(node, Combining.within(aggregator), partitioner)
                        : step.shuffle(node, new Exchange.Combine(partitioner, aggregator)));
    }

    /**
     * All values of each key. The values can be iterated more than once and need not fit into memory, while the task
     * runs; to add them up or count them, {@link #reduceByKey} moves far less data.
     */
    public PairRdd<K, Iterable<V>> groupByKey() {
        return groupByKey(Partitioning.of(node));
    }

    /** As {@link #groupByKey()}, in a given number of partitions. */
    public PairRdd<K, Iterable<V>> groupByKey(int partitionCount) {
        return groupByKey(Partitioner.hash(partitionCount));
    }

    /** As {@link #groupByKey()}, with keys placed by {@code partitioner}. */
    public PairRdd<K, Iterable<V>> groupByKey(Partitioner partitioner) {
        Lineage.Step step = lineage.at("groupByKey");
        return pairs(
                partitioner.equals(node.partitioner())
                        ? step.partitions(node, Combining.groupWithin(), partitioner)
                        : step.shuffle(node, new Exchange.Group(partitioner)));
    }

    // ---- joins ----------------------------------------------------------------------------------------------------

    /** For each key in both: every value here with every value there. */
    public <W> PairRdd<K, Pair<V, W>> join(PairRdd<K, W> other) {
        return join(other, JoinStrategy.AUTO);
    }

    /** As {@link #join(PairRdd)}, in a given number of partitions. */
    public <W> PairRdd<K, Pair<V, W>> join(PairRdd<K, W> other, int partitionCount) {
        return joined("join", other, Joining.Type.INNER, JoinStrategy.AUTO, Partitioner.hash(partitionCount));
    }

    /** As {@link #join(PairRdd)}, with keys placed by {@code partitioner}. */
    public <W> PairRdd<K, Pair<V, W>> join(PairRdd<K, W> other, Partitioner partitioner) {
        return joined("join", other, Joining.Type.INNER, JoinStrategy.AUTO, partitioner);
    }

    /** As {@link #join(PairRdd)}, in a given way. */
    public <W> PairRdd<K, Pair<V, W>> join(PairRdd<K, W> other, JoinStrategy strategy) {
        return joined("join", other, Joining.Type.INNER, strategy, Partitioning.of(node, other.node));
    }

    /** As {@link #join}, with each value here that has none there as well. */
    public <W> PairRdd<K, Pair<V, Optional<W>>> leftOuterJoin(PairRdd<K, W> other) {
        return leftOuterJoin(other, JoinStrategy.AUTO);
    }

    /** As {@link #leftOuterJoin(PairRdd)}, in a given number of partitions. */
    public <W> PairRdd<K, Pair<V, Optional<W>>> leftOuterJoin(PairRdd<K, W> other, int partitionCount) {
        return joined(
                "leftOuterJoin", other, Joining.Type.LEFT_OUTER, JoinStrategy.AUTO, Partitioner.hash(partitionCount));
    }

    /** As {@link #leftOuterJoin(PairRdd)}, in a given way. */
    public <W> PairRdd<K, Pair<V, Optional<W>>> leftOuterJoin(PairRdd<K, W> other, JoinStrategy strategy) {
        return joined("leftOuterJoin", other, Joining.Type.LEFT_OUTER, strategy, Partitioning.of(node, other.node));
    }

    /** As {@link #join}, with each value there that has none here as well. */
    public <W> PairRdd<K, Pair<Optional<V>, W>> rightOuterJoin(PairRdd<K, W> other) {
        return rightOuterJoin(other, JoinStrategy.AUTO);
    }

    /** As {@link #rightOuterJoin(PairRdd)}, in a given number of partitions. */
    public <W> PairRdd<K, Pair<Optional<V>, W>> rightOuterJoin(PairRdd<K, W> other, int partitionCount) {
        return joined(
                "rightOuterJoin", other, Joining.Type.RIGHT_OUTER, JoinStrategy.AUTO, Partitioner.hash(partitionCount));
    }

    /** As {@link #rightOuterJoin(PairRdd)}, in a given way. */
    public <W> PairRdd<K, Pair<Optional<V>, W>> rightOuterJoin(PairRdd<K, W> other, JoinStrategy strategy) {
        return joined("rightOuterJoin", other, Joining.Type.RIGHT_OUTER, strategy, Partitioning.of(node, other.node));
    }

    /** As {@link #join}, with the values that have no partner on the other side as well. */
    public <W> PairRdd<K, Pair<Optional<V>, Optional<W>>> fullOuterJoin(PairRdd<K, W> other) {
        return fullOuterJoin(other, JoinStrategy.AUTO);
    }

    /** As {@link #fullOuterJoin(PairRdd)}, in a given number of partitions. */
    public <W> PairRdd<K, Pair<Optional<V>, Optional<W>>> fullOuterJoin(PairRdd<K, W> other, int partitionCount) {
        return joined(
                "fullOuterJoin", other, Joining.Type.FULL_OUTER, JoinStrategy.AUTO, Partitioner.hash(partitionCount));
    }

    /** As {@link #fullOuterJoin(PairRdd)}, in a given way. */
    public <W> PairRdd<K, Pair<Optional<V>, Optional<W>>> fullOuterJoin(PairRdd<K, W> other, JoinStrategy strategy) {
        return joined("fullOuterJoin", other, Joining.Type.FULL_OUTER, strategy, Partitioning.of(node, other.node));
    }

    private <W, R> PairRdd<K, R> joined(
            String operation, PairRdd<K, W> other, Joining.Type type, JoinStrategy strategy, Partitioner partitioner) {
        Lineage.Step step = lineage.at(operation);
        if (Partitioning.broadcasts(strategy, type, node, other.node, partitioner)) {
            return pairs(step.partitions(node, Joining.broadcast(other.node, type), node.partitioner()));
        }
        List<PlanNode> sides = List.of(step.placed(node, partitioner), step.placed(other.node, partitioner));
        SerComparator<?> order = Partitioning.commonOrder(sides);
        boolean merges = strategy == JoinStrategy.AUTO || strategy == JoinStrategy.SORT_MERGE;
        ZipFunction join = merges && order != null
                ? Joining.sorted(type, order)
                : Joining.of(type, strategy == JoinStrategy.SORT_MERGE);
        return pairs(step.zip(sides, join, partitioner));
    }

    /** For each key in either: all values here and all values there. */
    public <W> PairRdd<K, Pair<Iterable<V>, Iterable<W>>> cogroup(PairRdd<K, W> other) {
        return cogroup(other, Partitioning.of(node, other.node));
    }

    /** As {@link #cogroup(PairRdd)}, in a given number of partitions. */
    public <W> PairRdd<K, Pair<Iterable<V>, Iterable<W>>> cogroup(PairRdd<K, W> other, int partitionCount) {
        return cogroup(other, Partitioner.hash(partitionCount));
    }

    /** As {@link #cogroup(PairRdd)}, with keys placed by {@code partitioner}. */
    public <W> PairRdd<K, Pair<Iterable<V>, Iterable<W>>> cogroup(PairRdd<K, W> other, Partitioner partitioner) {
        return pairs(cogrouped("cogroup", partitioner, node, other.node));
    }

    /** For each key in any of the three: all values of each. */
    public <W1, W2> PairRdd<K, Groups.Of3<V, W1, W2>> cogroup(PairRdd<K, W1> other1, PairRdd<K, W2> other2) {
        return pairs(
                cogrouped("cogroup", Partitioning.of(node, other1.node, other2.node), node, other1.node, other2.node));
    }

    /** For each key in any of the four: all values of each. */
    public <W1, W2, W3> PairRdd<K, Groups.Of4<V, W1, W2, W3>> cogroup(
            PairRdd<K, W1> other1, PairRdd<K, W2> other2, PairRdd<K, W3> other3) {
        return pairs(cogrouped(
                "cogroup",
                Partitioning.of(node, other1.node, other2.node, other3.node),
                node,
                other1.node,
                other2.node,
                other3.node));
    }

    /** As {@link #cogroup(PairRdd)}, under Spark's other name for it. */
    public <W> PairRdd<K, Pair<Iterable<V>, Iterable<W>>> groupWith(PairRdd<K, W> other) {
        return pairs(cogrouped("groupWith", Partitioning.of(node, other.node), node, other.node));
    }

    private PlanNode cogrouped(String operation, Partitioner partitioner, PlanNode... inputs) {
        Lineage.Step step = lineage.at(operation);
        List<PlanNode> placed = new ArrayList<>();
        for (PlanNode input : inputs) {
            placed.add(step.placed(input, partitioner));
        }
        return step.zip(placed, Joining.cogroup(Groups.shape(inputs.length)), partitioner);
    }

    /** The pairs whose keys do not occur in the other collection. */
    public <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other) {
        return subtractByKey(other, Partitioning.of(node, other.node));
    }

    /** As {@link #subtractByKey(PairRdd)}, in a given number of partitions. */
    public <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other, int partitionCount) {
        return subtractByKey(other, Partitioner.hash(partitionCount));
    }

    /** As {@link #subtractByKey(PairRdd)}, with keys placed by {@code partitioner}. */
    public <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other, Partitioner partitioner) {
        Lineage.Step step = lineage.at("subtractByKey");
        List<PlanNode> placed = List.of(step.placed(node, partitioner), step.placed(other.node, partitioner));
        return with(step.zip(placed, Joining.anti(), partitioner));
    }

    // ---- order and place ------------------------------------------------------------------------------------------

    /** The pairs with their keys placed by {@code partitioner}; nothing moves if they are already. */
    public PairRdd<K, V> partitionBy(Partitioner partitioner) {
        return with(lineage.at("partitionBy").placed(node, partitioner));
    }

    /** The pairs sorted by key in natural order, over all partitions; stable. */
    public PairRdd<K, V> sortByKey() {
        return sortByKey(true);
    }

    /** The pairs sorted by key in natural order or its reverse, over all partitions; stable. */
    public PairRdd<K, V> sortByKey(boolean ascending) {
        return sortByKey(ascending, Math.max(1, node.partitionCount()));
    }

    /** As {@link #sortByKey(boolean)}, in a given number of partitions. */
    public PairRdd<K, V> sortByKey(boolean ascending, int partitionCount) {
        SerComparator<K> order = ascending ? SerComparator.natural() : SerComparator.reverse();
        return sortByKey(order, partitionCount);
    }

    /** The pairs sorted by key in the given order, over all partitions; stable. */
    public PairRdd<K, V> sortByKey(SerComparator<? super K> order) {
        return sortByKey(order, Math.max(1, node.partitionCount()));
    }

    /** As {@link #sortByKey(SerComparator)}, in a given number of partitions. */
    public PairRdd<K, V> sortByKey(SerComparator<? super K> order, int partitionCount) {
        return with(Partitioning.sorted(lineage.at("sortByKey"), node, order, partitionCount));
    }

    /** The pairs placed by {@code partitioner} and sorted by key within each partition, in one step. */
    public PairRdd<K, V> repartitionAndSortWithinPartitions(Partitioner partitioner) {
        return repartitionAndSortWithinPartitions(partitioner, SerComparator.natural());
    }

    /** As {@link #repartitionAndSortWithinPartitions(Partitioner)}, in an order of the user's. */
    public PairRdd<K, V> repartitionAndSortWithinPartitions(Partitioner partitioner, SerComparator<? super K> order) {
        return with(
                lineage.at("repartitionAndSortWithinPartitions").shuffle(node, new Exchange.Sort(partitioner, order)));
    }

    /** The pairs whose keys lie between {@code lower} and {@code upper}, both included, in natural order. */
    public PairRdd<K, V> filterByRange(K lower, K upper) {
        return filterByRange(lower, upper, SerComparator.natural());
    }

    /** The pairs whose keys lie between {@code lower} and {@code upper}, both included, in the given order. */
    public PairRdd<K, V> filterByRange(K lower, K upper, SerComparator<? super K> order) {
        SerPredicate<Pair<K, V>> within =
                pair -> order.compare(pair.key(), lower) >= 0 && order.compare(pair.key(), upper) <= 0;
        return with(lineage.at("filterByRange").each(node, Kind.FILTER, within, node.partitioner()));
    }

    // ---- actions --------------------------------------------------------------------------------------------------

    /** How many pairs each key has. */
    public Map<K, Long> countByKey() {
        return mapValues(value -> 1L).reduceByKey(Long::sum).collectAsMap();
    }

    /** All pairs as a map; of several values of a key the last one stays. */
    public Map<K, V> collectAsMap() {
        Map<K, V> map = new HashMap<>();
        for (Pair<K, V> pair : collect()) {
            map.put(pair.key(), pair.value());
        }
        return map;
    }

    /** The values of each key combined, as a map in the driver. */
    public Map<K, V> reduceByKeyLocally(SerBiFunction<V, V, V> function) {
        return reduceByKey(function).collectAsMap();
    }

    /** The values of one key. Looks at one partition only, if it is known where keys are. */
    public List<V> lookup(K key) {
        Partitioner partitioner = node.partitioner();
        PlanNode found = lineage.at("lookup").each(node, Kind.FILTER, Combining.keyEquals(key));
        boolean known = partitioner != null && Partitioning.canPlace(partitioner);
        int[] partitions = known && partitioner != null
                ? new int[] {partitioner.partition(key)}
                : Actions.numbers(0, node.partitionCount());
        List<V> values = new ArrayList<>();
        for (Results.Encoded part : Actions.await(actions().some(found, "lookup", partitions, Results.records()))) {
            for (Pair<K, V> pair : part.<Pair<K, V>>decode()) {
                values.add(pair.value());
            }
        }
        return values;
    }

    /** A random sample with a share for each key; keys without one are left out. */
    public PairRdd<K, V> sampleByKey(boolean withReplacement, Map<K, Double> fractions) {
        return sampleByKey(withReplacement, fractions, lineage.session().randomSeed());
    }

    /** As {@link #sampleByKey(boolean, Map)}, the same for the same seed, input and partitions. */
    public PairRdd<K, V> sampleByKey(boolean withReplacement, Map<K, Double> fractions, long seed) {
        return with(lineage.at("sampleByKey")
                .partitions(node, Sampling.byKey(withReplacement, fractions, seed), node.partitioner()));
    }

    /** About how many different values each key has; for the accuracy see {@link #countApproxDistinct}. */
    public PairRdd<K, Long> countApproxDistinctByKey(double relativeAccuracy) {
        return combined("countApproxDistinctByKey", Sketches.<V>aggregator(relativeAccuracy), Partitioning.of(node))
                .mapValues(Sketches.ESTIMATE);
    }

    // ---- the same with pairs as the result ------------------------------------------------------------------------

    @Override
    public PairRdd<K, V> setName(String name) {
        return same(super.setName(name));
    }

    @Override
    public PairRdd<K, V> cache() {
        return same(super.cache());
    }

    @Override
    public PairRdd<K, V> persist(StorageLevel level) {
        return same(super.persist(level));
    }

    @Override
    public PairRdd<K, V> unpersist() {
        return same(super.unpersist());
    }

    @Override
    public PairRdd<K, V> filter(SerPredicate<? super Pair<K, V>> predicate) {
        return same(super.filter(predicate));
    }

    @Override
    public PairRdd<K, V> union(Rdd<Pair<K, V>> other) {
        return same(super.union(other));
    }

    @Override
    public PairRdd<K, V> intersection(Rdd<Pair<K, V>> other) {
        return same(super.intersection(other));
    }

    @Override
    public PairRdd<K, V> subtract(Rdd<Pair<K, V>> other) {
        return same(super.subtract(other));
    }

    @Override
    public PairRdd<K, V> distinct() {
        return same(super.distinct());
    }

    @Override
    public PairRdd<K, V> distinct(int partitionCount) {
        return same(super.distinct(partitionCount));
    }

    @Override
    public PairRdd<K, V> sample(boolean withReplacement, double fraction) {
        return same(super.sample(withReplacement, fraction));
    }

    @Override
    public PairRdd<K, V> sample(boolean withReplacement, double fraction, long seed) {
        return same(super.sample(withReplacement, fraction, seed));
    }

    @Override
    public PairRdd<K, V> coalesce(int partitionCount) {
        return same(super.coalesce(partitionCount));
    }

    @Override
    public PairRdd<K, V> coalesce(int partitionCount, boolean shuffle) {
        return same(super.coalesce(partitionCount, shuffle));
    }

    @Override
    public PairRdd<K, V> repartition(int partitionCount) {
        return same(super.repartition(partitionCount));
    }
}
