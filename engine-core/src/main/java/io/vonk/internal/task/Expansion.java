package io.vonk.internal.task;

import io.vonk.data.Pair;
import io.vonk.function.SerFunction;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.plan.RecordOperator.Kind;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * An operator at work that makes any number of records of one: takes in a batch and gives its results in batches, so that
 * not even an endless iterator has to fit into memory. Used by one thread.
 */
@SuppressWarnings({"unchecked", "NullAway"}) // records, keys and values may be null
final class Expansion {
    private final SerFunction<Object, Iterator<?>> function;
    private final boolean ofValues;
    private final Batch.Objects output = new Batch.Objects();
    private Batch.@Nullable Objects input;
    private int next;
    private @Nullable Object key;
    private @Nullable Iterator<?> results;

    Expansion(Kind kind, Object function) {
        this.function = (SerFunction<Object, Iterator<?>>) function;
        this.ofValues = kind == Kind.FLAT_MAP_VALUES;
    }

    /** Takes in a batch, which must not change before {@link #next} has returned null. */
    void load(Batch.Objects batch) {
        input = batch;
        next = 0;
        results = null;
    }

    /** The next results, or null when those of the whole batch have been given. */
    Batch.@Nullable Objects next() throws Exception {
        Batch.Objects from = input;
        if (from == null) {
            return null;
        }
        int size = 0;
        @Nullable Object[] into = output.records;
        while (true) {
            Iterator<?> open = results;
            if (open != null) {
                size = ofValues ? drainValues(open, key, into, size) : drain(open, into, size);
                if (size == into.length) {
                    break;
                }
            }
            if (next == from.size) {
                break;
            }
            results = expand(from.records[next++]);
        }
        if (size == 0) {
            input = null;
            results = null;
            return null;
        }
        output.size = size;
        return output;
    }

    /** Appends what is left of {@code open}, as far as there is room; a short loop, in which nothing else is looked at. */
    private static int drain(Iterator<?> open, @Nullable Object[] into, int from) {
        int size = from;
        while (size < into.length && open.hasNext()) {
            into[size++] = open.next();
        }
        return size;
    }

    private static int drainValues(Iterator<?> open, @Nullable Object key, @Nullable Object[] into, int from) {
        int size = from;
        while (size < into.length && open.hasNext()) {
            into[size++] = new Pair<>(key, open.next());
        }
        return size;
    }

    private @Nullable Iterator<?> expand(@Nullable Object record) throws Exception {
        if (ofValues) {
            Pair<?, ?> pair = (Pair<?, ?>) record;
            key = pair.key();
            return function.apply(pair.value());
        }
        return function.apply(record);
    }

    /** The record that was at work last. */
    @Nullable
    Object current() {
        Batch.Objects from = input;
        return from == null || next == 0 ? null : from.records[next - 1];
    }
}
