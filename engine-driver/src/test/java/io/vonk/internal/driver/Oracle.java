package io.vonk.internal.driver;

import static io.vonk.internal.driver.Catalogue.ORDER;
import static io.vonk.internal.driver.Catalogue.hash;
import static io.vonk.internal.driver.Catalogue.inOrder;
import static io.vonk.internal.driver.Catalogue.text;

import io.vonk.data.Pair;
import io.vonk.internal.driver.Pipeline.Effect;
import io.vonk.internal.driver.Pipeline.Operation;
import io.vonk.internal.driver.Pipeline.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What a pipeline must give, by lists and maps in one thread. */
final class Oracle {
    private static final int TOO_MANY = 60_000;
    private static final long TOO_HEAVY = 40_000_000;

    private Oracle() {}

    /**
     * The records after some steps.
     *
     * @param ordered whether their order is defined
     */
    record State(List<Object> records, boolean ordered) {}

    /** A pipeline whose records become too many to be worth while. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static Object result(Pipeline pipeline) throws Exception {
        State state = run(pipeline.data().records(), pipeline.steps());
        List<Object> records = state.records();
        return switch (pipeline.action()) {
            case COLLECT, LOCAL_ITERATOR -> state.ordered() ? records : AllBackends.multiset(records);
            case COUNT, FOREACH, AGGREGATE -> (long) records.size();
            case COUNT_BY_VALUE -> AllBackends.multiset(records);
            case TAKE -> state.ordered() ? first(records, 10) : Math.min(10, records.size());
            case TAKE_ORDERED -> first(inOrder(records), 10);
            case TOP -> first(records.stream().sorted(ORDER.reversed()).toList(), 10);
            case REDUCE -> records.isEmpty() ? "nothing" : Collections.max(records, ORDER);
            case FOLD -> records.stream().reduce(7, Oracle::larger);
        };
    }

    private static Object larger(Object left, Object right) {
        return ORDER.compare(left, right) >= 0 ? left : right;
    }

    private static List<Object> first(List<Object> records, int count) {
        return new ArrayList<>(records.subList(0, Math.min(count, records.size())));
    }

    static State run(List<Object> records, List<Step> steps) throws Exception {
        State state = new State(records, true);
        for (Step step : steps) {
            Operation operation = step.operation();
            List<Object> input = state.records();
            boolean ordered = state.ordered();
            if (operation.needsPairs()) {
                input = asPairs(input);
            }
            if (operation.needsOrder() && !ordered) {
                input = inOrder(input);
                ordered = true;
            }
            State other = operation.hasOther() ? run(step.data().records(), step.other()) : new State(List.of(), true);
            List<Object> output = operation.needsPairs()
                    ? ofPairs(step, input, asPairs(other.records()))
                    : ofRecords(step, input, other.records());
            if (output.size() > TOO_MANY || tooHeavy(output)) {
                throw new TooLarge();
            }
            boolean kept = ordered && other.ordered();
            state = new State(
                    output, operation.effect == Effect.MAKES_ORDER || kept && operation.effect == Effect.KEEPS_ORDER);
        }
        return state;
    }

    /** Whether comparing all records with the longest one would take long. */
    private static boolean tooHeavy(List<Object> records) {
        return records.size()
                        * records.stream().mapToLong(Catalogue::weight).max().orElse(0)
                > TOO_HEAVY;
    }

    static List<Object> asPairs(List<Object> records) {
        return map(records, Oracle::asPair);
    }

    static Object asPair(Object record) {
        return record instanceof Pair ? record : Pair.of(hash(record) % 10, record);
    }

    private static List<Object> map(Collection<?> records, Function<Object, Object> function) {
        List<Object> mapped = new ArrayList<>();
        records.forEach(record -> mapped.add(function.apply(record)));
        return mapped;
    }

    private static List<Object> ofRecords(Step step, List<Object> in, List<Object> other) throws Exception {
        List<Object> out = new ArrayList<>();
        switch (step.operation()) {
            case MAP -> {
                for (Object record : in) {
                    out.add(Catalogue.function(step.choice()).apply(record));
                }
            }
            case FILTER -> {
                for (Object record : in) {
                    if (Catalogue.predicate(step.choice()).test(record)) {
                        out.add(record);
                    }
                }
            }
            case FLAT_MAP -> {
                for (Object record : in) {
                    Catalogue.expansion(step.choice()).apply(record).forEachRemaining(out::add);
                }
            }
            case MAP_PARTITIONS, GLOM, PERSIST, CHECKPOINT, COALESCE, REPARTITION, RANDOM_SPLIT, ZIP_WITH_UNIQUE_ID ->
                out.addAll(in);
            case SAMPLE -> out.addAll(step.choice() % 2 == 0 ? in : List.of());
            case KEY_BY -> {
                for (Object record : in) {
                    out.add(Pair.of(Catalogue.key(step.choice()).apply(record), record));
                }
            }
            case MAP_TO_LONG -> out.addAll(map(in, record -> (long) hash(record) + 1));
            case MAP_TO_DOUBLE -> out.addAll(map(in, record -> hash(record) + 0.5));
            case PIPE -> out.addAll(map(in, record -> "" + hash(record)));
            case UNION -> {
                out.addAll(in);
                out.addAll(other);
            }
            case ZIP -> out.addAll(map(in, record -> Pair.of(record, hash(record))));
            case ZIP_WITH_INDEX -> IntStream.range(0, in.size()).forEach(i -> out.add(Pair.of(in.get(i), (long) i)));
            case SORT_BY -> {
                out.addAll(inOrder(in));
                if (step.choice() % 2 == 1) {
                    Collections.reverse(out);
                }
            }
            case SORT_BY_TEXT -> out.addAll(inOrder(in));
            case DISTINCT -> out.addAll(new LinkedHashSet<>(in));
            case INTERSECTION -> {
                Set<Object> both = new LinkedHashSet<>(in);
                both.retainAll(new HashSet<>(other));
                out.addAll(both);
            }
            case SUBTRACT -> {
                Set<Object> gone = new HashSet<>(other);
                in.stream().filter(record -> !gone.contains(record)).forEach(out::add);
            }
            case CARTESIAN -> {
                for (Object left : new HashSet<>(map(in, record -> hash(record) % 9))) {
                    other.forEach(right -> out.add(Pair.of(left, right)));
                }
            }
            case GROUP_BY -> {
                Map<Object, List<Object>> groups = new LinkedHashMap<>();
                for (Object record : in) {
                    groups.computeIfAbsent(Catalogue.key(step.choice()).apply(record), key -> new ArrayList<>())
                            .add(record);
                }
                groups.forEach((key, values) -> out.add(Pair.of(key, inOrder(values))));
            }
            default -> throw new AssertionError(step);
        }
        return out;
    }

    private static List<Object> ofPairs(Step step, List<Object> in, List<Object> other) throws Exception {
        List<Object> out = new ArrayList<>();
        Map<Object, List<Object>> mine = groups(in);
        Map<Object, List<Object>> theirs = groups(other);
        Set<Object> keys = new LinkedHashSet<>(mine.keySet());
        keys.addAll(theirs.keySet());
        switch (step.operation()) {
            case MAP_VALUES -> {
                for (Object record : in) {
                    out.add(Pair.of(
                            key(record), Catalogue.function(step.choice()).apply(value(record))));
                }
            }
            case FLAT_MAP_VALUES -> {
                for (Object record : in) {
                    Iterator<Object> values = Catalogue.expansion(step.choice()).apply(value(record));
                    values.forEachRemaining(value -> out.add(Pair.of(key(record), value)));
                }
            }
            case KEYS -> out.addAll(map(in, Oracle::key));
            case VALUES -> out.addAll(map(in, Oracle::value));
            case SWAP -> out.addAll(map(in, record -> ((Pair<?, ?>) record).swap()));
            case FILTER_BY_RANGE ->
                in.stream()
                        .filter(record -> text(key(record)).compareTo(text(3)) >= 0
                                && text(key(record)).compareTo("Z") <= 0)
                        .forEach(out::add);
            case SORT_BY_KEY -> {
                Comparator<Object> byKey = Comparator.comparing(record -> text(key(record)));
                out.addAll(in.stream()
                        .sorted(step.choice() % 2 == 0 ? byKey : byKey.reversed())
                        .toList());
            }
            case PARTITION_BY, REPARTITION_AND_SORT -> out.addAll(in);
            case REDUCE_BY_KEY -> mine.forEach((key, values) -> out.add(Pair.of(key, Collections.max(values, ORDER))));
            case FOLD_BY_KEY ->
                mine.forEach((key, values) -> out.add(Pair.of(key, larger(null, Collections.max(values, ORDER)))));
            case AGGREGATE_BY_KEY ->
                mine.forEach((key, values) -> out.add(
                        Pair.of(key, values.stream().mapToLong(Catalogue::hash).sum())));
            case COMBINE_BY_KEY, GROUP_BY_KEY -> mine.forEach((key, values) -> out.add(Pair.of(key, inOrder(values))));
            case COGROUP -> keys.forEach(key -> out.add(Pair.of(key, Pair.of(of(mine, key), of(theirs, key)))));
            case COGROUP_OF_3 ->
                keys.forEach(key ->
                        out.add(Pair.of(key, Arrays.asList(of(mine, key), of(theirs, key), of(mine, key)))));
            case JOIN -> joined(out, keys, mine, theirs, false, false);
            case LEFT_OUTER_JOIN -> joined(out, keys, mine, theirs, true, false);
            case RIGHT_OUTER_JOIN -> joined(out, keys, mine, theirs, false, true);
            case FULL_OUTER_JOIN -> joined(out, keys, mine, theirs, true, true);
            case SUBTRACT_BY_KEY ->
                in.stream().filter(record -> !theirs.containsKey(key(record))).forEach(out::add);
            case JOIN_WITH_ITSELF -> joined(out, mine.keySet(), mine, mine, false, false);
            default -> throw new AssertionError(step);
        }
        return out;
    }

    private static void joined(
            List<Object> out,
            Set<Object> keys,
            Map<Object, List<Object>> mine,
            Map<Object, List<Object>> theirs,
            boolean unmatchedLeft,
            boolean unmatchedRight) {
        long size = keys.stream()
                .mapToLong(key -> (long) of(mine, key).size() * of(theirs, key).size())
                .sum();
        if (size > TOO_MANY) {
            throw new TooLarge();
        }
        for (Object key : keys) {
            List<Object> lefts = mine.getOrDefault(key, List.of());
            List<Object> rights = theirs.getOrDefault(key, List.of());
            for (Object l : lefts) {
                for (Object r : rights) {
                    out.add(Pair.of(key, Pair.of(one(unmatchedRight, l), one(unmatchedLeft, r))));
                }
                if (rights.isEmpty() && unmatchedLeft) {
                    out.add(Pair.of(key, Pair.of(one(unmatchedRight, l), Optional.empty())));
                }
            }
            if (lefts.isEmpty() && unmatchedRight) {
                rights.forEach(r -> out.add(Pair.of(key, Pair.of(Optional.empty(), one(unmatchedLeft, r)))));
            }
        }
    }

    /** A value, wrapped on the side that may be missing. */
    private static Object one(boolean optional, Object value) {
        return optional ? Optional.ofNullable(value) : value;
    }

    private static List<Object> of(Map<Object, List<Object>> groups, Object key) {
        return inOrder(groups.getOrDefault(key, List.of()));
    }

    private static Map<Object, List<Object>> groups(List<Object> pairs) {
        Map<Object, List<Object>> groups = new LinkedHashMap<>();
        pairs.forEach(pair ->
                groups.computeIfAbsent(key(pair), key -> new ArrayList<>()).add(value(pair)));
        return groups;
    }

    private static Object key(Object pair) {
        return ((Pair<?, ?>) pair).key();
    }

    private static Object value(Object pair) {
        return ((Pair<?, ?>) pair).value();
    }
}
