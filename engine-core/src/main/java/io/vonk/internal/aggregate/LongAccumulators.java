package io.vonk.internal.aggregate;

import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
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
    int add(@Nullable Object[] records, boolean pairs, boolean merging, int from, int to, int[] numbers) {
        if (operation == LongOperation.LONG_SUM) {
            return sum(records, pairs, from, to, numbers);
        }
        for (int i = from; i < to; i++) {
            Object value = pairs ? Aggregation.Combining.pair(records[i]).value() : records[i];
            if (value == null || !operation.takes(value)) {
                return i;
            }
            add(numbers[i], operation.bits(value));
        }
        return to;
    }

    private int sum(@Nullable Object[] records, boolean pairs, int from, int to, int[] numbers) {
        for (int i = from; i < to; i++) {
            Object record = pairs ? Aggregation.Combining.pair(records[i]).value() : records[i];
            if (!(record instanceof Long value)) {
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
    private void add(int number, long bits) {
        if (number == size) {
            values[size++] = bits;
        } else {
            values[number] = operation.apply(values[number], bits);
        }
    }

    @Override
    boolean takes(RecordCodec codec) {
        return switch (operation) {
            case LONG_SUM, LONG_MAX, LONG_MIN -> RecordCodecs.isLong(codec);
            case INTEGER_SUM, INTEGER_MAX, INTEGER_MIN -> RecordCodecs.isInteger(codec);
            case DOUBLE_SUM, DOUBLE_MAX, DOUBLE_MIN -> false;
        };
    }

    @Override
    void add(long[] bits, int count, int[] numbers) {
        if (operation != LongOperation.LONG_SUM) {
            for (int i = 0; i < count; i++) {
                add(numbers[i], bits[i]);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            int number = numbers[i];
            if (number == size) {
                values[size++] = bits[i];
            } else {
                values[number] += bits[i];
            }
        }
    }

    @Override
    long bits(int number) {
        return values[number];
    }

    @Override
    Object value(int number) {
        return operation.value(values[number]);
    }

    @Override
    void values(int from, int count, @Nullable Object[] into) {
        if (operation == LongOperation.LONG_SUM) {
            for (int i = 0; i < count; i++) {
                into[i] = values[from + i];
            }
        } else {
            super.values(from, count, into);
        }
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
