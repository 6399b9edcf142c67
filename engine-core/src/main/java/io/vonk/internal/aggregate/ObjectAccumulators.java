package io.vonk.internal.aggregate;

import io.vonk.internal.serial.RecordRows;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Combinations as objects, made by the user's functions. */
final class ObjectAccumulators extends Accumulators {
    private final Aggregation.Combining aggregation;
    private @Nullable Object[] values = new @Nullable Object[KeyTable.FIRST_CAPACITY];
    private final SampledSize valueSizes = new SampledSize();

    ObjectAccumulators(Aggregation.Combining aggregation) {
        this.aggregation = aggregation;
    }

    @Override
    int add(@Nullable Object[] records, boolean pairs, boolean merging, int from, int to, int[] numbers)
            throws Exception {
        for (int i = from; i < to; i++) {
            Object value = pairs ? Aggregation.Combining.pair(records[i]).value() : records[i];
            int number = numbers[i];
            if (number == size) {
                append(merging ? value : aggregation.create(value));
            } else if (merging) {
                values[number] = aggregation.merge(values[number], value);
            } else {
                values[number] = aggregation.add(values[number], value);
            }
        }
        return to;
    }

    void append(@Nullable Object value) {
        values[size++] = value;
    }

    void set(int number, @Nullable Object value) {
        values[number] = value;
    }

    @Override
    @Nullable
    Object value(int number) {
        return values[number];
    }

    @Override
    Accumulators generalised(int capacity) {
        return this;
    }

    @Override
    Accumulators specialised(int capacity) {
        RecordRows rows = size == 0 ? null : RecordRows.of(values[0]);
        if (rows == null || capacity > RecordAccumulators.maxCapacity(rows)) {
            return this;
        }
        for (int number = 0; number < size; number++) {
            if (!rows.takes(values[number])) {
                return this;
            }
        }
        RecordAccumulators special = new RecordAccumulators(aggregation, rows);
        special.resize(capacity);
        for (int number = 0; number < size; number++) {
            special.append(Objects.requireNonNull(values[number]));
        }
        return special;
    }

    @Override
    long bytes(int count) {
        return 8L * count;
    }

    @Override
    long extraBytes() {
        return valueSizes.estimate(values, size);
    }

    @Override
    void resize(int newCapacity) {
        values = Arrays.copyOf(values, newCapacity);
    }

    @Override
    void clear() {
        Arrays.fill(values, 0, size, null);
        size = 0;
    }
}
