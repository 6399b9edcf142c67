package io.vonk.internal.driver;

import io.vonk.internal.driver.Catalogue.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A program as data: records, operations on them, and an action.
 *
 * @param data where the records come from
 * @param steps the operations
 * @param action what is done at the end
 */
record Pipeline(Data data, List<Step> steps, Action action) {

    /** What an operation does to the order of records. */
    enum Effect {
        KEEPS_ORDER,
        LOSES_ORDER,
        MAKES_ORDER
    }

    /** The operations. Those that need pairs get the records by a key; those that need an order get them sorted. */
    enum Operation {
        MAP(Effect.KEEPS_ORDER),
        FILTER(Effect.KEEPS_ORDER),
        FLAT_MAP(Effect.KEEPS_ORDER),
        MAP_PARTITIONS(Effect.KEEPS_ORDER),
        GLOM(Effect.KEEPS_ORDER),
        KEY_BY(Effect.KEEPS_ORDER),
        MAP_TO_LONG(Effect.KEEPS_ORDER),
        MAP_TO_DOUBLE(Effect.KEEPS_ORDER),
        PIPE(Effect.KEEPS_ORDER),
        PERSIST(Effect.KEEPS_ORDER),
        CHECKPOINT(Effect.KEEPS_ORDER),
        COALESCE(Effect.KEEPS_ORDER),
        UNION(Effect.KEEPS_ORDER),
        SAMPLE(Effect.KEEPS_ORDER),
        ZIP(Effect.KEEPS_ORDER),
        ZIP_WITH_INDEX(Effect.KEEPS_ORDER),
        ZIP_WITH_UNIQUE_ID(Effect.KEEPS_ORDER),
        SORT_BY(Effect.MAKES_ORDER),
        SORT_BY_TEXT(Effect.MAKES_ORDER),
        RANDOM_SPLIT(Effect.LOSES_ORDER),
        DISTINCT(Effect.LOSES_ORDER),
        INTERSECTION(Effect.LOSES_ORDER),
        SUBTRACT(Effect.LOSES_ORDER),
        CARTESIAN(Effect.LOSES_ORDER),
        GROUP_BY(Effect.LOSES_ORDER),
        REPARTITION(Effect.LOSES_ORDER),
        MAP_VALUES(Effect.KEEPS_ORDER),
        FLAT_MAP_VALUES(Effect.KEEPS_ORDER),
        KEYS(Effect.KEEPS_ORDER),
        VALUES(Effect.KEEPS_ORDER),
        SWAP(Effect.KEEPS_ORDER),
        FILTER_BY_RANGE(Effect.KEEPS_ORDER),
        SORT_BY_KEY(Effect.KEEPS_ORDER),
        PARTITION_BY(Effect.LOSES_ORDER),
        REPARTITION_AND_SORT(Effect.LOSES_ORDER),
        REDUCE_BY_KEY(Effect.LOSES_ORDER),
        FOLD_BY_KEY(Effect.LOSES_ORDER),
        AGGREGATE_BY_KEY(Effect.LOSES_ORDER),
        COMBINE_BY_KEY(Effect.LOSES_ORDER),
        GROUP_BY_KEY(Effect.LOSES_ORDER),
        COGROUP(Effect.LOSES_ORDER),
        COGROUP_OF_3(Effect.LOSES_ORDER),
        JOIN(Effect.LOSES_ORDER),
        LEFT_OUTER_JOIN(Effect.LOSES_ORDER),
        RIGHT_OUTER_JOIN(Effect.LOSES_ORDER),
        FULL_OUTER_JOIN(Effect.LOSES_ORDER),
        SUBTRACT_BY_KEY(Effect.LOSES_ORDER),
        JOIN_WITH_ITSELF(Effect.LOSES_ORDER);

        final Effect effect;

        Operation(Effect effect) {
            this.effect = effect;
        }

        boolean needsPairs() {
            return ordinal() >= MAP_VALUES.ordinal();
        }

        boolean needsOrder() {
            return this == ZIP || this == ZIP_WITH_INDEX || this == RANDOM_SPLIT;
        }

        boolean hasOther() {
            return switch (this) {
                case UNION,
                        INTERSECTION,
                        SUBTRACT,
                        CARTESIAN,
                        COGROUP,
                        COGROUP_OF_3,
                        JOIN,
                        LEFT_OUTER_JOIN,
                        RIGHT_OUTER_JOIN,
                        FULL_OUTER_JOIN,
                        SUBTRACT_BY_KEY -> true;
                default -> false;
            };
        }
    }

    /** The actions. */
    enum Action {
        COLLECT,
        COUNT,
        COUNT_BY_VALUE,
        TAKE,
        TAKE_ORDERED,
        TOP,
        REDUCE,
        FOLD,
        AGGREGATE,
        LOCAL_ITERATOR,
        FOREACH
    }

    /**
     * An operation with its choices.
     *
     * @param choice chooses a function
     * @param number chooses a number of partitions, a strategy, a level
     * @param other the other collection, of operations with two; has no operations with two itself
     */
    record Step(Operation operation, int choice, int number, List<Step> other, Data data) {
        int partitions() {
            return 1 + number % 6;
        }

        @Override
        public String toString() {
            return operation + "(" + choice + "," + number + (operation.hasOther() ? ", " + data + other : "") + ")";
        }
    }

    static Pipeline random(long seed) {
        Random random = new Random(seed);
        List<Step> steps = steps(random, 1 + random.nextInt(8), true);
        Action[] actions = Action.values();
        Action action = random.nextBoolean() ? Action.COLLECT : actions[random.nextInt(actions.length)];
        return new Pipeline(Data.random(random), steps, action);
    }

    private static List<Step> steps(Random random, int count, boolean others) {
        List<Step> steps = new ArrayList<>();
        Operation[] operations = Operation.values();
        while (steps.size() < count) {
            Operation operation = operations[random.nextInt(operations.length)];
            boolean rare = operation == Operation.PIPE || operation == Operation.CHECKPOINT;
            if (operation.hasOther() && !others || rare && random.nextInt(5) > 0) {
                continue;
            }
            List<Step> other = operation.hasOther() ? steps(random, random.nextInt(3), false) : List.of();
            steps.add(new Step(operation, random.nextInt(100), random.nextInt(100), other, Data.random(random)));
        }
        return steps;
    }

    /** The smallest pipeline found, by dropping operations and halving data, that {@code fails}. */
    Pipeline shrunk(Predicate<Pipeline> fails) {
        Pipeline smallest = this;
        for (int budget = 200; budget > 0; ) {
            Pipeline found = null;
            for (Pipeline smaller : smallest.smaller()) {
                budget--;
                if (fails.test(smaller)) {
                    found = smaller;
                    break;
                }
            }
            if (found == null) {
                return smallest;
            }
            smallest = found;
        }
        return smallest;
    }

    private List<Pipeline> smaller() {
        List<Pipeline> smaller = new ArrayList<>();
        for (int i = steps.size() - 1; i >= 0; i--) {
            List<Step> fewer = new ArrayList<>(steps);
            fewer.remove(i);
            smaller.add(new Pipeline(data, fewer, action));
        }
        if (data.size() > 0) {
            smaller.add(new Pipeline(halved(data), steps, action));
        }
        if (data.partitions() > 1) {
            smaller.add(new Pipeline(new Data(data.kind(), data.size(), 1, data.seed()), steps, action));
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.operation().hasOther()
                    && (!step.other().isEmpty() || step.data().size() > 0)) {
                List<Step> changed = new ArrayList<>(steps);
                List<Step> rest = step.other().isEmpty()
                        ? List.of()
                        : step.other().subList(1, step.other().size());
                Data other = step.other().isEmpty() ? halved(step.data()) : step.data();
                changed.set(i, new Step(step.operation(), step.choice(), step.number(), rest, other));
                smaller.add(new Pipeline(data, changed, action));
            }
        }
        return smaller;
    }

    private static Data halved(Data data) {
        return new Data(data.kind(), data.size() / 2, data.partitions(), data.seed());
    }
}
