package io.vonk.internal.driver;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A result that is too large for a message and waits at its executor until the driver has room for it.
 *
 * <p>Thread safety: {@link #fetch} may be called by any thread.
 */
interface RemoteResult {

    /** How many bytes it has. */
    long sizeBytes();

    /**
     * Brings it here. If the executor is lost meanwhile, nobody is told: its attempts are lost with it.
     *
     * @param taker gets the result, on some thread
     */
    void fetch(Consumer<@Nullable Object> taker);

    /** It is not wanted; the executor may forget it. */
    void drop();
}
