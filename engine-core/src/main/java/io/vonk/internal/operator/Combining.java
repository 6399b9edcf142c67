package io.vonk.internal.operator;

import io.vonk.data.Pair;
import io.vonk.function.Aggregator;
import io.vonk.function.SerBiFunction;
import io.vonk.function.SerFunction;
import io.vonk.function.SerPredicate;
import io.vonk.internal.aggregate.AggregatingReader;
import io.vonk.internal.aggregate.Aggregation;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.join.CoGroup;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.serial.Closures;
import java.util.List;
import java.util.Objects;

/** Values combined or collected by key. */
@SuppressWarnings("NullAway") // records, keys and values may be null
public final class Combining {
    private Combining() {}

    /** Values added to copies of {@code zero}. */
    public static <V, C> Aggregator<V, C> from(C zero, SerBiFunction<C, V, C> add, SerBiFunction<C, C, C> merge) {
        SerFunction<V, C> create = Closures.immutable(zero)
                ? value -> add.apply(zero, value)
                : new FromZero<>(Closures.serialize(new Results.Holder(zero)), add);
        return new Aggregator<>(create, add, merge);
    }

    /** Combines the values of a partition whose keys are already together. */
    public static PartitionFunction within(Aggregator<?, ?> aggregator) {
        return new Within(aggregator);
    }

    /** Collects the values of a partition whose keys are already together. */
    public static PartitionFunction groupWithin() {
        return new GroupWithin();
    }

    /** Pairs of one key. */
    public static <K, V> SerPredicate<Pair<K, V>> keyEquals(K key) {
        return pair -> Objects.equals(pair.key(), key);
    }

    /** The values of each key as one {@code Iterable}. */
    public static BatchReader grouped(TaskScope scope, BatchReader input) {
        return CoGroup.open(scope.operators(), List.of(input), (key, values) -> new Pair<>(key, values[0]));
    }

    private record FromZero<V, C>(byte[] zero, SerBiFunction<C, V, C> add) implements SerFunction<V, C> {
        @Override
        @SuppressWarnings("unchecked")
        public C apply(V value) throws Exception {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            C copy = (C) ((Results.Holder) Closures.deserialize(zero, loader)).value();
            return add.apply(copy, value);
        }
    }

    private record Within(Aggregator<?, ?> aggregator) implements PartitionFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) {
            return new AggregatingReader(
                    input, AggregatingReader.Input.VALUES, Aggregation.combining(aggregator), scope.operators());
        }
    }

    private record GroupWithin() implements PartitionFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) {
            return grouped(scope, input);
        }
    }
}
