package io.vonk.runtime;

import java.util.ArrayList;
import java.util.List;

/** A list of values, in no fixed order. The values must be serializable. */
public final class CollectionAccumulator<T> extends Accumulator<T, List<T>> {
    private static final long serialVersionUID = 1;
    private final ArrayList<T> values = new ArrayList<>();

    @Override
    public synchronized void add(T value) {
        values.add(value);
    }

    @Override
    public synchronized void merge(Accumulator<T, List<T>> other) {
        values.addAll(other.value());
    }

    @Override
    public synchronized void reset() {
        values.clear();
    }

    @Override
    public synchronized boolean isZero() {
        return values.isEmpty();
    }

    /** A copy of the values so far. */
    @Override
    public synchronized List<T> value() {
        return new ArrayList<>(values);
    }
}
