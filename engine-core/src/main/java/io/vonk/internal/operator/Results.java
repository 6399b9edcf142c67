package io.vonk.internal.operator;

import io.vonk.data.Pair;
import io.vonk.error.JobFailedException;
import io.vonk.function.SerBiFunction;
import io.vonk.function.SerConsumer;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.RecordIterator;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.ResultFunction;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.serial.Closures;
import io.vonk.internal.serial.EncodedRecords;
import io.vonk.io.CountingReader;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** What actions do with each partition, and what the driver makes of it. */
@SuppressWarnings("NullAway") // records, keys and values may be null
public final class Results {
    private Results() {}

    /**
     * The records of a partition on their way to the driver: encoded, so that the driver's records are never those of a
     * task or of the cache.
     *
     * @param records the encoded records
     */
    public record Encoded(EncodedRecords records) implements Serializable {

        /** The records. */
        public <T> List<T> decode() {
            return records.decode(Thread.currentThread().getContextClassLoader());
        }
    }

    /** Encodes records for the driver. */
    static Encoded encode(Iterable<?> records) {
        EncodedRecords.Builder builder = EncodedRecords.Builder.toBeSent();
        for (Object record : records) {
            builder.add(record);
        }
        return new Encoded(builder.build());
    }

    /** The number of records. */
    public static ResultFunction<Long> count() {
        return (scope, partition, input) -> {
            if (input instanceof CountingReader countable) {
                return countable.countRemaining();
            }
            long count = 0;
            for (Batch batch = input.next(); batch != null; batch = input.next()) {
                count += batch.size;
            }
            return count;
        };
    }

    /** All records. */
    public static ResultFunction<Encoded> records() {
        return firstRecords(Long.MAX_VALUE);
    }

    /** The first records; reads no further than it must. */
    public static ResultFunction<Encoded> firstRecords(long count) {
        return (scope, partition, input) -> {
            EncodedRecords.Builder builder = EncodedRecords.Builder.toBeSent();
            long left = count;
            while (left > 0) {
                Batch batch = input.next();
                if (batch == null) {
                    break;
                }
                int size = (int) Math.min(left, batch.size);
                for (int i = 0; i < size; i++) {
                    builder.add(batch.record(i));
                }
                left -= size;
            }
            return new Encoded(builder.build());
        };
    }

    /** The records of all partitions in one list. */
    public static <T> List<T> decodeAll(List<Encoded> parts) {
        List<EncodedRecords> records = new ArrayList<>(parts.size());
        for (Encoded part : parts) {
            records.add(part.records());
        }
        return EncodedRecords.decodeAll(records, Thread.currentThread().getContextClassLoader());
    }

    /** How often each record occurs. */
    public static <T> ResultFunction<Encoded> countsByRecord() {
        return (scope, partition, input) -> {
            Map<T, Long> counts = new HashMap<>();
            new RecordIterator<T>(input).forEachRemaining(record -> counts.merge(record, 1L, Long::sum));
            List<Pair<T, Long>> pairs = new ArrayList<>(counts.size());
            counts.forEach((record, count) -> pairs.add(Pair.of(record, count)));
            return encode(pairs);
        };
    }

    /** What {@link #countsByRecord} gave, added up. */
    public static <T> Map<T, Long> countedByRecord(List<Encoded> parts) {
        Map<T, Long> counts = new HashMap<>();
        for (Pair<T, Long> part : Results.<Pair<T, Long>>decodeAll(parts)) {
            counts.merge(part.key(), part.value(), Long::sum);
        }
        return counts;
    }

    /** The records of a partition combined: a list of one, or of none if the partition is empty. */
    public static <T> ResultFunction<Encoded> reduce(SerBiFunction<T, T, T> function) {
        return new Reduce<>(function);
    }

    /** The combination of what {@link #reduce} gave. */
    public static <T> T reduced(List<Encoded> parts, SerBiFunction<T, T, T> function, CallSite callSite) {
        List<T> all = decodeAll(parts);
        if (all.isEmpty()) {
            throw new NoSuchElementException("reduce of a collection without records: " + callSite);
        }
        T combined = all.get(0);
        try {
            for (T next : all.subList(1, all.size())) {
                combined = function.apply(combined, next);
            }
        } catch (Exception e) {
            throw inDriver(e);
        }
        return combined;
    }

    /** The records of a partition added to a copy of {@code zero}. */
    public static <T, U> ResultFunction<Encoded> aggregate(U zero, SerBiFunction<U, ? super T, U> add) {
        return new Aggregate<T, U>(Closures.serialize(new Holder(zero)), add);
    }

    /** What {@link #aggregate} gave, merged into a copy of {@code zero}. */
    public static <U> U merged(List<Encoded> parts, U zero, SerBiFunction<U, U, U> merge) {
        U merged = copyOf(
                Closures.serialize(new Holder(zero)), Thread.currentThread().getContextClassLoader());
        try {
            for (U part : Results.<U>decodeAll(parts)) {
                merged = merge.apply(merged, part);
            }
        } catch (Exception e) {
            throw inDriver(e);
        }
        return merged;
    }

    /** Calls the user's code for every record. */
    public static <T> ResultFunction<Boolean> forEach(SerConsumer<? super T> action) {
        return new ForEach<T>(action);
    }

    /** Calls the user's code once with all records. */
    public static <T> ResultFunction<Boolean> forEachPartition(SerConsumer<Iterator<T>> action) {
        return new ForEachPartition<T>(action);
    }

    /** A failure of the user's code where the driver itself calls it. */
    static RuntimeException inDriver(Exception e) {
        return e instanceof RuntimeException unchecked
                ? unchecked
                : new JobFailedException("the function failed while the driver combined the results of tasks: " + e, e);
    }

    @SuppressWarnings("unchecked")
    private static <U> U copyOf(byte[] holder, ClassLoader classLoader) {
        return (U) ((Holder) Closures.deserialize(holder, classLoader)).value();
    }

    /** Anything in a serializable place. */
    record Holder(Object value) implements Serializable {}

    private record Reduce<T>(SerBiFunction<T, T, T> function) implements ResultFunction<Encoded> {
        @Override
        @SuppressWarnings("unchecked")
        public Encoded apply(TaskScope scope, int partition, BatchReader input) throws Exception {
            Batch batch = input.next();
            if (batch == null) {
                return encode(List.of());
            }
            T combined = (T) batch.record(0);
            for (int start = 1; batch != null; batch = input.next(), start = 0) {
                for (int i = start; i < batch.size; i++) {
                    combined = function.apply(combined, (T) batch.record(i));
                }
            }
            List<T> one = new ArrayList<>();
            one.add(combined);
            return encode(one);
        }
    }

    private record Aggregate<T, U>(byte[] zero, SerBiFunction<U, ? super T, U> add) implements ResultFunction<Encoded> {
        @Override
        @SuppressWarnings("unchecked")
        public Encoded apply(TaskScope scope, int partition, BatchReader input) throws Exception {
            U sum = copyOf(zero, scope.operators().classLoader());
            for (Batch batch = input.next(); batch != null; batch = input.next()) {
                for (int i = 0; i < batch.size; i++) {
                    sum = add.apply(sum, (T) batch.record(i));
                }
            }
            List<U> one = new ArrayList<>();
            one.add(sum);
            return encode(one);
        }
    }

    private record ForEachPartition<T>(SerConsumer<Iterator<T>> action) implements ResultFunction<Boolean> {
        @Override
        public boolean hasSideEffects() {
            return true;
        }

        @Override
        public Boolean apply(TaskScope scope, int partition, BatchReader input) throws Exception {
            action.accept(new RecordIterator<>(input));
            return true;
        }
    }

    private record ForEach<T>(SerConsumer<? super T> action) implements ResultFunction<Boolean> {
        @Override
        public boolean hasSideEffects() {
            return true;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Boolean apply(TaskScope scope, int partition, BatchReader input) throws Exception {
            for (Batch batch = input.next(); batch != null; batch = input.next()) {
                for (int i = 0; i < batch.size; i++) {
                    action.accept((T) batch.record(i));
                }
            }
            return true;
        }
    }
}
