package io.vonk.internal.transport;

import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.TransportException.Reason;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log who could not log in, at most once in a second, so that strangers cannot fill it.
 *
 * <p>Thread safety: safe for use by many threads.
 */
final class RefusedLogins {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedLogins.class);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Clock clock;
    private long lastNanos;
    private long unreported;
    private boolean reported;

    RefusedLogins(Clock clock) {
        this.clock = clock;
    }

    /** Takes note of a login that failed. */
    void report(String peer, TransportException why) {
        long others;
        synchronized (this) {
            long now = clock.nanos();
            if (reported && now - lastNanos < EVERY_NANOS) {
                unreported++;
                return;
            }
            reported = true;
            lastNanos = now;
            others = unreported;
            unreported = 0;
        }
        if (why.reason() == Reason.CREDENTIALS || why.reason() == Reason.VERSION) {
            LOG.warn("{} was refused: {} ({} more in between)", peer, why.getMessage(), others);
        } else {
            LOG.info("{} did not log in: {} ({} more in between)", peer, why.getMessage(), others);
        }
    }
}
