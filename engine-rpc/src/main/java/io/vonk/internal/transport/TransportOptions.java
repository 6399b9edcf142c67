package io.vonk.internal.transport;

import io.vonk.internal.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Transport} is made with.
 *
 * @param name in the names of its threads
 * @param build what this process says of itself to the other end, such as "Vonk 0.1.0"
 * @param threads how many threads serve its sockets
 * @param limits what a connection may cost
 * @param tls encrypts all connections; null for none
 * @param clock for what is said in the log
 */
public record TransportOptions(
        String name,
        String build,
        int threads,
        TransportLimits limits,
        @Nullable TlsIdentity tls,
        Clock clock) {

    public TransportOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("a transport has at least one thread; got: " + threads);
        }
    }

    /** Usual limits, no TLS, a thread for two processors. */
    public static TransportOptions of(String name, String build) {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        return new TransportOptions(name, build, threads, TransportLimits.DEFAULT, null, Clock.SYSTEM);
    }

    /** The same with other limits. */
    public TransportOptions withLimits(TransportLimits others) {
        return new TransportOptions(name, build, threads, others, tls, clock);
    }

    /** The same with TLS, or without if there is no identity. */
    public TransportOptions withTls(@Nullable TlsIdentity identity) {
        return new TransportOptions(name, build, threads, limits, identity, clock);
    }

    /** The same with another number of threads. */
    public TransportOptions withThreads(int count) {
        return new TransportOptions(name, build, count, limits, tls, clock);
    }
}
