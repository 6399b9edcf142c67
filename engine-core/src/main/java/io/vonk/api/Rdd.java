package io.vonk.api;

import io.vonk.data.Pair;
import io.vonk.function.Partitioner;
import io.vonk.function.SerBiFunction;
import io.vonk.function.SerComparator;
import io.vonk.function.SerConsumer;
import io.vonk.function.SerFunction;
import io.vonk.function.SerPredicate;
import io.vonk.function.SerToDoubleFunction;
import io.vonk.function.SerToLongFunction;
import io.vonk.internal.operator.Indexing;
import io.vonk.internal.operator.Joining;
import io.vonk.internal.operator.Partitions;
import io.vonk.internal.operator.Piping;
import io.vonk.internal.operator.Results;
import io.vonk.internal.operator.Sampling;
import io.vonk.internal.operator.Sketches;
import io.vonk.internal.operator.TopRecords;
import io.vonk.internal.operator.Zipping;
import io.vonk.internal.plan.CartesianNode;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.RecordOperator.Kind;
import io.vonk.io.Sink;
import io.vonk.io.WriteMode;
import io.vonk.io.object.ObjectSink;
import io.vonk.io.text.TextSink;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A collection of records, divided into partitions that are computed in parallel.
 *
 * <p>Made by a {@link VonkSession} or from other collections. Names and meanings are those of Spark's Java API;
 * {@code docs/coming-from-spark.md} lists every difference. Functions must be serializable with all that they capture:
 * this is checked when they are handed in.
 *
 * @param <T> the records
 */
public sealed class Rdd<T> extends Partitioned<Rdd<T>> permits PairRdd {

    Rdd(Lineage lineage, PlanNode node) {
        super(lineage, node);
    }

    @Override
    Rdd<T> self() {
        return this;
    }

    @Override
    Rdd<T> with(PlanNode other) {
        return new Rdd<>(lineage, other);
    }

    final <R> Rdd<R> rdd(PlanNode other) {
        return new Rdd<>(lineage, other);
    }

    final <K, V> PairRdd<K, V> pairs(PlanNode other) {
        return new PairRdd<>(lineage, other);
    }

    // ---- one record at a time -------------------------------------------------------------------------------------

    /** The results of {@code function} on each record. */
    public <R> Rdd<R> map(SerFunction<? super T, ? extends R> function) {
        return rdd(lineage.at("map").each(node, Kind.MAP, function));
    }

    /** The records for which {@code predicate} holds. */
    public Rdd<T> filter(SerPredicate<? super T> predicate) {
        return with(lineage.at("filter").each(node, Kind.FILTER, predicate, node.partitioner()));
    }

    /** All that {@code function} gives for each record, one after the other. */
    public <R> Rdd<R> flatMap(SerFunction<? super T, ? extends Iterator<? extends R>> function) {
        return rdd(lineage.at("flatMap").each(node, Kind.FLAT_MAP, function));
    }

    /** The pairs that {@code function} gives for each record. */
    public <K, V> PairRdd<K, V> mapToPair(SerFunction<? super T, Pair<K, V>> function) {
        return pairs(lineage.at("mapToPair").each(node, Kind.MAP, function));
    }

    /** All pairs that {@code function} gives for each record. */
    public <K, V> PairRdd<K, V> flatMapToPair(SerFunction<? super T, ? extends Iterator<Pair<K, V>>> function) {
        return pairs(lineage.at("flatMapToPair").each(node, Kind.FLAT_MAP, function));
    }

    /** The numbers that {@code function} gives for each record. */
    public DoubleRdd mapToDouble(SerToDoubleFunction<? super T> function) {
        return new DoubleRdd(lineage, lineage.at("mapToDouble").each(node, Kind.MAP_TO_DOUBLE, function));
    }

    /** The numbers that {@code function} gives for each record. */
    public LongRdd mapToLong(SerToLongFunction<? super T> function) {
        return new LongRdd(lineage, lineage.at("mapToLong").each(node, Kind.MAP_TO_LONG, function));
    }

    /** Each record, as the value, with a key that {@code function} gives for it. */
    public <K> PairRdd<K, T> keyBy(SerFunction<? super T, ? extends K> function) {
        return pairs(lineage.at("keyBy").each(node, Kind.KEY_BY, function));
    }

    // ---- one partition at a time ----------------------------------------------------------------------------------

    /** What {@code function} makes of each partition. */
    public <R> Rdd<R> mapPartitions(SerFunction<Iterator<T>, Iterator<R>> function) {
        return rdd(lineage.at("mapPartitions").partitions(node, Partitions.each(function)));
    }

    /**
     * What {@code function} makes of each partition.
     *
     * @param preservesPartitioning whether the function keeps the keys of pairs as they are
     */
    public <R> Rdd<R> mapPartitions(SerFunction<Iterator<T>, Iterator<R>> function, boolean preservesPartitioning) {
        return rdd(lineage.at("mapPartitions")
                .partitions(node, Partitions.each(function), preservesPartitioning ? node.partitioner() : null));
    }

    /** What {@code function} makes of each partition and its number. */
    public <R> Rdd<R> mapPartitionsWithIndex(SerBiFunction<Integer, Iterator<T>, Iterator<R>> function) {
        return mapPartitionsWithIndex(function, false);
    }

    /**
     * What {@code function} makes of each partition and its number.
     *
     * @param preservesPartitioning whether the function keeps the keys of pairs as they are
     */
    public <R> Rdd<R> mapPartitionsWithIndex(
            SerBiFunction<Integer, Iterator<T>, Iterator<R>> function, boolean preservesPartitioning) {
        return rdd(lineage.at("mapPartitionsWithIndex")
                .partitions(
                        node, Partitions.eachNumbered(function), preservesPartitioning ? node.partitioner() : null));
    }

    /** The pairs that {@code function} makes of each partition. */
    public <K, V> PairRdd<K, V> mapPartitionsToPair(SerFunction<Iterator<T>, Iterator<Pair<K, V>>> function) {
        return pairs(lineage.at("mapPartitionsToPair").partitions(node, Partitions.each(function)));
    }

    /** The numbers that {@code function} makes of each partition. */
    public DoubleRdd mapPartitionsToDouble(SerFunction<Iterator<T>, Iterator<Double>> function) {
        Lineage.Step step = lineage.at("mapPartitionsToDouble");
        PlanNode boxed = step.partitions(node, Partitions.each(function));
        return new DoubleRdd(lineage, step.each(boxed, Kind.MAP_TO_DOUBLE, (SerToDoubleFunction<Double>) x -> x));
    }

    /** Each partition as one record: the list of its records. */
    public Rdd<List<T>> glom() {
        return rdd(lineage.at("glom").partitions(node, Partitions.glom()));
    }

    /**
     * The lines that an external command prints when it is given each partition's records as lines.
     *
     * @param command the program and its arguments; not interpreted by a shell
     */
    public Rdd<String> pipe(List<String> command) {
        return pipe(command, Map.of());
    }

    /** As {@link #pipe(List)}, with environment variables added for the command. */
    public Rdd<String> pipe(List<String> command, Map<String, String> environment) {
        return rdd(lineage.at("pipe").partitions(node, new Piping(command, environment)));
    }

    /** As {@link #pipe(List)}, with a command that is divided at blanks. */
    public Rdd<String> pipe(String command) {
        return pipe(List.of(command.trim().split("\\s+")));
    }

    // ---- several collections --------------------------------------------------------------------------------------

    /** The records of both collections; equal ones stay. The partitions are those of both. */
    public Rdd<T> union(Rdd<T> other) {
        return with(lineage.at("union").union(List.of(node, other.node)));
    }

    /** The records that occur in both collections, each once. */
    public Rdd<T> intersection(Rdd<T> other) {
        return intersection(other, Partitioning.of(node, other.node));
    }

    /** As {@link #intersection(Rdd)}, in a given number of partitions. */
    public Rdd<T> intersection(Rdd<T> other, int partitionCount) {
        return intersection(other, Partitioner.hash(partitionCount));
    }

    private Rdd<T> intersection(Rdd<T> other, Partitioner partitioner) {
        Lineage.Step step = lineage.at("intersection");
        PlanNode mine = step.distinctKeys(node, partitioner);
        PlanNode theirs = step.distinctKeys(other.node, partitioner);
        PlanNode joined = step.zip(List.of(mine, theirs), Joining.semi(), partitioner);
        return with(step.each(joined, Kind.KEYS, RecordOperator.NONE));
    }

    /** The records of this collection that do not occur in the other; equal ones stay. */
    public Rdd<T> subtract(Rdd<T> other) {
        return subtract(other, Partitioning.of(node, other.node));
    }

    /** As {@link #subtract(Rdd)}, in a given number of partitions. */
    public Rdd<T> subtract(Rdd<T> other, int partitionCount) {
        return subtract(other, Partitioner.hash(partitionCount));
    }

    /** As {@link #subtract(Rdd)}, with records placed by {@code partitioner}. */
    public Rdd<T> subtract(Rdd<T> other, Partitioner partitioner) {
        Lineage.Step step = lineage.at("subtract");
        PlanNode mine = step.placed(step.each(node, Kind.MAP, Lineage.TO_KEY), partitioner);
        PlanNode theirs = step.distinctKeys(other.node, partitioner);
        PlanNode rest = step.zip(List.of(mine, theirs), Joining.anti(), partitioner);
        return with(step.each(rest, Kind.KEYS, RecordOperator.NONE));
    }

    /** Every record of this collection with every record of the other. */
    public <U> PairRdd<T, U> cartesian(Rdd<U> other) {
        Lineage.Step step = lineage.at("cartesian");
        return pairs(new CartesianNode(step.nextNodeId(), step.callSite(), node, other.node));
    }

    /**
     * The first record with the other's first, the second with the second, and so on. Both collections must have equal
     * numbers of partitions and equal numbers of records in each; anything else fails the job.
     */
    public <U> PairRdd<T, U> zip(Rdd<U> other) {
        return pairs(lineage.at("zip").zip(List.of(node, other.node), Zipping.oneToOne(), null));
    }

    /** What {@code function} makes of each pair of partitions with equal numbers. */
    public <U, R> Rdd<R> zipPartitions(Rdd<U> other, SerBiFunction<Iterator<T>, Iterator<U>, Iterator<R>> function) {
        return rdd(lineage.at("zipPartitions").zip(List.of(node, other.node), Zipping.partitions(function), null));
    }

    /**
     * Each record with its place in the collection, counted over all partitions in order. Runs a job that counts the
     * records of each partition before the first job that uses the result, unless there is only one partition.
     */
    public PairRdd<T, Long> zipWithIndex() {
        return pairs(lineage.at("zipWithIndex").partitions(node, new Indexing.Consecutive(node)));
    }

    /** Each record with a number of its own: record <i>i</i> of partition <i>k</i> of <i>n</i> gets <i>i·n + k</i>. */
    public PairRdd<T, Long> zipWithUniqueId() {
        return pairs(lineage.at("zipWithUniqueId").partitions(node, new Indexing.Unique(node.partitionCount())));
    }

    // ---- sampling and shuffling -----------------------------------------------------------------------------------

    /**
     * A random sample, drawn anew in each session.
     *
     * @param withReplacement whether a record can be drawn more than once
     * @param fraction the expected share of records (or how often each is drawn, with replacement)
     */
    public Rdd<T> sample(boolean withReplacement, double fraction) {
        return sample(withReplacement, fraction, lineage.session().randomSeed());
    }

    /** A random sample that is the same for the same seed, input and partitions. */
    public Rdd<T> sample(boolean withReplacement, double fraction, long seed) {
        return with(lineage.at("sample")
                .partitions(node, Sampling.fraction(withReplacement, fraction, seed), node.partitioner()));
    }

    /** The records divided at random into collections whose sizes are in the proportion of {@code weights}. */
    public List<Rdd<T>> randomSplit(double[] weights) {
        return randomSplit(weights, lineage.session().randomSeed());
    }

    /** As {@link #randomSplit(double[])}, the same for the same seed, input and partitions. */
    public List<Rdd<T>> randomSplit(double[] weights, long seed) {
        Lineage.Step step = lineage.at("randomSplit");
        List<Rdd<T>> parts = new ArrayList<>();
        for (Sampling.Band band : Sampling.bands(weights, seed)) {
            parts.add(with(step.partitions(node, band, node.partitioner())));
        }
        return parts;
    }

    /** The records, each once. */
    public Rdd<T> distinct() {
        return distinct(Partitioning.of(node));
    }

    /** As {@link #distinct()}, in a given number of partitions. */
    public Rdd<T> distinct(int partitionCount) {
        return distinct(Partitioner.hash(partitionCount));
    }

    private Rdd<T> distinct(Partitioner partitioner) {
        return with(lineage.at("distinct").shuffle(node, new Exchange.Distinct(partitioner)));
    }

    /** The records by the key that {@code function} gives for each. */
    public <K> PairRdd<K, Iterable<T>> groupBy(SerFunction<? super T, ? extends K> function) {
        return this.<K>keyBy(function).groupByKey();
    }

    /** As {@link #groupBy(SerFunction)}, in a given number of partitions. */
    public <K> PairRdd<K, Iterable<T>> groupBy(SerFunction<? super T, ? extends K> function, int partitionCount) {
        return this.<K>keyBy(function).groupByKey(partitionCount);
    }

    /** The records in the natural order of the key that {@code function} gives for each; stable. */
    public <K> Rdd<T> sortBy(SerFunction<? super T, ? extends K> function) {
        return sortBy(function, true, Math.max(1, node.partitionCount()));
    }

    /** The records sorted by a key: stable, ascending or descending, in a given number of partitions. */
    public <K> Rdd<T> sortBy(SerFunction<? super T, ? extends K> function, boolean ascending, int partitionCount) {
        SerComparator<K> order = ascending ? SerComparator.natural() : SerComparator.reverse();
        return sortBy(function, order, partitionCount);
    }

    /** The records sorted by a key in an order of the user's; stable. */
    public <K> Rdd<T> sortBy(
            SerFunction<? super T, ? extends K> function, SerComparator<? super K> order, int partitionCount) {
        Lineage.Step step = lineage.at("sortBy");
        PlanNode keyed = step.each(node, Kind.KEY_BY, function);
        return with(
                step.each(Partitioning.sorted(step, keyed, order, partitionCount), Kind.VALUES, RecordOperator.NONE));
    }

    /** Fewer partitions, by putting neighbours together without a shuffle; never more than there are. */
    public Rdd<T> coalesce(int partitionCount) {
        return coalesce(partitionCount, false);
    }

    /** Other partitions; with a shuffle the records are spread evenly and their number can grow. */
    public Rdd<T> coalesce(int partitionCount, boolean shuffle) {
        return with(lineage.at("coalesce").coalesced(node, partitionCount, shuffle));
    }

    /** The records spread evenly over a number of partitions, by a shuffle. */
    public Rdd<T> repartition(int partitionCount) {
        return with(lineage.at("repartition").coalesced(node, partitionCount, true));
    }

    // ---- actions --------------------------------------------------------------------------------------------------

    /** All records, in the order of the partitions. */
    public List<T> collect() {
        return Results.decodeAll(Actions.await(actions().all(node, "collect", Results.records())));
    }

    /** As {@link #collect}, in the background; cancelling the future cancels the job. */
    public CompletableFuture<List<T>> collectAsync() {
        return Actions.mapAside(actions().all(node, "collectAsync", Results.records()), Results::decodeAll);
    }

    /** The records of some partitions, a list for each. */
    public List<List<T>> collectPartitions(int... partitions) {
        List<List<T>> lists = new ArrayList<>();
        for (Results.Encoded part :
                Actions.await(actions().some(node, "collectPartitions", partitions, Results.records()))) {
            lists.add(part.decode());
        }
        return lists;
    }

    /** How often each record occurs. */
    public Map<T, Long> countByValue() {
        return Results.countedByRecord(Actions.await(actions().all(node, "countByValue", Results.<T>countsByRecord())));
    }

    /**
     * The first record.
     *
     * @throws NoSuchElementException if there is none
     */
    public T first() {
        List<T> first = actions().first(node, "first", 1);
        if (first.isEmpty()) {
            throw new NoSuchElementException("first() of a collection without records: " + node.callSite());
        }
        return first.get(0);
    }

    /** The first {@code count} records, or all if there are fewer. Looks at as few partitions as it can. */
    public List<T> take(int count) {
        return actions().first(node, "take", count);
    }

    /** As {@link #take}, in the background. */
    public CompletableFuture<List<T>> takeAsync(int count) {
        return session().inBackground(() -> take(count));
    }

    /** The smallest {@code count} records in natural order, smallest first. */
    public List<T> takeOrdered(int count) {
        return takeOrdered(count, SerComparator.natural());
    }

    /** The first {@code count} records in the given order. */
    public List<T> takeOrdered(int count, SerComparator<? super T> order) {
        return smallest("takeOrdered", count, order);
    }

    /** The largest {@code count} records in natural order, largest first. */
    public List<T> top(int count) {
        return smallest("top", count, SerComparator.reverse());
    }

    /** The last {@code count} records in the given order, last first. */
    public List<T> top(int count, SerComparator<? super T> order) {
        return smallest("top", count, order.reversed());
    }

    private List<T> smallest(String action, int count, SerComparator<? super T> order) {
        if (count <= 0) {
            return List.of();
        }
        return TopRecords.merge(Actions.await(actions().all(node, action, TopRecords.of(count, order))), count, order);
    }

    /** A random sample of exactly {@code count} records (fewer if there are fewer and none is drawn twice). */
    public List<T> takeSample(boolean withReplacement, int count) {
        return takeSample(withReplacement, count, lineage.session().randomSeed());
    }

    /** As {@link #takeSample(boolean, int)}, the same for the same seed, input and partitions. */
    public List<T> takeSample(boolean withReplacement, int count, long seed) {
        List<Long> counts = Actions.await(actions().all(node, "takeSample", Results.count()));
        long[][] places = Sampling.places(counts, withReplacement, count, seed);
        List<T> sample = Results.decodeAll(Actions.await(actions().all(node, "takeSample", Sampling.at(places))));
        Collections.shuffle(sample, new Random(seed));
        return sample;
    }

    /** The smallest record in the given order. */
    public T min(SerComparator<? super T> order) {
        return reduce("min", (left, right) -> order.compare(left, right) <= 0 ? left : right);
    }

    /** The largest record in the given order. */
    public T max(SerComparator<? super T> order) {
        return reduce("max", (left, right) -> order.compare(left, right) >= 0 ? left : right);
    }

    /**
     * All records combined; the function must be associative and commutative.
     *
     * @throws NoSuchElementException if there is no record
     */
    public T reduce(SerBiFunction<T, T, T> function) {
        return reduce("reduce", function);
    }

    private T reduce(String action, SerBiFunction<T, T, T> function) {
        return Results.reduced(
                Actions.await(actions().all(node, action, Results.reduce(function))), function, node.callSite());
    }

    /** As {@link #reduce}. The depth is accepted as in Spark; partial results are combined in the driver, which is cheap here. */
    public T treeReduce(SerBiFunction<T, T, T> function, int depth) {
        Tree.requireDepth(depth);
        return reduce("treeReduce", function);
    }

    /** As {@link #treeReduce(SerBiFunction, int)} with a depth of 2. */
    public T treeReduce(SerBiFunction<T, T, T> function) {
        return treeReduce(function, 2);
    }

    /** All records of each partition combined with {@code zero}, then these results with {@code zero}. */
    public T fold(T zero, SerBiFunction<T, T, T> function) {
        return aggregate("fold", zero, function, function);
    }

    /**
     * All records added to copies of {@code zero}, one for each partition, and the copies merged.
     *
     * @param zero must be serializable; functions may change and return their first argument
     */
    public <U> U aggregate(U zero, SerBiFunction<U, ? super T, U> add, SerBiFunction<U, U, U> merge) {
        return aggregate("aggregate", zero, add, merge);
    }

    private <U> U aggregate(String action, U zero, SerBiFunction<U, ? super T, U> add, SerBiFunction<U, U, U> merge) {
        return Results.merged(Actions.await(actions().all(node, action, Results.aggregate(zero, add))), zero, merge);
    }

    /** As {@link #aggregate}; for the depth see {@link #treeReduce(SerBiFunction, int)}. */
    public <U> U treeAggregate(U zero, SerBiFunction<U, ? super T, U> add, SerBiFunction<U, U, U> merge, int depth) {
        Tree.requireDepth(depth);
        return aggregate("treeAggregate", zero, add, merge);
    }

    /** As {@link #treeAggregate(Object, SerBiFunction, SerBiFunction, int)} with a depth of 2. */
    public <U> U treeAggregate(U zero, SerBiFunction<U, ? super T, U> add, SerBiFunction<U, U, U> merge) {
        return treeAggregate(zero, add, merge, 2);
    }

    /** Calls {@code action} for every record, in the tasks; what it does outside may happen more than once per record. */
    public void foreach(SerConsumer<? super T> action) {
        Actions.await(actions().all(node, "foreach", Results.forEach(action)));
    }

    /** As {@link #foreach}, in the background. */
    public CompletableFuture<Void> foreachAsync(SerConsumer<? super T> action) {
        return Actions.mapKeepingCancel(actions().all(node, "foreachAsync", Results.forEach(action)), Actions::nothing);
    }

    /** Calls {@code action} for every partition, in the tasks. */
    public void foreachPartition(SerConsumer<Iterator<T>> action) {
        Actions.await(actions().all(node, "foreachPartition", Results.forEachPartition(action)));
    }

    /** As {@link #foreachPartition}, in the background. */
    public CompletableFuture<Void> foreachPartitionAsync(SerConsumer<Iterator<T>> action) {
        return Actions.mapKeepingCancel(
                actions().all(node, "foreachPartitionAsync", Results.forEachPartition(action)), Actions::nothing);
    }

    /** All records in order, with one partition in memory at a time; each partition is a job of its own. */
    public Iterator<T> toLocalIterator() {
        return new LocalIterator<>(actions(), node);
    }

    /**
     * About how many different records there are.
     *
     * @param relativeAccuracy the wanted standard error as a share of the result, from 0.0001 to 0.4; smaller takes more
     *     memory
     */
    public long countApproxDistinct(double relativeAccuracy) {
        return Sketches.estimate(
                Actions.await(actions().all(node, "countApproxDistinct", Sketches.distinct(relativeAccuracy))));
    }

    // ---- output ---------------------------------------------------------------------------------------------------

    /** Writes each record's {@code toString} as a line of text, one file per partition; fails if the directory exists. */
    public void saveAsTextFile(String directory) {
        saveAsTextFile(directory, WriteMode.ERROR_IF_EXISTS);
    }

    /** As {@link #saveAsTextFile(String)}, with a choice what to do if the directory exists. */
    public void saveAsTextFile(String directory, WriteMode mode) {
        Output.write(this, "saveAsTextFile", new TextSink<>(), directory, mode);
    }

    /** Writes the records so that {@link VonkSession#objectFile} reads them back; fails if the directory exists. */
    public void saveAsObjectFile(String directory) {
        Output.write(this, "saveAsObjectFile", new ObjectSink<>(), directory, WriteMode.ERROR_IF_EXISTS);
    }

    /**
     * Writes the records in a format, one file per partition: all files appear together when the job has succeeded, or
     * none does.
     */
    public void write(Sink<? super T> sink, String directory, WriteMode mode) {
        Output.write(this, "write", sink, directory, mode);
    }

    /** As {@link #write(Sink, String, WriteMode)}; fails if the directory exists. */
    public void write(Sink<? super T> sink, String directory) {
        Output.write(this, "write", sink, directory, WriteMode.ERROR_IF_EXISTS);
    }

    /**
     * Writes the records into {@code key=value} directories.
     *
     * @param keys the names of the directory levels
     * @param values gives a record's value for each level, in the order of {@code keys}; null is allowed
     */
    public void writePartitioned(
            Sink<? super T> sink,
            String directory,
            WriteMode mode,
            List<String> keys,
            SerFunction<? super T, ? extends List<String>> values) {
        Output.writePartitioned(this, sink, directory, mode, keys, values);
    }
}
