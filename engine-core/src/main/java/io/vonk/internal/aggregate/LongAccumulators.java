package io.vonk.internal.aggregate;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Combinations of numbers by an operation that the engine knows. */
final class LongAccumulators extends Accumulators {
    private final LongOperation operation;
    private final Aggregation.Combining aggregation;
    private long[] values = new long[KeyTable.FIRST_CAPACITY];

    LongAccumulators(LongOperation operation, Aggregation.Combining aggregation) {
        this.operation = operation;
        this.aggregation = aggregation;
    }

    @Override
    int add(@Nullable Object[] records, boolean merging, int from, int to, int[] numbers) {
        if (operation == LongOperation.LONG_SUM) {
            return sum(records, from, to, numbers);
        }
        for (int i = from; i < to; i++) {
            Object value = Aggregation.Combining.pair(records[i]).value();
            if (value == null || !operation.takes(value)) {
                return i;
            }
            add(numbers[i], operation.bits(value));
        }
        return to;
    }

    private int sum(@Nullable Object[] records, int from, int to, int[] numbers) {
        for (int i = from; i < to; i++) {
            if (!(Aggregation.Combining.pair(records[i]).value() instanceof Long value)) {
                return i;
            }
            int number = numbers[i];
            if (number == size) {
                values[size++] = value;
            } else {
                values[number] += value;
            }
        }
        return to;
    }

    /** Adds the bits of one value. */
    void add(int number, long bits) {
        if (number == size) {
            values[size++] = bits;
        } else {
            values[number] = operation.apply(values[number], bits);
        }
    }

    LongOperation operation() {
        return operation;
    }

    long bits(int number) {
        return values[number];
    }

    @Override
    Object value(int number) {
        return operation.value(values[number]);
    }

    @Override
    Accumulators generalised(int capacity) {
        ObjectAccumulators general = new ObjectAccumulators(aggregation);
        general.resize(capacity);
        for (int number = 0; number < size; number++) {
            general.append(value(number));
        }
        return general;
    }

    @Override
    long bytes(int count) {
        return 8L * count;
    }

    @Override
    long extraBytes() {
        return 0;
    }

    @Override
    void resize(int newCapacity) {
        values = Arrays.copyOf(values, newCapacity);
    }

    @Override
    void clear() {
        size = 0;
    }
}
