package io.vonk.internal.block;

import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.runtime.StorageLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kept partitions of one process.
 *
 * <p>A partition is put in as a whole, while the task that computes it reads it. When memory runs short, the partitions that
 * were used least recently give way. Objects are encoded first, which takes several times less memory and costs far less than
 * computing them again. After that, partitions with a disk level are written to disk, the others are forgotten and computed
 * again when needed. A partition never leaves memory for another one of the same collection, because a scan over a collection
 * that does not fit would then evict everything just before it is needed.
 *
 * <p>Thread safety: all methods may be called from any thread. Evicting writes files without holding the lock.
 */
public final class PartitionCache implements AutoCloseable {
    private final OperatorScope operators;
    private final Lease lease;
    private final MemoryPool.Evictor evictor = this::evict;
    /** The least recently used first. */
    private final Map<Key, KeptPartition> entries = new LinkedHashMap<>(16, 0.75f, true);

    /** The node for whose partition this thread asks for memory; evicting is done by the thread that asks. */
    private final ThreadLocal<@Nullable Long> asking = new ThreadLocal<>();

    /** What is being evicted: by one thread only, without the lock. */
    private final Set<Key> moving = new HashSet<>();

    private boolean closed;

    /** An empty cache. */
    public PartitionCache(OperatorScope operators) {
        this.operators = operators;
        this.lease = operators.memory().evictableLease("kept partitions");
        operators.memory().addEvictor(evictor);
    }

    /** Opens a kept partition; null if it is not here. */
    public @Nullable BatchReader open(long nodeId, int partition) throws IOException {
        KeptPartition kept;
        synchronized (this) {
            kept = entries.get(new Key(nodeId, partition));
        }
        if (kept == null) {
            return null;
        }
        try {
            return kept.open(operators.classLoader());
        } catch (IOException e) {
            log().warn("a kept partition cannot be read from disk and is computed again", e);
            remove(new Key(nodeId, partition));
            return null;
        }
    }

    /** Whether a partition is here. */
    public synchronized boolean contains(long nodeId, int partition) {
        return entries.containsKey(new Key(nodeId, partition));
    }

    /**
     * Keeps a partition while it is read.
     *
     * @param computed the partition; the returned reader closes it
     * @return a reader of the same records; the partition is kept when it has been read to its end
     */
    public BatchReader keep(OperatorScope scope, long nodeId, int partition, StorageLevel level, BatchReader computed) {
        return new KeepingReader(this, scope, new Key(nodeId, partition), level, computed);
    }

    /** Forgets all partitions of a node. */
    public void drop(long nodeId) {
        List<Key> keys;
        synchronized (this) {
            keys = entries.keySet().stream()
                    .filter(key -> key.nodeId() == nodeId)
                    .toList();
        }
        keys.forEach(this::remove);
    }

    /** How many bytes of memory are held. */
    public long memoryBytes() {
        return lease.heldBytes();
    }

    /** Asks for memory for a partition that is being kept. Other partitions of its node are not evicted for it. */
    boolean reserve(Key key, long bytes) {
        asking.set(key.nodeId());
        try {
            return lease.tryReserve(bytes);
        } finally {
            asking.remove();
        }
    }

    void release(long bytes) {
        lease.release(bytes);
    }

    /** Takes a complete partition over, with the memory reserved for it. */
    void put(Key key, KeptPartition kept) {
        KeptPartition refused = null;
        synchronized (this) {
            if (closed) {
                refused = kept;
            } else {
                refused = entries.put(key, kept);
            }
        }
        if (refused != null) {
            discard(refused);
        }
    }

    private void remove(Key key) {
        KeptPartition removed;
        synchronized (this) {
            removed = entries.remove(key);
        }
        if (removed != null) {
            discard(removed);
        }
    }

    private void discard(KeptPartition kept) {
        lease.release(kept.memoryBytes());
        kept.delete();
    }

    private void evict(long wanted) {
        long freed = 0;
        while (freed < wanted) {
            Map.Entry<Key, KeptPartition.Objects> objects = nextObjects();
            if (objects == null) {
                break;
            }
            freed += encode(objects.getKey(), objects.getValue());
        }
        while (freed < wanted) {
            Map.Entry<Key, KeptPartition> victim = nextVictim();
            if (victim == null) {
                return;
            }
            freed += evict(victim.getKey(), victim.getValue());
        }
    }

    /** Replaces objects by their encoded form, if that is possible; tells how much memory that freed. */
    private long encode(Key key, KeptPartition.Objects kept) {
        KeptPartition.Encoded encoded = null;
        try {
            encoded = kept.encoded();
        } catch (RuntimeException e) {
            log().debug("a kept partition cannot be encoded", e);
        }
        KeptPartition replacement = encoded == null ? kept.notEncodable() : encoded;
        synchronized (this) {
            moving.remove(key);
            if (!isSame(entries.get(key), kept)) {
                return 0; // dropped meanwhile, by somebody who has released its memory
            }
            entries.put(key, replacement);
        }
        long freed = kept.memoryBytes() - replacement.memoryBytes();
        lease.release(freed);
        return freed;
    }

    /** Moves a partition to disk, or forgets it; tells how much memory that freed. */
    private long evict(Key key, KeptPartition kept) {
        KeptPartition onDisk = null;
        if (kept.level().usesDisk()) {
            try {
                onDisk = kept.writtenTo(operators);
            } catch (IOException | RuntimeException e) {
                // The task that asks for memory must not fail for somebody else's partition.
                log().warn("a kept partition cannot be written to disk and is forgotten", e);
            }
        }
        boolean present;
        synchronized (this) {
            moving.remove(key);
            present = isSame(entries.get(key), kept);
            if (present && onDisk != null) {
                entries.put(key, onDisk);
            } else if (present) {
                entries.remove(key);
            }
        }
        if (!present) {
            // It was dropped meanwhile, by somebody who has released its memory.
            if (onDisk != null) {
                onDisk.delete();
            }
            return 0;
        }
        discard(kept);
        return kept.memoryBytes();
    }

    @SuppressWarnings("ReferenceEquality") // an equal partition that was kept later is another one
    private static boolean isSame(@Nullable KeptPartition left, KeptPartition right) {
        return left == right;
    }

    /** Picks the partition of objects that was used least recently, and that may be possible to encode. */
    private synchronized Map.@Nullable Entry<Key, KeptPartition.Objects> nextObjects() {
        for (Map.Entry<Key, KeptPartition> entry : entries.entrySet()) {
            if (entry.getValue() instanceof KeptPartition.Objects objects
                    && objects.encodable()
                    && moving.add(entry.getKey())) {
                return Map.entry(entry.getKey(), objects);
            }
        }
        return null;
    }

    /** Picks the partition that was used least recently, except those of the node that asks for memory. */
    private Map.@Nullable Entry<Key, KeptPartition> nextVictim() {
        Long asker = asking.get();
        synchronized (this) {
            for (Map.Entry<Key, KeptPartition> entry : entries.entrySet()) {
                Key key = entry.getKey();
                if (entry.getValue().memoryBytes() > 0 && (asker == null || asker != key.nodeId()) && moving.add(key)) {
                    return Map.entry(key, entry.getValue());
                }
            }
        }
        return null;
    }

    @Override
    public void close() {
        operators.memory().removeEvictor(evictor);
        List<KeptPartition> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(entries.values());
            entries.clear();
        }
        all.forEach(this::discard);
        lease.close();
    }

    /** A partition of a node. */
    record Key(long nodeId, int partition) {}

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(PartitionCache.class);
    }
}
