package io.vonk.internal.exchange;

import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.shuffle.MapOutput;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.ShuffleStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The shuffles of a session that runs in one process. Map outputs stay where they were written and are read by reference.
 *
 * <p>A map output is written under its attempt's number and is invisible until the driver's thread accepts that attempt.
 *
 * <p>Thread safety: {@link #read} and {@link #write} are called by tasks, the rest by the driver; all may run at once.
 */
public final class LocalShuffles implements ProcessShuffles {
    private final ShuffleStore store;
    private final ClassLoader classLoader;
    private final OpenShuffles<MapOutputId> shuffles = new OpenShuffles<>();
    /** Which output an attempt that has not been accepted yet has written. */
    private final Map<Long, MapOutputId> written = new ConcurrentHashMap<>();

    /** No shuffles yet; memory and scratch space are those of {@code operators}. */
    public LocalShuffles(OperatorScope operators) {
        this.store = new ShuffleStore(operators.memory(), operators.scratch());
        this.classLoader = operators.classLoader();
    }

    // ---- tasks ----------------------------------------------------------------------------------------------------

    @Override
    public BatchReader read(TaskScope scope, ShuffleId shuffle, Exchange exchange, int partition) throws Exception {
        OpenShuffle<MapOutputId> open = shuffles.get(shuffle);
        List<MapOutputId> outputs = open.accepted();
        return Exchanges.reader(scope, exchange, store, outputs, partition, open.rangeBounds());
    }

    @Override
    public long write(TaskScope scope, ShuffleId shuffle, Exchange exchange, int mapPartition, BatchReader input)
            throws Exception {
        long attempt = scope.context().attemptId();
        MapOutputId id = new MapOutputId(shuffle, mapPartition, new TaskAttemptId(attempt));
        MapOutput output = Exchanges.write(scope, exchange, input);
        written.put(attempt, id);
        store.put(id, output);
        return output.digest();
    }

    // ---- the driver -----------------------------------------------------------------------------------------------

    @Override
    public void open(ShuffleId shuffle, Exchange exchange, int mapPartitionCount) {
        shuffles.open(shuffle, exchange, mapPartitionCount);
    }

    @Override
    public void accept(ShuffleId shuffle, int mapPartition, long attempt) {
        MapOutputId id = new MapOutputId(shuffle, mapPartition, new TaskAttemptId(attempt));
        written.remove(attempt);
        MapOutputId replaced = shuffles.get(shuffle).accept(mapPartition, id);
        if (replaced != null && !replaced.equals(id)) {
            store.remove(replaced);
        }
    }

    @Override
    public void discard(long attempt) {
        MapOutputId id = written.remove(attempt);
        if (id != null) {
            store.remove(id);
        }
    }

    @Override
    public void unregister(ShuffleId shuffle, int from, int until) {
        shuffles.unregister(shuffle, from, until).forEach(store::remove);
    }

    @Override
    public void finish(ShuffleId shuffle) {
        shuffles.get(shuffle).cutRanges(output -> store.open(output).sparseIndex(), classLoader);
    }

    @Override
    public void drop(ShuffleId shuffle) {
        shuffles.drop(shuffle);
        store.remove(shuffle);
    }

    /** The store of the map outputs, for tests that damage them. */
    public ShuffleStore store() {
        return store;
    }

    @Override
    public void close() {
        shuffles.clear();
        store.close();
    }
}
