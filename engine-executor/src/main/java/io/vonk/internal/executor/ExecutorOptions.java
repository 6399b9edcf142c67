package io.vonk.internal.executor;

import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.TlsIdentity;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an executor is set up.
 *
 * @param name what the cluster calls it
 * @param slots how many tasks run at once, at least 1
 * @param memoryBytes the size of the memory pool, or -1 for a share of the heap
 * @param scratchRoots where spilled data goes; empty for the system's temporary directory
 * @param driver where its driver is
 * @param credentials the application's
 * @param tls encrypts connections; null for none
 * @param place where map outputs go
 * @param program where the user's classes come from; null if the driver is to be asked for them
 * @param build what this process says of itself to its peers
 */
public record ExecutorOptions(
        String name,
        int slots,
        long memoryBytes,
        List<Path> scratchRoots,
        InetSocketAddress driver,
        Credentials credentials,
        @Nullable TlsIdentity tls,
        Place place,
        @Nullable ClassLoader program,
        String build) {

    /** Where map outputs go, and who serves them. */
    public sealed interface Place {}

    /**
     * The executor serves its map outputs itself; they end with it.
     *
     * @param listen where; port 0 for one that is free
     * @param host what other machines call this one
     */
    public record OwnServer(InetSocketAddress listen, String host) implements Place {}

    /**
     * A worker serves them, also when the executor is gone.
     *
     * @param node host:port of the worker's server
     * @param outputs the directory whose outputs it serves
     */
    public record OfWorker(String node, Path outputs) implements Place {}

    public ExecutorOptions {
        if (slots < 1) {
            throw new IllegalArgumentException("an executor needs at least 1 slot; got: " + slots);
        }
        scratchRoots = List.copyOf(scratchRoots);
    }
}
