package io.vonk.internal.driver;

import static io.vonk.internal.driver.Catalogue.ORDER;
import static io.vonk.internal.driver.Catalogue.inOrder;
import static io.vonk.internal.driver.Catalogue.text;

import io.vonk.api.JoinStrategy;
import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.function.Partitioner;
import io.vonk.function.SerComparator;
import io.vonk.internal.driver.Pipeline.Effect;
import io.vonk.internal.driver.Pipeline.Operation;
import io.vonk.internal.driver.Pipeline.Step;
import io.vonk.runtime.LongAccumulator;
import io.vonk.runtime.StorageLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;

/** Runs pipelines by the engine. */
final class PipelineOnVonk {
    private final VonkSession vonk;
    private final List<Rdd<?>> kept = new ArrayList<>();

    PipelineOnVonk(VonkSession vonk) {
        this.vonk = vonk;
    }

    Object result(Pipeline pipeline) {
        try {
            State state = run(parallelize(pipeline.data()), pipeline.steps());
            return result(pipeline, state);
        } finally {
            kept.forEach(Rdd::unpersist);
        }
    }

    private record State(Rdd<Object> records, boolean ordered) {}

    private Rdd<Object> parallelize(Catalogue.Data data) {
        return vonk.parallelize(data.records(), data.partitions());
    }

    private Object result(Pipeline pipeline, State state) {
        Rdd<Object> records = state.records();
        return switch (pipeline.action()) {
            case COLLECT -> compared(records.collect(), state.ordered());
            case LOCAL_ITERATOR -> {
                List<Object> all = new ArrayList<>();
                records.toLocalIterator().forEachRemaining(all::add);
                yield compared(all, state.ordered());
            }
            case COUNT -> records.count();
            case FOREACH -> {
                LongAccumulator count = vonk.longAccumulator();
                records.foreach(record -> count.add(1));
                yield count.value();
            }
            case AGGREGATE -> records.aggregate(0L, (count, record) -> count + 1, Long::sum);
            case COUNT_BY_VALUE -> {
                var counts = new java.util.HashMap<Object, Integer>();
                records.countByValue().forEach((record, count) -> counts.put(record, count.intValue()));
                yield counts;
            }
            case TAKE -> state.ordered() ? records.take(10) : records.take(10).size();
            case TAKE_ORDERED -> records.takeOrdered(10, ORDER);
            case TOP -> records.top(10, ORDER);
            case REDUCE -> {
                try {
                    yield records.reduce(Catalogue.LARGER);
                } catch (NoSuchElementException e) {
                    yield "nothing";
                }
            }
            case FOLD -> records.fold(7, Catalogue.LARGER);
        };
    }

    private static Object compared(List<Object> records, boolean ordered) {
        return ordered ? records : AllBackends.multiset(records);
    }

    private State run(Rdd<Object> records, List<Step> steps) {
        State state = new State(records, true);
        for (Step step : steps) {
            Operation operation = step.operation();
            Rdd<Object> input = state.records();
            boolean ordered = state.ordered();
            if (operation.needsPairs()) {
                input = cast(asPairs(input));
            }
            if (operation.needsOrder() && !ordered) {
                input = input.sortBy(record -> record, ORDER, 3);
                ordered = true;
            }
            State other = operation.hasOther()
                    ? run(parallelize(step.data()), step.other())
                    : new State(vonk.emptyRdd(), true);
            Rdd<Object> output = operation.needsPairs()
                    ? ofPairs(step, asPairs(input), asPairs(other.records()))
                    : ofRecords(step, input, other.records());
            boolean both = ordered && other.ordered();
            state = new State(
                    output, operation.effect == Effect.MAKES_ORDER || both && operation.effect == Effect.KEEPS_ORDER);
        }
        return state;
    }

    @SuppressWarnings("unchecked")
    private static Rdd<Object> cast(Rdd<?> records) {
        return (Rdd<Object>) records;
    }

    @SuppressWarnings("unchecked")
    private static PairRdd<Object, Object> asPairs(Rdd<?> records) {
        return records instanceof PairRdd<?, ?> pairs
                ? (PairRdd<Object, Object>) pairs
                : records.mapToPair(record -> (Pair<Object, Object>) Oracle.asPair(record));
    }

    private Rdd<Object> ofRecords(Step step, Rdd<Object> in, Rdd<Object> other) {
        int choice = step.choice();
        return switch (step.operation()) {
            case MAP -> in.map(Catalogue.function(choice));
            case FILTER -> in.filter(Catalogue.predicate(choice));
            case FLAT_MAP -> in.flatMap(Catalogue.expansion(choice));
            case MAP_PARTITIONS -> in.mapPartitions(records -> records);
            case GLOM -> in.glom().flatMap(List::iterator);
            case KEY_BY -> cast(in.keyBy(Catalogue.key(choice)));
            case MAP_TO_LONG ->
                cast(in.mapToLong(Catalogue.HASH).map(i -> i + 1).boxed());
            case MAP_TO_DOUBLE ->
                cast(in.mapToDouble(Catalogue::hash).map(d -> d + 0.5).boxed());
            case PIPE -> cast(in.map(Catalogue::hash).pipe("cat"));
            case PERSIST -> kept(step, in.map(record -> record));
            case CHECKPOINT -> {
                Rdd<Object> copy = in.map(record -> record);
                copy.checkpoint();
                copy.count();
                yield copy;
            }
            case COALESCE -> in.coalesce(step.partitions());
            case REPARTITION -> in.repartition(step.partitions());
            case UNION -> in.map(record -> record).union(other.map(record -> record));
            case SAMPLE -> in.sample(false, choice % 2 == 0 ? 1 : 0, choice);
            case ZIP -> cast(in.zip(in.map(Catalogue::hash)));
            case ZIP_WITH_INDEX -> cast(in.zipWithIndex());
            case ZIP_WITH_UNIQUE_ID -> cast(in.zipWithUniqueId().keys());
            case RANDOM_SPLIT -> vonk.union(in.map(record -> record).randomSplit(new double[] {1, 2}, choice));
            case SORT_BY -> in.sortBy(record -> record, choice % 2 == 0 ? ORDER : ORDER.reversed(), step.partitions());
            case SORT_BY_TEXT -> in.sortBy(Catalogue::text, true, step.partitions());
            case DISTINCT -> in.distinct(step.partitions());
            case INTERSECTION -> in.map(record -> record).intersection(other.map(record -> record));
            case SUBTRACT -> in.map(record -> record).subtract(other.map(record -> record), step.partitions());
            case CARTESIAN ->
                cast(in.map(record -> (Object) (Catalogue.hash(record) % 9))
                        .distinct()
                        .cartesian(other));
            case GROUP_BY ->
                cast(in.groupBy(Catalogue.key(choice), step.partitions()).mapValues(Catalogue::inOrder));
            default -> throw new AssertionError(step);
        };
    }

    private Rdd<Object> kept(Step step, Rdd<Object> records) {
        StorageLevel[] levels = StorageLevel.values();
        records.persist(levels[step.number() % levels.length]);
        kept.add(records);
        if (step.choice() % 2 == 0) {
            records.count();
        }
        return records;
    }

    private Rdd<Object> ofPairs(Step step, PairRdd<Object, Object> in, PairRdd<Object, Object> other) {
        int choice = step.choice();
        int partitions = step.partitions();
        JoinStrategy[] strategies = JoinStrategy.values();
        JoinStrategy any = strategies[step.number() % strategies.length];
        JoinStrategy shuffling = any == JoinStrategy.BROADCAST ? JoinStrategy.AUTO : any;
        return switch (step.operation()) {
            case MAP_VALUES -> cast(in.mapValues(Catalogue.function(choice)));
            case FLAT_MAP_VALUES -> cast(in.flatMapValues(Catalogue.expansion(choice)));
            case KEYS -> in.keys();
            case VALUES -> in.values();
            case SWAP -> cast(in.mapToPair(Pair::swap));
            case FILTER_BY_RANGE ->
                cast(in.filterByRange(
                        3,
                        "",
                        (left, right) -> right.equals("")
                                ? text(left).compareTo("Z")
                                : text(left).compareTo(text(right))));
            case SORT_BY_KEY -> {
                SerComparator<Object> order = choice % 2 == 0 ? ORDER : ORDER.reversed();
                yield cast(in.sortByKey(order, partitions));
            }
            case PARTITION_BY -> cast(in.partitionBy(Partitioner.hash(partitions)));
            case REPARTITION_AND_SORT ->
                cast(in.repartitionAndSortWithinPartitions(Partitioner.hash(partitions), ORDER));
            case REDUCE_BY_KEY ->
                cast(choice % 2 == 0 ? in.reduceByKey(Catalogue.LARGER) : in.reduceByKey(Catalogue.LARGER, partitions));
            case FOLD_BY_KEY -> cast(in.foldByKey(null, partitions, Catalogue.LARGER));
            case AGGREGATE_BY_KEY ->
                cast(in.aggregateByKey(0L, (sum, value) -> sum + Catalogue.hash(value), Long::sum));
            case COMBINE_BY_KEY ->
                cast(in.combineByKey(
                                value -> new ArrayList<Object>(Arrays.asList(value)),
                                (list, value) -> {
                                    list.add(value);
                                    return list;
                                },
                                (left, right) -> {
                                    left.addAll(right);
                                    return left;
                                })
                        .mapValues(Catalogue::inOrder));
            case GROUP_BY_KEY -> cast(in.groupByKey().mapValues(Catalogue::inOrder));
            case COGROUP ->
                cast(in.cogroup(other).mapValues(groups -> Pair.of(inOrder(groups.key()), inOrder(groups.value()))));
            case COGROUP_OF_3 ->
                cast(in.cogroup(other, in)
                        .mapValues(groups -> Arrays.asList(
                                inOrder(groups.first()), inOrder(groups.second()), inOrder(groups.third()))));
            case JOIN -> cast(in.join(other, any));
            case LEFT_OUTER_JOIN -> cast(in.leftOuterJoin(other, any));
            case RIGHT_OUTER_JOIN -> cast(in.rightOuterJoin(other, shuffling));
            case FULL_OUTER_JOIN -> cast(in.fullOuterJoin(other, shuffling));
            case SUBTRACT_BY_KEY -> cast(in.subtractByKey(other));
            case JOIN_WITH_ITSELF -> cast(in.join(in, any));
            default -> throw new AssertionError(step);
        };
    }
}
