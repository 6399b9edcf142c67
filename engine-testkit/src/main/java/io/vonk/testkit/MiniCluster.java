package io.vonk.testkit;

import io.vonk.api.VonkSession;
import io.vonk.error.VonkException;
import io.vonk.internal.cluster.MasterDaemon;
import io.vonk.internal.cluster.MasterOptions;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.time.Clock;
import io.vonk.internal.worker.JavaCommand;
import io.vonk.internal.worker.Routes;
import io.vonk.internal.worker.Worker;
import io.vonk.internal.worker.WorkerOptions;
import io.vonk.launch.SessionBuilder;
import io.vonk.launch.Vonk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster on this machine for tests: a master and workers in this JVM, executors in processes of their own, real sockets on loopback
 * between them. Everything that it makes is below one directory, with a secret of its own.
 *
 * <pre>{@code
 * try (MiniCluster cluster = MiniCluster.start(directory, 2, 1);
 *         VonkSession vonk = cluster.connect()) {
 *     ...
 *     cluster.killExecutor();     // as kill -9 does
 * }
 * }</pre>
 *
 * <p>Thread safety: safe for use by many threads.
 */
public final class MiniCluster implements AutoCloseable {
    private static final long WORKER_MEMORY = 4L << 30;
    private static final String EXECUTOR_MEMORY = "256m";
    private static final int SECRET_BYTES = 32;

    private final Path directory;
    private final Path securityPath;
    private final SecurityDirectory security;
    private final int coresEach;
    private final boolean encrypted;
    private final @Nullable Links links;
    private final List<@Nullable Worker> workers = new ArrayList<>();
    private @Nullable MasterDaemon master;
    private int port;

    private MiniCluster(Path directory, int coresEach, boolean encrypted, @Nullable Links links) throws IOException {
        this.links = links;
        this.directory = directory;
        this.coresEach = coresEach;
        this.encrypted = encrypted;
        Path secrets = directory.resolve("security");
        if (encrypted) {
            SecurityDirectory.init(secrets);
            this.securityPath = secrets;
        } else {
            this.securityPath = makeSecret(secrets);
        }
        this.security = SecurityDirectory.load(securityPath);
    }

    /**
     * Starts a master and workers, and waits until they know each other.
     *
     * @param directory for everything that they write; the caller's
     * @param workers how many, at least 1
     * @param coresEach how many tasks run at once at each
     */
    public static MiniCluster start(Path directory, int workers, int coresEach) throws IOException {
        return start(new MiniCluster(directory, coresEach, false, null), workers);
    }

    /** As {@link #start}, with TLS between all processes. Takes some seconds longer, as keys are made. */
    public static MiniCluster startEncrypted(Path directory, int workers, int coresEach) throws IOException {
        return start(new MiniCluster(directory, coresEach, true, null), workers);
    }

    /**
     * As {@link #start}, with links between the processes that can be made bad: {@link #links}.
     *
     * @param seed of what happens to bytes on them
     */
    public static MiniCluster startWithLinks(Path directory, int workers, int coresEach, long seed) throws IOException {
        return start(new MiniCluster(directory, coresEach, false, new Links(seed)), workers);
    }

    private static MiniCluster start(MiniCluster cluster, int workers) {
        try {
            cluster.startMaster();
            for (int i = 0; i < workers; i++) {
                cluster.workers.add(null);
                cluster.startWorker(i);
            }
            cluster.awaitWorkers(workers);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private static Path makeSecret(Path security) throws IOException {
        boolean posix = security.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(security);
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        Path file = security.resolve(SecurityDirectory.SECRET);
        Files.writeString(file, HexFormat.of().formatHex(secret) + "\n");
        if (posix) {
            Files.setPosixFilePermissions(security, PosixFilePermissions.fromString("rwx------"));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return security;
    }

    /** What {@code vonk.master} is to be. */
    public synchronized String url() {
        return "vonk://127.0.0.1:" + port;
    }

    /** What a program must set to use this cluster: keys and values. */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("vonk.master", url());
        settings.put("vonk.security.dir", securityPath.toString());
        settings.put("vonk.executor.memory", EXECUTOR_MEMORY);
        settings.put("vonk.progress", "off");
        settings.put("vonk.tls", encrypted ? "on" : "off");
        return settings;
    }

    /** Opens a session on this cluster; the caller closes it. */
    public VonkSession connect() {
        return connect(Map.of());
    }

    /** Opens a session with further settings; the caller closes it. */
    public VonkSession connect(Map<String, String> more) {
        SessionBuilder builder = Vonk.builder();
        settings().forEach(builder::set);
        more.forEach(builder::set);
        return builder.open();
    }

    // ---- faults ---------------------------------------------------------------------------------------------------

    /** The processes of all executors that run now, by their names. */
    public synchronized Map<String, ProcessHandle> executors() {
        Map<String, ProcessHandle> all = new LinkedHashMap<>();
        for (Worker worker : workers) {
            if (worker != null) {
                all.putAll(worker.executors());
            }
        }
        return all;
    }

    /** The processes of the executors of a worker that run now, by their names. */
    public synchronized Map<String, ProcessHandle> executors(int worker) {
        Worker running = workers.get(worker);
        return running == null ? Map.of() : running.executors();
    }

    /**
     * The links of a worker that there are now; none but in a cluster that was started with them.
     *
     * @param kind which: there is one to the master and one to the map outputs, and one to each driver
     */
    public List<FaultProxy> links(LinkKind kind, int worker) {
        return links == null ? List.of() : links.of(kind, worker);
    }

    /** Ends an executor as {@code kill -9} does; its name, or nothing if there is none. */
    public Optional<String> killExecutor() {
        return kill(executors());
    }

    /** Ends an executor of a worker as {@code kill -9} does; its name, or nothing if there is none. */
    public Optional<String> killExecutor(int worker) {
        Worker running;
        synchronized (this) {
            running = workers.get(worker);
        }
        return running == null ? Optional.empty() : kill(running.executors());
    }

    private static Optional<String> kill(Map<String, ProcessHandle> all) {
        for (Map.Entry<String, ProcessHandle> each : all.entrySet()) {
            if (each.getValue().destroyForcibly()) {
                return Optional.of(each.getKey());
            }
        }
        return Optional.empty();
    }

    /** Ends the master; workers, executors and programs go on without it. */
    public synchronized void stopMaster() {
        MasterDaemon running = master;
        master = null;
        if (running != null) {
            running.close();
        }
    }

    /** Starts the master again, at the same address and with what it has written down. */
    public synchronized void startMaster() {
        if (master != null) {
            return;
        }
        try {
            MasterDaemon started = MasterDaemon.start(
                    new MasterOptions(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                            "127.0.0.1",
                            directory.resolve("master"),
                            true,
                            0,
                            security,
                            encrypted,
                            "Vonk testkit"),
                    Clock.SYSTEM,
                    notice -> {});
            master = started;
            port = Addresses.parse(started.address()).getPort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VonkException("interrupted while the master was starting", e);
        }
    }

    /** Ends a worker with its executors, as when a node is shut down: the shuffle files that it has served are gone. */
    public synchronized void stopWorker(int index) {
        Worker running = workers.set(index, null);
        if (running != null) {
            running.close();
        }
    }

    /** Starts a worker again. */
    public synchronized void startWorker(int index) {
        if (workers.get(index) != null) {
            return;
        }
        workers.set(
                index,
                Worker.start(
                        new WorkerOptions(
                                "worker-" + index,
                                List.of(Addresses.parse(
                                        links == null
                                                ? "127.0.0.1:" + port
                                                : links.link(LinkKind.TO_MASTER, index, "127.0.0.1:" + port))),
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                "127.0.0.1",
                                coresEach,
                                WORKER_MEMORY,
                                Optional.of(directory.resolve("worker-" + index)),
                                security,
                                encrypted ? securityPath : null,
                                JavaCommand.ofThisProcess(),
                                0,
                                "Vonk testkit",
                                links == null ? Routes.DIRECT : links.routes(index)),
                        Clock.SYSTEM,
                        notice -> {}));
    }

    /** Waits until the master knows so many connected workers. */
    public void awaitWorkers(int count) {
        Waiting.until("the master knows " + count + " workers", () -> {
            MasterDaemon running;
            synchronized (this) {
                running = master;
            }
            return running != null
                    && running.report().workers().stream()
                                    .filter(worker -> worker.connected())
                                    .count()
                            == count;
        });
    }

    /** How many executors the master has given to applications. */
    public int grantedExecutors() {
        MasterDaemon running;
        synchronized (this) {
            running = master;
        }
        return running == null
                ? 0
                : running.report().applications().stream()
                        .mapToInt(application -> application.executors())
                        .sum();
    }

    /** The directory of a worker. */
    public Path workerDirectory(int index) {
        return directory.resolve("worker-" + index);
    }

    /** Ends everything. */
    @Override
    public void close() {
        for (int i = 0; i < workers.size(); i++) {
            stopWorker(i);
        }
        stopMaster();
        if (links != null) {
            links.close();
        }
    }
}
