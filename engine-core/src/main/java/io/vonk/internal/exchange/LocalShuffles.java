package io.vonk.internal.exchange;

import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.shuffle.FetchFailedException;
import io.vonk.internal.shuffle.MapOutput;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.MapOutputWriter;
import io.vonk.internal.shuffle.ShuffleStore;
import io.vonk.internal.task.ShuffleAccess;
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
public final class LocalShuffles implements ShuffleAccess, AutoCloseable {
    private final ShuffleStore store;
    private final ClassLoader classLoader;
    private final Map<ShuffleId, OpenShuffle> shuffles = new ConcurrentHashMap<>();
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
        OpenShuffle open = openShuffle(shuffle);
        List<MapOutputId> outputs = open.accepted();
        return Exchanges.reader(scope, exchange, store, outputs, partition, open.rangeBounds());
    }

    @Override
    public long write(TaskScope scope, ShuffleId shuffle, Exchange exchange, int mapPartition, BatchReader input)
            throws Exception {
        long attempt = scope.context().attemptId();
        MapOutputId id = new MapOutputId(shuffle, mapPartition, new TaskAttemptId(attempt));
        try (MapOutputWriter writer = Exchanges.writer(scope, exchange)) {
            for (var batch = input.next(); batch != null; batch = input.next()) {
                writer.write(batch);
            }
            MapOutput output = writer.finish();
            written.put(attempt, id);
            store.put(id, output);
            return output.digest();
        }
    }

    private OpenShuffle openShuffle(ShuffleId shuffle) {
        OpenShuffle open = shuffles.get(shuffle);
        if (open == null) {
            throw new IllegalStateException(shuffle + " is not known, or has been dropped");
        }
        return open;
    }

    // ---- the driver -----------------------------------------------------------------------------------------------

    /** Makes a shuffle known; does nothing if it is. */
    public void open(ShuffleId shuffle, Exchange exchange, int mapPartitionCount) {
        shuffles.computeIfAbsent(shuffle, id -> new OpenShuffle(id, exchange, mapPartitionCount));
    }

    /** Makes the output of an attempt the one that counts. */
    public void accept(ShuffleId shuffle, int mapPartition, long attempt) {
        MapOutputId id = new MapOutputId(shuffle, mapPartition, new TaskAttemptId(attempt));
        written.remove(attempt);
        MapOutputId replaced = openShuffle(shuffle).accept(id);
        if (replaced != null && !replaced.equals(id)) {
            store.remove(replaced);
        }
    }

    /** Deletes what an attempt has written that does not count; does nothing if it has written nothing. */
    public void discard(long attempt) {
        MapOutputId id = written.remove(attempt);
        if (id != null) {
            store.remove(id);
        }
    }

    /** Deletes the map outputs of a range of partitions: they are lost, or made from data that has changed. */
    public void unregister(ShuffleId shuffle, int from, int until) {
        OpenShuffle open = shuffles.get(shuffle);
        if (open != null) {
            open.unregister(from, until).forEach(store::remove);
        }
    }

    /** Does what is to be done between the last map output and the first reader: cuts the ranges of a sort. */
    public void finish(ShuffleId shuffle) {
        OpenShuffle open = openShuffle(shuffle);
        open.cutRanges(store, classLoader);
    }

    /** Deletes a shuffle. */
    public void drop(ShuffleId shuffle) {
        shuffles.remove(shuffle);
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

    /** A shuffle that a reader asked for before all its outputs were there. */
    static FetchFailedException missing(ShuffleId shuffle, int mapPartition) {
        return new FetchFailedException(
                new MapOutputId(shuffle, mapPartition, new TaskAttemptId(0)), "it has not been computed", null);
    }
}
