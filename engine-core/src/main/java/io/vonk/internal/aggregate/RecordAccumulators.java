package io.vonk.internal.aggregate;

import io.vonk.internal.serial.RecordRows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Combinations that are records of one class with primitive components, as rows of numbers: to combine makes no object that
 * lives on, and touches one place in memory.
 */
final class RecordAccumulators extends Accumulators {
    private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;

    private final Aggregation.Combining aggregation;
    private final RecordRows rows;
    private final int width;
    private long[] values;
    private final @Nullable Object[] misfit = new @Nullable Object[1];

    /** Whose combination {@link #misfit} is; -1 if there is none. */
    private int misfitNumber = -1;

    RecordAccumulators(Aggregation.Combining aggregation, RecordRows rows) {
        this.aggregation = aggregation;
        this.rows = rows;
        this.width = rows.width();
        this.values = new long[KeyTable.FIRST_CAPACITY * width];
    }

    /** The largest capacity, a power of two, that an array has room for. */
    static int maxCapacity(RecordRows rows) {
        return Math.min(KeyTable.MAX_CAPACITY, Integer.highestOneBit(MAX_LENGTH / rows.width()));
    }

    @Override
    int maxCapacity() {
        return maxCapacity(rows);
    }

    @Override
    int add(@Nullable Object[] records, boolean pairs, boolean merging, int from, int to, int[] numbers)
            throws Exception {
        int i = from;
        while (i < to) {
            i = rows.merge(
                    merging ? aggregation.merging() : aggregation.adding(),
                    records,
                    pairs,
                    i,
                    to,
                    numbers,
                    size,
                    values,
                    misfit);
            if (i < 0) {
                misfitNumber = numbers[~i];
                return ~i + 1;
            }
            if (i < to) {
                Object value = pairs ? Aggregation.Combining.pair(records[i]).value() : records[i];
                Object first = merging ? value : aggregation.create(value);
                i++;
                if (first == null || !rows.takes(first)) {
                    misfit[0] = first;
                    misfitNumber = size;
                    return i;
                }
                append(first);
            }
        }
        return to;
    }

    void append(Object record) {
        rows.put(record, values, size * width);
        size++;
    }

    @Override
    Object value(int number) {
        return rows.get(values, number * width);
    }

    @Override
    boolean isOutgrown() {
        return misfitNumber >= 0;
    }

    @Override
    Accumulators generalised(int capacity) {
        ObjectAccumulators general = new ObjectAccumulators(aggregation);
        general.resize(capacity);
        for (int number = 0; number < size; number++) {
            general.append(value(number));
        }
        if (misfitNumber == size) {
            general.append(misfit[0]);
        } else if (misfitNumber >= 0) {
            general.set(misfitNumber, misfit[0]);
        }
        return general;
    }

    @Override
    long bytes(int count) {
        return 8L * width * count;
    }

    @Override
    long extraBytes() {
        return 0;
    }

    @Override
    void resize(int newCapacity) {
        values = Arrays.copyOf(values, newCapacity * width);
    }

    @Override
    void clear() {
        size = 0;
    }
}
