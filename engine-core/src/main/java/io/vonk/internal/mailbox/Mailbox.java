package io.vonk.internal.mailbox;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one thread, its owner, in the order in which it was posted.
 *
 * <p>To wake a thread costs more than a small task does. So there are two ways to post: {@link #post} wakes the owner at
 * once; {@link #postSoon} is for what nobody waits for, and lets the owner gather it for a moment, so that thousands of
 * ends of small tasks cost a few wake-ups.
 *
 * <p>Thread safety: any thread may post; only the owner takes.
 */
public final class Mailbox<S> {
    /** How long what can wait is gathered; far below what a person or a larger task would notice. */
    static final long GATHER_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** At most this many are taken at once, so that the owner's list cannot grow for ever while others post. */
    private static final int MOST = 4096;

    private enum Owner {
        AWAKE,
        GATHERING,
        IDLE
    }

    private final ConcurrentLinkedQueue<S> steps = new ConcurrentLinkedQueue<>();
    private volatile Owner state = Owner.AWAKE;
    /** Whether something was posted that cannot wait. Set after the step, and looked at after the state is changed. */
    private volatile boolean pressing;

    private volatile @Nullable Thread owner;

    /** Adds a step and wakes the owner. */
    public void post(S step) {
        steps.add(step);
        pressing = true;
        if (state != Owner.AWAKE) {
            LockSupport.unpark(owner);
        }
    }

    /** Adds a step that the owner may take up to {@link #GATHER_NANOS} later than it could. */
    public void postSoon(S step) {
        steps.add(step);
        if (state == Owner.IDLE) {
            LockSupport.unpark(owner);
        }
    }

    /**
     * Waits for steps, in the owner's thread, and moves them into a list; interruptions are ignored.
     *
     * @param patienceNanos how long to wait; {@code Long.MAX_VALUE} for as long as it takes
     */
    public void take(List<S> into, long patienceNanos) {
        owner = Thread.currentThread();
        if (steps.isEmpty()) {
            state = Owner.IDLE;
            awaitFirst(patienceNanos);
        }
        if (!pressing && !steps.isEmpty()) {
            state = Owner.GATHERING;
            if (!pressing) {
                // Waking up too early only means that less has been gathered.
                LockSupport.parkNanos(this, GATHER_NANOS);
            }
        }
        state = Owner.AWAKE;
        pressing = false;
        for (int i = 0; i < MOST; i++) {
            S step = steps.poll();
            if (step == null) {
                return;
            }
            into.add(step);
        }
        pressing = true; // among what is left may be something that cannot wait
    }

    /** The next step without waiting, or null. */
    public @Nullable S poll() {
        return steps.poll();
    }

    private void awaitFirst(long patienceNanos) {
        if (patienceNanos == Long.MAX_VALUE) {
            while (steps.isEmpty()) {
                LockSupport.park(this);
                Thread.interrupted();
            }
        } else if (steps.isEmpty() && patienceNanos > 0) {
            // Without steps after an early end of the wait, the owner looks at its clock and comes again.
            LockSupport.parkNanos(this, patienceNanos);
            Thread.interrupted();
        }
    }
}
