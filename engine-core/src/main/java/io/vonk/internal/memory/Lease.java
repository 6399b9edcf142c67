package io.vonk.internal.memory;

/**
 * The right of one operator to hold some bytes of a {@link MemoryPool}.
 *
 * <p>Thread safety: reserved and released by one thread at a time; {@link #pressed()} may change at any time.
 */
public final class Lease implements AutoCloseable {
    private final MemoryPool pool;
    private final String owner;
    /** Whether it takes part in the fair shares. */
    final boolean sharing;
    /** Guarded by the pool. */
    long held;

    volatile boolean pressed;

    Lease(MemoryPool pool, String owner, boolean sharing) {
        this.pool = pool;
        this.owner = owner;
        this.sharing = sharing;
    }

    /** Who holds the lease, for messages. */
    public String owner() {
        return owner;
    }

    /** Asks for {@code bytes} more; when refused, the operator spills and releases before it asks again. */
    public boolean tryReserve(long bytes) {
        return pool.tryReserve(this, bytes);
    }

    /** Gives back {@code bytes}. */
    public void release(long bytes) {
        pool.release(this, bytes);
    }

    /** Hands {@code bytes} over to {@code other}, a lease of the same pool; if that is closed, they go back to the pool. */
    public void transferTo(Lease other, long bytes) {
        pool.transfer(this, other, bytes);
    }

    /** Gives back all that it holds. */
    public void releaseAll() {
        pool.release(this, held);
    }

    /** What it holds. */
    public long heldBytes() {
        return held;
    }

    /** Whether the operator is asked to spill at its next batch boundary, because others go short. */
    public boolean pressed() {
        return pressed;
    }

    /** Gives everything back and ends the lease; further calls do nothing. */
    @Override
    public void close() {
        pool.close(this);
    }
}
