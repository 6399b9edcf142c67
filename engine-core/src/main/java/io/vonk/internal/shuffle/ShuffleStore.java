package io.vonk.internal.shuffle;

import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.MemoryPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * <p>Small outputs of consecutive map partitions are put together ({@link OutputBundle}) by the thread that brings the last of
 * them.
 *
 * <p>Thread safety: all methods may be called by any thread.
 */
public final class ShuffleStore implements MapOutputSource, AutoCloseable {
    private final MemoryPool pool;
    private final ScratchDirectory scratch;
    /** What the outputs take; changed under this store's lock. */
    private final Lease lease;

    /** In the order in which they came. Changed and walked under this store's lock, together with {@link #readable}. */
    private final Map<MapOutputId, Entry> entries = new LinkedHashMap<>();

    /** The same entries, for readers: where thousands of tasks open thousands of outputs each, a lock is what they wait for. */
    private final Map<MapOutputId, Entry> readable = new ConcurrentHashMap<>();

    /** What can be moved to disk, the oldest first. */
    private final Set<StoredOutput> inMemory = new LinkedHashSet<>();

    /** Small outputs that wait for their neighbours. */
    private final Map<ShuffleId, Map<Integer, @Nullable Entry[]>> unbundled = new HashMap<>();

    /** The portions that the readers of a shuffle were given last. */
    private final Map<ShuffleId, Portions> portions = new ConcurrentHashMap<>();

    private final MemoryPool.Evictor evictor = this::evict;
    private boolean closed;

    /** Where an output is. */
    private static final class Entry {
        /** Written under the store's lock, read without. */
        volatile Place place;

        Entry(StoredOutput stored) {
            this.place = new Place(stored, 0);
        }

        void move(StoredOutput to, int newMember) {
            place = new Place(to, newMember);
        }
    }

    private record Place(StoredOutput stored, int member) {}

    private record Portions(List<MapOutputId> ids, List<OutputPortion> portions) {}

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
        List<Entry> neighbours = null;
        synchronized (this) {
            refused = closed;
            if (!refused) {
                output.handOver(lease);
                StoredOutput stored = new StoredOutput(id, output);
                Entry entry = new Entry(stored);
                Entry old = entries.put(id, entry);
                readable.put(id, entry);
                portions.remove(id.shuffle());
                replaced = old == null ? null : forget(old);
                if (output.inMemory()) {
                    inMemory.add(stored);
                }
                if (OutputBundle.takes(output)) {
                    neighbours = complete(id, entry);
                }
            }
        }
        if (refused) {
            output.close();
            throw new IllegalStateException("the shuffle store is closed; " + id + " is dropped");
        }
        if (replaced != null) {
            replaced.close();
        }
        if (neighbours != null) {
            bundle(neighbours);
        }
        long overdraft = pool.overdraftBytes();
        if (overdraft > 0) {
            evict(overdraft);
        }
    }

    /** Under the lock: the outputs to bundle, by map partition, if {@code entry} is the last of them; they count as moving. */
    private @Nullable List<Entry> complete(MapOutputId id, Entry entry) {
        Map<Integer, @Nullable Entry[]> ofShuffle = unbundled.computeIfAbsent(id.shuffle(), shuffle -> new HashMap<>());
        Integer group = id.mapPartition() / OutputBundle.MEMBERS;
        @Nullable
        Entry[] waiting = ofShuffle.computeIfAbsent(group, number -> new @Nullable Entry[OutputBundle.MEMBERS]);
        waiting[id.mapPartition() % OutputBundle.MEMBERS] = entry;
        List<Entry> complete = new ArrayList<>(waiting.length);
        for (Entry one : waiting) {
            if (one == null) {
                return null;
            }
            complete.add(one);
        }
        ofShuffle.remove(group);
        for (Entry one : complete) {
            StoredOutput stored = one.place.stored();
            if (stored.moving || stored.isDropped() || !stored.content().inMemory()) {
                return null;
            }
        }
        complete.forEach(one -> one.place.stored().moving = true);
        return complete;
    }

    /** Puts small outputs together, if there is memory for both forms of them. */
    private void bundle(List<Entry> neighbours) {
        List<StoredOutput> singles = new ArrayList<>();
        List<MapOutput> outputs = new ArrayList<>();
        List<MapOutputId> ids = new ArrayList<>();
        for (Entry entry : neighbours) {
            singles.add(entry.place.stored());
            outputs.add(entry.place.stored().content());
            ids.addAll(entry.place.stored().ids());
        }
        OutputBundle.Bundled bundled = null;
        try (Lease both = pool.evictableLease("bundled map outputs")) {
            if (both.tryReserve(OutputBundle.maxBytes(outputs))) {
                bundled = OutputBundle.of(outputs);
            }
            synchronized (this) {
                singles.forEach(single -> single.moving = false);
                if (bundled == null || !singles.stream().allMatch(StoredOutput::isWhole)) {
                    return;
                }
                StoredOutput stored = new StoredOutput(List.copyOf(ids), bundled.bundle(), bundled.content());
                for (int i = 0; i < neighbours.size(); i++) {
                    StoredOutput single = singles.get(i);
                    lease.release(single.memoryBytes());
                    inMemory.remove(single);
                    neighbours.get(i).move(stored, i);
                }
                both.transferTo(lease, stored.memoryBytes());
                inMemory.add(stored);
                portions.remove(ids.get(0).shuffle());
            }
        }
    }

    @Override
    public MapOutput open(MapOutputId id) {
        Entry entry = readable.get(id);
        if (entry != null) {
            Place place = entry.place;
            return place.stored().output(place.member());
        }
        throw new FetchFailedException(id, "this process has no such map output", null);
    }

    @Override
    public List<OutputPortion> portions(List<MapOutputId> wanted) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<MapOutputId> ids = List.copyOf(wanted); // the same list, if it cannot be changed
        ShuffleId shuffle = ids.get(0).shuffle();
        Portions known = portions.get(shuffle);
        if (known != null && isSame(known.ids(), ids)) {
            return known.portions();
        }
        synchronized (this) {
            List<OutputPortion> found = List.copyOf(find(ids));
            portions.put(shuffle, new Portions(ids, found));
            return found;
        }
    }

    @SuppressWarnings("ReferenceEquality") // to compare thousands of ids for each reader is what is to be avoided
    private static boolean isSame(List<MapOutputId> left, List<MapOutputId> right) {
        return left == right;
    }

    private List<OutputPortion> find(List<MapOutputId> ids) {
        List<OutputPortion> found = new ArrayList<>();
        for (int i = 0; i < ids.size(); ) {
            MapOutputId id = ids.get(i);
            Entry entry = entries.get(id);
            StoredOutput stored = entry == null ? null : entry.place.stored();
            int end = stored == null ? i : i + stored.ids().size();
            if (stored != null
                    && end <= ids.size()
                    && stored.isWhole()
                    && stored.ids().equals(ids.subList(i, end))) {
                found.add(stored);
                i = end;
            } else {
                found.add(new MapOutputSource.Single(this, id));
                i++;
            }
        }
        return found;
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
                portions.remove(entry.getKey().shuffle());
                MapOutput output = forget(entry.getValue());
                if (output != null) {
                    removed.add(output);
                }
                return true;
            });
            unbundled
                    .keySet()
                    .removeIf(shuffle -> entries.keySet().stream()
                            .noneMatch(id -> id.shuffle().equals(shuffle)));
        }
        for (MapOutput output : removed) {
            close(output);
        }
    }

    /**
     * Under the lock: takes an entry's memory off the account. Returns what the caller is to close, if nobody else's records
     * are in it.
     */
    private @Nullable MapOutput forget(Entry entry) {
        Place place = entry.place;
        StoredOutput stored = place.stored();
        if (!stored.drop(place.member())) {
            return null;
        }
        inMemory.remove(stored);
        lease.release(stored.memoryBytes());
        return stored.content();
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
            StoredOutput stored = nextToMove();
            if (stored == null) {
                return;
            }
            long bytes = move(stored);
            if (bytes < 0) {
                return;
            }
            freed += bytes;
        }
    }

    private synchronized @Nullable StoredOutput nextToMove() {
        for (StoredOutput stored : inMemory) {
            if (!stored.moving) {
                stored.moving = true;
                return stored;
            }
        }
        return null;
    }

    /** How many bytes moving the output freed, or -1 if it failed; then it is not tried again. */
    private long move(StoredOutput stored) {
        Path file = null;
        try {
            file = scratch.newFile("shuffle");
            MapOutput onDisk = stored.content().writeTo(file);
            synchronized (this) {
                if (!stored.isDropped()) {
                    inMemory.remove(stored);
                    stored.moving = false;
                    long freed = stored.moved(onDisk);
                    lease.release(freed);
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
