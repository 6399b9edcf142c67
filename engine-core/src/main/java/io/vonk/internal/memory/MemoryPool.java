package io.vonk.internal.memory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Divides a fixed number of bytes between the operators of running tasks and the cache.
 *
 * <p>There is one pool per process and no split between execution and storage: cached blocks give way when an operator
 * needs memory. An operator holds a {@link Lease}; a request that cannot be granted is refused at once, and the operator
 * then spills what it holds. Every lease can count on {@link #MINIMUM_LEASE_BYTES}, so that each operator can always go
 * on. A lease that holds more than its fair share is asked to spill ({@link Lease#pressed()}) as soon as another lease is
 * refused below its own share.
 *
 * <p>Thread safety: all methods may be called from any thread.
 */
public final class MemoryPool {
    /** What every lease gets, whatever the others hold: 8 pages of 64 KiB. */
    public static final long MINIMUM_LEASE_BYTES = 8 * 64 * 1024;

    /** Gives memory back on request: the cache. */
    @FunctionalInterface
    public interface Evictor {
        /** Releases at least {@code bytes} if it can, by calling {@link Lease#release}; called without any lock held. */
        void evict(long bytes);
    }

    private final long capacityBytes;
    private final Set<Lease> leases = new LinkedHashSet<>();
    private final List<Evictor> evictors = new ArrayList<>();
    private long usedBytes;

    /** A pool of {@code capacityBytes}. */
    public MemoryPool(long capacityBytes) {
        if (capacityBytes < 0) {
            throw new IllegalArgumentException("capacityBytes must not be negative; got: " + capacityBytes);
        }
        this.capacityBytes = capacityBytes;
    }

    /** A pool of the part of this JVM's heap that the engine may use for data. */
    public static MemoryPool ofHeap() {
        return new MemoryPool((long) (Runtime.getRuntime().maxMemory() * 0.55));
    }

    /** The size of the pool. */
    public long capacityBytes() {
        return capacityBytes;
    }

    /** What all leases hold together; at most the capacity plus the minimum of each lease. */
    public synchronized long usedBytes() {
        return usedBytes;
    }

    /** How many leases are open. */
    public synchronized int leaseCount() {
        return leases.size();
    }

    /** Registers a holder of memory that can be taken away. */
    public synchronized void addEvictor(Evictor evictor) {
        evictors.add(evictor);
    }

    /** Opens a lease that holds nothing yet. The caller closes it. */
    public synchronized Lease lease(String owner) {
        Lease lease = new Lease(this, owner);
        leases.add(lease);
        return lease;
    }

    boolean tryReserve(Lease lease, long bytes) {
        long missing;
        List<Evictor> askable;
        synchronized (this) {
            if (grant(lease, bytes)) {
                return true;
            }
            missing = usedBytes + bytes - capacityBytes;
            askable = List.copyOf(evictors);
        }
        for (Evictor evictor : askable) {
            evictor.evict(missing);
        }
        synchronized (this) {
            if (grant(lease, bytes)) {
                return true;
            }
            pressLargest(lease, bytes);
            return false;
        }
    }

    private boolean grant(Lease lease, long bytes) {
        if (usedBytes + bytes <= capacityBytes || lease.held + bytes <= MINIMUM_LEASE_BYTES) {
            lease.held += bytes;
            usedBytes += bytes;
            return true;
        }
        return false;
    }

    private void pressLargest(Lease refused, long bytes) {
        long share = capacityBytes / Math.max(1, leases.size());
        if (refused.held + bytes > share) {
            return;
        }
        Lease largest = null;
        for (Lease lease : leases) {
            if (lease != refused && lease.held > share && (largest == null || lease.held > largest.held)) {
                largest = lease;
            }
        }
        if (largest != null) {
            largest.pressed = true;
        }
    }

    synchronized void release(Lease lease, long bytes) {
        if (bytes < 0 || bytes > lease.held) {
            throw new IllegalStateException(
                    "lease '" + lease.owner() + "' holds " + lease.held + " bytes and cannot release " + bytes);
        }
        lease.held -= bytes;
        usedBytes -= bytes;
        if (lease.held <= MINIMUM_LEASE_BYTES) {
            lease.pressed = false;
        }
    }

    synchronized void close(Lease lease) {
        if (leases.remove(lease)) {
            usedBytes -= lease.held;
            lease.held = 0;
        }
    }
}
