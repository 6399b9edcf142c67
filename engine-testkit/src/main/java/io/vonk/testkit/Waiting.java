package io.vonk.testkit;

import io.vonk.internal.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How tests wait for what other processes do, which nobody tells them. */
public final class Waiting {
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private Waiting() {}

    /**
     * Looks again and again until something is so.
     *
     * @param what in words, for the failure
     * @throws IllegalStateException if it is not so for a minute
     */
    public static void until(String what, BooleanSupplier isSo) {
        long end = Clock.SYSTEM.nanos() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isSo.getAsBoolean()) {
            if (Clock.SYSTEM.nanos() - end > 0) {
                throw new IllegalStateException("it has not come about within a minute that " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
