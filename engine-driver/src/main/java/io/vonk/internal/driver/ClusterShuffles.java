package io.vonk.internal.driver;

import io.vonk.internal.exchange.MapOutputRegistry;
import io.vonk.internal.exchange.PlacedOutput;
import io.vonk.internal.exchange.SessionShuffles;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.plan.Exchange;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The shuffles of a session whose executors are other processes: their outputs are known by number, and deleted from afar. */
final class ClusterShuffles implements SessionShuffles {

    /** Deletes map outputs where they are, some time soon. */
    interface Deleter {
        void delete(List<PlacedOutput> outputs);

        void delete(ShuffleId shuffle);
    }

    private final ClassLoader classLoader;
    private final Deleter deleter;
    private final MapOutputRegistry registry = new MapOutputRegistry();
    /** What attempts have written that have not been accepted yet. */
    private final Map<Long, PlacedOutput> written = new ConcurrentHashMap<>();

    ClusterShuffles(ClassLoader classLoader, Deleter deleter) {
        this.classLoader = classLoader;
        this.deleter = deleter;
    }

    MapOutputRegistry registry() {
        return registry;
    }

    /** An attempt says that it has written an output; any thread may tell. */
    void written(PlacedOutput output) {
        written.put(output.id().attempt().value(), output);
    }

    @Override
    public void open(ShuffleId shuffle, Exchange exchange, int mapPartitionCount) {
        registry.open(shuffle, exchange, mapPartitionCount);
    }

    @Override
    public void accept(ShuffleId shuffle, int mapPartition, long attempt) {
        PlacedOutput output = written.remove(attempt);
        if (output == null
                || !output.id().shuffle().equals(shuffle)
                || output.id().mapPartition() != mapPartition) {
            throw new IllegalStateException("attempt " + attempt + " counts for map partition " + mapPartition + " of "
                    + shuffle + ", but has reported " + output);
        }
        PlacedOutput replaced = registry.accept(output);
        if (replaced != null) {
            deleter.delete(List.of(replaced));
        }
    }

    @Override
    public void discard(long attempt) {
        PlacedOutput output = written.remove(attempt);
        if (output != null) {
            deleter.delete(List.of(output));
        }
    }

    @Override
    public void unregister(ShuffleId shuffle, int from, int until) {
        deleter.delete(registry.unregister(shuffle, from, until));
    }

    @Override
    public void finish(ShuffleId shuffle) {
        registry.finish(shuffle, classLoader);
    }

    @Override
    public void drop(ShuffleId shuffle) {
        registry.drop(shuffle);
        deleter.delete(shuffle);
    }

    @Override
    public void close() {
        // Executors and workers delete what belongs to an application that has ended.
        written.clear();
    }
}
