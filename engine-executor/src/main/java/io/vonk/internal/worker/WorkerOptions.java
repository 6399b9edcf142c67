package io.vonk.internal.worker;

import io.vonk.internal.security.SecurityDirectory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a worker is set up.
 *
 * @param id its name in the cluster: 1 to 64 of A-Z a-z 0-9 . _ -
 * @param masters one of which leads
 * @param listen where map outputs are served; port 0 for one that is free
 * @param host what other machines call this one
 * @param cores that it offers
 * @param memoryBytes that it offers to the heaps of executors and drivers
 * @param directory for map outputs, spilled data and logs; empty for one below the temporary directory that no other worker uses
 * @param security with the cluster's secret
 * @param securityPath of that, for processes that need its certificates; null without TLS
 * @param java how JVMs are started
 * @param spareMemoryBytes the heap of a JVM that is started ahead of its use; 0 for none
 * @param build what this process says of itself to its peers
 * @param routes what processes call each other
 */
public record WorkerOptions(
        String id,
        List<InetSocketAddress> masters,
        InetSocketAddress listen,
        String host,
        int cores,
        long memoryBytes,
        Optional<Path> directory,
        SecurityDirectory security,
        @Nullable Path securityPath,
        JavaCommand java,
        long spareMemoryBytes,
        String build,
        Routes routes) {

    /** Nothing stands between the processes. */
    public WorkerOptions(
            String id,
            List<InetSocketAddress> masters,
            InetSocketAddress listen,
            String host,
            int cores,
            long memoryBytes,
            Optional<Path> directory,
            SecurityDirectory security,
            @Nullable Path securityPath,
            JavaCommand java,
            long spareMemoryBytes,
            String build) {
        this(
                id,
                masters,
                listen,
                host,
                cores,
                memoryBytes,
                directory,
                security,
                securityPath,
                java,
                spareMemoryBytes,
                build,
                Routes.DIRECT);
    }

    public WorkerOptions {
        masters = List.copyOf(masters);
        if (cores < 1 || memoryBytes < 1) {
            throw new IllegalArgumentException("a worker offers at least a core and a byte of memory; got: " + cores
                    + " cores, " + memoryBytes + " bytes");
        }
    }
}
