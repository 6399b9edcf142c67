package io.vonk.internal.exchange;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.plan.Exchange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The shuffles that a session knows. Thread safety: safe for use by many threads.
 *
 * @param <O> what is known of a map output
 */
final class OpenShuffles<O> {
    private final Map<ShuffleId, OpenShuffle<O>> shuffles = new ConcurrentHashMap<>();

    /** Makes a shuffle known; does nothing if it is. */
    void open(ShuffleId shuffle, Exchange exchange, int mapPartitionCount) {
        shuffles.computeIfAbsent(shuffle, id -> new OpenShuffle<>(id, exchange, mapPartitionCount));
    }

    /** A shuffle, if it is known. */
    @Nullable
    OpenShuffle<O> find(ShuffleId shuffle) {
        return shuffles.get(shuffle);
    }

    /** A shuffle that must be known. */
    OpenShuffle<O> get(ShuffleId shuffle) {
        OpenShuffle<O> open = shuffles.get(shuffle);
        if (open == null) {
            throw new IllegalStateException(shuffle + " is not known, or has been dropped");
        }
        return open;
    }

    /** Makes outputs not count any more; returns those that did: none, if the shuffle is not known. */
    List<O> unregister(ShuffleId shuffle, int from, int until) {
        OpenShuffle<O> open = shuffles.get(shuffle);
        return open == null ? List.of() : open.unregister(from, until);
    }

    /** Forgets a shuffle. */
    void drop(ShuffleId shuffle) {
        shuffles.remove(shuffle);
    }

    /** Forgets all shuffles. */
    void clear() {
        shuffles.clear();
    }
}
