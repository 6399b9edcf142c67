package io.vonk.internal.driver;

import io.vonk.runtime.Accumulator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The broadcasts and accumulators of a session. Thread safety: safe for use by many threads. */
final class SharedValues {
    private final AtomicLong broadcastIds = new AtomicLong();
    private final AtomicLong accumulatorIds = new AtomicLong();
    private final Map<Long, Object> broadcasts = new ConcurrentHashMap<>();
    private final Map<Long, Accumulator<?, ?>> accumulators = new ConcurrentHashMap<>();

    long broadcast(Object value) {
        long id = broadcastIds.incrementAndGet();
        broadcasts.put(id, value);
        return id;
    }

    @Nullable
    Object broadcastValue(long id) {
        return broadcasts.get(id);
    }

    void destroyBroadcast(long id) {
        broadcasts.remove(id);
    }

    void register(Accumulator<?, ?> accumulator) {
        long id = accumulatorIds.incrementAndGet();
        accumulator.register(id);
        accumulators.put(id, accumulator);
    }

    /** Adds what a task has added to its copies. */
    void merge(List<Accumulator<?, ?>> copies) {
        for (Accumulator<?, ?> copy : copies) {
            Accumulator<?, ?> own = accumulators.get(copy.id());
            if (own != null) {
                mergeUnchecked(own, copy);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T, R> void mergeUnchecked(Accumulator<T, R> own, Accumulator<?, ?> copy) {
        own.merge((Accumulator<T, R>) copy);
    }

    void clear() {
        broadcasts.clear();
        accumulators.clear();
    }
}
