package io.vonk.internal.operator;

import io.vonk.function.SerBiFunction;
import io.vonk.function.SerFunction;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.IteratorReader;
import io.vonk.internal.batch.RecordIterator;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.TaskScope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** User functions on whole partitions. */
public final class Partitions {
    private Partitions() {}

    /** What the function makes of the partition's records. */
    public static <T, R> PartitionFunction each(SerFunction<Iterator<T>, Iterator<R>> function) {
        return new Each<>(function);
    }

    /** What the function makes of the partition's number and records. */
    public static <T, R> PartitionFunction eachNumbered(SerBiFunction<Integer, Iterator<T>, Iterator<R>> function) {
        return new EachNumbered<>(function);
    }

    /** One record per partition: the list of all. */
    public static PartitionFunction glom() {
        return new Glom();
    }

    private record Each<T, R>(SerFunction<Iterator<T>, Iterator<R>> function) implements PartitionFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) throws Exception {
            return new IteratorReader(function.apply(new RecordIterator<>(input)), input);
        }
    }

    private record EachNumbered<T, R>(SerBiFunction<Integer, Iterator<T>, Iterator<R>> function)
            implements PartitionFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) throws Exception {
            return new IteratorReader(function.apply(partition, new RecordIterator<>(input)), input);
        }
    }

    private record Glom() implements PartitionFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) {
            List<Object> records = new ArrayList<>();
            new RecordIterator<>(input).forEachRemaining(records::add);
            return new IteratorReader(List.of(records).iterator(), input);
        }
    }
}
