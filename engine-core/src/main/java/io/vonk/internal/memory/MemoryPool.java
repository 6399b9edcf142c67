package io.vonk.internal.memory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

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

    /** From this part of the capacity on the collector is asked, too. */
    private static final double ASK_FROM = 0.3;

    private final long capacityBytes;
    /** How often the collector has complained so far. */
    private final LongSupplier alarms;

    private final AtomicLong alarmsSeen = new AtomicLong();
    private final Set<Lease> leases = new LinkedHashSet<>();
    private final List<Evictor> evictors = new ArrayList<>();
    private long usedBytes;
    private int sharingLeases;

    /** A pool of {@code capacityBytes}. */
    public MemoryPool(long capacityBytes) {
        this(capacityBytes, () -> 0);
    }

    /**
     * A pool of {@code capacityBytes} that takes memory back from its largest holder and from the evictors whenever {@code
     * alarms} has grown, as {@link HeapPressure} does when a collection frees too little.
     */
    public MemoryPool(long capacityBytes, LongSupplier alarms) {
        if (capacityBytes < 0) {
            throw new IllegalArgumentException("capacityBytes must not be negative; got: " + capacityBytes);
        }
        this.capacityBytes = capacityBytes;
        this.alarms = alarms;
    }

    /** A pool of the part of this JVM's heap that the engine may use for data. */
    public static MemoryPool ofHeap() {
        return new MemoryPool((long) (Runtime.getRuntime().maxMemory() * 0.55), new HeapPressure());
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

    /** Registers a holder of memory that can be taken away; those that came first are asked first. */
    public synchronized void addEvictor(Evictor evictor) {
        evictors.add(evictor);
    }

    /** Forgets an evictor; it may still be called by a request that is under way. */
    public synchronized void removeEvictor(Evictor evictor) {
        evictors.remove(evictor);
    }

    /** Opens a lease that holds nothing yet. The caller closes it. */
    public Lease lease(String owner) {
        return open(new Lease(this, owner, true));
    }

    /**
     * Opens a lease for bytes that an {@link Evictor} can take away: it has no part in the fair shares and is never asked
     * to spill. The caller closes it.
     */
    public Lease evictableLease(String owner) {
        return open(new Lease(this, owner, false));
    }

    private synchronized Lease open(Lease lease) {
        leases.add(lease);
        sharingLeases += lease.sharing ? 1 : 0;
        return lease;
    }

    /** How many bytes are held beyond the capacity, because every lease can count on its minimum. */
    public synchronized long overdraftBytes() {
        return Math.max(0, usedBytes - capacityBytes);
    }

    /** Hands {@code bytes} of one lease over to another lease, without a moment in which somebody else can get them. */
    synchronized void transfer(Lease from, Lease to, long bytes) {
        take(from, bytes);
        if (leases.contains(to)) {
            to.held += bytes;
        } else {
            usedBytes -= bytes;
        }
    }

    boolean tryReserve(Lease lease, long bytes) {
        List<Evictor> askable;
        boolean granted;
        boolean ask;
        synchronized (this) {
            granted = grant(lease, bytes);
            ask = usedBytes > capacityBytes * ASK_FROM;
        }
        if (ask) {
            heedAlarm();
        }
        if (granted) {
            return true;
        }
        synchronized (this) {
            askable = List.copyOf(evictors);
        }
        for (Evictor evictor : askable) {
            long missing = missing(bytes);
            if (missing <= 0) {
                break;
            }
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

    private synchronized long missing(long bytes) {
        return usedBytes + bytes - capacityBytes;
    }

    /** If the collector has complained since the last time: the largest holder is to spill, and evictors give way. */
    private void heedAlarm() {
        long now = alarms.getAsLong();
        if (alarmsSeen.getAndSet(now) == now) {
            return;
        }
        List<Evictor> askable;
        synchronized (this) {
            press(null, MINIMUM_LEASE_BYTES);
            askable = List.copyOf(evictors);
        }
        for (Evictor evictor : askable) {
            evictor.evict(capacityBytes / 8);
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
        long share = capacityBytes / Math.max(1, sharingLeases);
        if (refused.held + bytes <= share) {
            press(refused, share);
        }
    }

    private void press(@Nullable Lease except, long above) {
        Lease largest = null;
        for (Lease lease : leases) {
            if (lease != except
                    && lease.sharing
                    && lease.held > above
                    && (largest == null || lease.held > largest.held)) {
                largest = lease;
            }
        }
        if (largest != null) {
            largest.pressed = true;
        }
    }

    synchronized void release(Lease lease, long bytes) {
        take(lease, bytes);
        usedBytes -= bytes;
    }

    private void take(Lease lease, long bytes) {
        if (bytes < 0 || bytes > lease.held) {
            throw new IllegalStateException(
                    "lease '" + lease.owner() + "' holds " + lease.held + " bytes and cannot release " + bytes);
        }
        lease.held -= bytes;
        if (lease.held <= MINIMUM_LEASE_BYTES) {
            lease.pressed = false;
        }
    }

    synchronized void close(Lease lease) {
        if (leases.remove(lease)) {
            sharingLeases -= lease.sharing ? 1 : 0;
            usedBytes -= lease.held;
            lease.held = 0;
        }
    }
}
