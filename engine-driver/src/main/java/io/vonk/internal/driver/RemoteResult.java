package io.vonk.internal.driver;

import io.vonk.internal.task.TaskOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A result that is too large for a message and waits at its executor until the driver has room for it.
 *
 * <p>Thread safety: safe for use by many threads; none of the methods blocks.
 */
interface RemoteResult {

    /** Gets a result, on some thread; one of the methods is called once. */
    interface Taker {
        void taken(@Nullable Object result);

        /** It cannot be had: how its attempt has ended instead. */
        void failed(TaskOutcome instead);
    }

    /** How many bytes it has. */
    long sizeBytes();

    /** Brings it here. */
    void fetch(Taker taker);

    /** It is not wanted; the executor may forget it. */
    void drop();
}
