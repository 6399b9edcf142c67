package io.vonk.bench.run;

import io.vonk.bench.data.DataMaker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster on this machine: a master and workers of one core at ports that are free, in processes of their own, with everything that they write below one
 * directory. {@link #close} ends all of them and removes the directory, and so does the end of the runner.
 *
 * <p>Used by one thread.
 */
final class LoopbackCluster implements AutoCloseable {
    private final Path directory;
    private final ClusterKind kind;
    private final List<DaemonProcess> daemons = new ArrayList<>();
    private final Thread endWithUs = new Thread(this::end, "vonk-bench-end-cluster");
    private String url = "";
    private boolean ended;

    private LoopbackCluster(Path directory, ClusterKind kind) {
        this.directory = directory;
        this.kind = kind;
        Runtime.getRuntime().addShutdownHook(endWithUs);
    }

    /** Starts a cluster, and waits until its master knows all workers. */
    static LoopbackCluster start(ClusterKind kind, int workers)
            throws IOException, InterruptedException, EngineException {
        LoopbackCluster cluster = new LoopbackCluster(Files.createTempDirectory("vonk-bench-cluster-"), kind);
        try {
            kind.prepare(cluster.directory);
            cluster.url = cluster.add(kind.master(cluster.directory)).awaitReady();
            List<DaemonProcess> starting = new ArrayList<>();
            for (int i = 1; i <= workers; i++) {
                starting.add(cluster.add(kind.worker(cluster.directory, cluster.url, i)));
            }
            for (DaemonProcess worker : starting) {
                worker.awaitReady();
            }
            return cluster;
        } catch (IOException | InterruptedException | EngineException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private synchronized DaemonProcess add(DaemonCommand command) throws IOException {
        if (ended) {
            throw new IOException("the cluster is being ended");
        }
        DaemonProcess daemon = DaemonProcess.start(command);
        daemons.add(daemon);
        return daemon;
    }

    /** Where programs find it. */
    String url() {
        return url;
    }

    /** The directory of the cluster. */
    Path directory() {
        return directory;
    }

    /** The engine as a program of this cluster. */
    Rival program(Rival rival) {
        return rival.withOptions(rival.name(), kind.driverOptions(directory));
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        // Workers first: a worker without a master would look for it.
        for (int i = daemons.size() - 1; i >= 0; i--) {
            daemons.get(i).end();
        }
        try {
            DataMaker.deleteTree(directory);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("vonk bench: " + directory + " could not be removed: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (IllegalStateException e) {
            return; // the hook runs, and has nothing to do any more
        }
    }
}
