package io.vonk.internal.aggregate;

import org.jspecify.annotations.Nullable;

/** For keys alone. */
final class NoAccumulators extends Accumulators {
    @Override
    int add(@Nullable Object[] records, boolean pairs, boolean merging, int from, int to, int[] numbers) {
        return to;
    }

    @Override
    @Nullable
    Object value(int number) {
        return null;
    }

    @Override
    Accumulators generalised(int capacity) {
        return this;
    }

    @Override
    long bytes(int count) {
        return 0;
    }

    @Override
    long extraBytes() {
        return 0;
    }

    @Override
    void resize(int newCapacity) {
        // Nothing is held.
    }

    @Override
    void clear() {
        // Nothing is held.
    }
}
