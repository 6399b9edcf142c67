package io.vonk.internal.shuffle;

import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.MemoryPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the map outputs of one process until their shuffle is removed.
 *
 * <p>Outputs stay in memory as long as nobody else needs it: when an operator asks the pool for more than is free, the
 * thread that asks writes the oldest outputs to disk. No lock is held while that happens and nobody waits for it, so two
 * threads that press each other cannot block: an output that one of them is moving is skipped by the other.
 *
 * <p>Thread safety: all methods may be called by any thread.
 */
public final class ShuffleStore implements MapOutputSource, AutoCloseable {
    private final MemoryPool pool;
    private final ScratchDirectory scratch;
    /** What the outputs take; changed under this store's lock. */
    private final Lease lease;

    /** The oldest first. Changed and walked under this store's lock, together with {@link #readable}. */
    private final Map<MapOutputId, Entry> entries = new LinkedHashMap<>();

    /** The same entries, for readers: where thousands of tasks open thousands of outputs each, a lock is what they wait for. */
    private final Map<MapOutputId, Entry> readable = new ConcurrentHashMap<>();

    private final MemoryPool.Evictor evictor = this::evict;
    private boolean closed;

    private static final class Entry {
        /** Written under the store's lock, read without. */
        volatile MapOutput output;

        boolean moving;
        boolean removed;

        Entry(MapOutput output) {
            this.output = output;
        }
    }

    /** An empty store, which gives memory back to {@code pool} by writing to {@code scratch}. */
    public ShuffleStore(MemoryPool pool, ScratchDirectory scratch) {
        this.pool = pool;
        this.scratch = scratch;
        this.lease = pool.evictableLease("map outputs");
        pool.addEvictor(evictor);
    }

    /**
     * Takes an output over, with its memory and its file. A second output of the same attempt replaces the first.
     *
     * @throws IllegalStateException after {@link #close}; the output is closed then
     */
    public void put(MapOutputId id, MapOutput output) throws IOException {
        boolean refused;
        MapOutput replaced = null;
        synchronized (this) {
            refused = closed;
            if (!refused) {
                output.handOver(lease);
                Entry entry = new Entry(output);
                Entry old = entries.put(id, entry);
                readable.put(id, entry);
                replaced = old == null ? null : forget(old);
            }
        }
        if (refused) {
            output.close();
            throw new IllegalStateException("the shuffle store is closed; " + id + " is dropped");
        }
        if (replaced != null) {
            replaced.close();
        }
        long overdraft = pool.overdraftBytes();
        if (overdraft > 0) {
            evict(overdraft);
        }
    }

    @Override
    public MapOutput open(MapOutputId id) {
        Entry entry = readable.get(id);
        if (entry != null) {
            return entry.output;
        }
        throw new FetchFailedException(id, "this process has no such map output", null);
    }

    /** Whether the output is here. */
    public synchronized boolean contains(MapOutputId id) {
        return entries.containsKey(id);
    }

    /** The outputs that are here, in the order in which they came. */
    public synchronized List<MapOutputId> outputs() {
        return List.copyOf(entries.keySet());
    }

    /** Drops an output, if it is here, and deletes its file. */
    public void remove(MapOutputId id) {
        removeIf(id::equals);
    }

    /** Drops all outputs of a shuffle and deletes their files. */
    public void remove(ShuffleId shuffle) {
        removeIf(id -> id.shuffle().equals(shuffle));
    }

    private void removeIf(Predicate<MapOutputId> condition) {
        List<MapOutput> removed = new ArrayList<>();
        synchronized (this) {
            entries.entrySet().removeIf(entry -> {
                if (!condition.test(entry.getKey())) {
                    return false;
                }
                readable.remove(entry.getKey());
                MapOutput output = forget(entry.getValue());
                removed.add(output);
                return true;
            });
        }
        for (MapOutput output : removed) {
            close(output);
        }
    }

    /** Under the lock: takes an entry's memory off the account. Its file is deleted by the caller. */
    private MapOutput forget(Entry entry) {
        entry.removed = true;
        lease.release(entry.output.memoryBytes());
        return entry.output;
    }

    private static void close(MapOutput output) {
        try {
            output.close();
        } catch (IOException notDeleted) {
            log().warn("The file {} of a map output cannot be deleted", output.file(), notDeleted);
        }
    }

    /** Moves outputs to disk until {@code wanted} bytes are free or all are on disk. */
    private void evict(long wanted) {
        long freed = 0;
        while (freed < wanted) {
            Entry entry = nextToMove();
            if (entry == null) {
                return;
            }
            long bytes = move(entry);
            if (bytes < 0) {
                return;
            }
            freed += bytes;
        }
    }

    private synchronized @Nullable Entry nextToMove() {
        for (Entry entry : entries.values()) {
            if (!entry.moving && entry.output.inMemory()) {
                entry.moving = true;
                return entry;
            }
        }
        return null;
    }

    /** How many bytes moving the entry freed, or -1 if it failed. */
    private long move(Entry entry) {
        Path file = null;
        try {
            file = scratch.newFile("shuffle");
            MapOutput onDisk = entry.output.writeTo(file);
            synchronized (this) {
                if (!entry.removed) {
                    long freed = entry.output.memoryBytes() - onDisk.memoryBytes();
                    lease.release(freed);
                    entry.output = onDisk;
                    entry.moving = false;
                    return freed;
                }
            }
            Files.deleteIfExists(file);
            return 0;
        } catch (IOException | RuntimeException failed) {
            log().warn("A map output stays in memory because it cannot be written to {}", file, failed);
            return -1;
        }
    }

    /** Drops all outputs and deletes their files. */
    @Override
    public void close() {
        pool.removeEvictor(evictor);
        synchronized (this) {
            closed = true;
        }
        removeIf(id -> true);
        lease.close();
    }

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(ShuffleStore.class);
    }
}
