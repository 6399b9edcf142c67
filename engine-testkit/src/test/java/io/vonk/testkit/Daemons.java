package io.vonk.testkit;

import io.vonk.api.VonkSession;
import io.vonk.internal.cluster.MasterDaemon;
import io.vonk.internal.cluster.MasterOptions;
import io.vonk.internal.driver.ClusterOptions;
import io.vonk.internal.driver.DriverSession;
import io.vonk.internal.driver.ExecutorSupply;
import io.vonk.internal.driver.JobListener;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.executor.Executor;
import io.vonk.internal.executor.ExecutorOptions;
import io.vonk.internal.security.Identities;
import io.vonk.internal.security.SecurityDirectory;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.TlsIdentity;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportOptions;
import io.vonk.internal.worker.JavaCommand;
import io.vonk.internal.worker.Worker;
import io.vonk.internal.worker.WorkerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One of each that listens, all in this JVM: a master, a worker that is another master's, and the driver of {@link #VICTIM} with an executor
 * whose map outputs the worker serves. The worker is not the attacked master's, as what attackers make that one order would be
 * processes on this machine.
 */
final class Daemons implements AutoCloseable {
    static final String VICTIM = "app-victim";
    static final String OTHER = "app-other";

    /** Who listens, and as whom one may log in there. */
    enum Endpoint {
        MASTER,
        DRIVER,
        SEGMENTS
    }

    final SecurityDirectory security;
    final VonkSession vonk;
    final MasterDaemon master;
    private final @Nullable TlsIdentity tls;
    private final MasterDaemon other;
    private final Worker worker;
    private final Executor executor;
    private volatile String driver = "";

    Daemons(Path directory, Path securityPath, boolean encrypted) throws IOException, InterruptedException {
        security = SecurityDirectory.load(securityPath);
        tls = encrypted ? security.requireTls() : null;
        master = master(directory.resolve("master"), encrypted);
        other = master(directory.resolve("other"), encrypted);
        worker = Worker.start(
                new WorkerOptions(
                        "worker",
                        List.of(Addresses.parse(other.address())),
                        loopback(),
                        "127.0.0.1",
                        1,
                        1L << 30,
                        Optional.of(directory.resolve("worker")),
                        security,
                        encrypted ? securityPath : null,
                        JavaCommand.ofThisProcess(),
                        0,
                        "test"),
                Clock.SYSTEM,
                notice -> {});
        Credentials victim = credentials(VICTIM);
        vonk = new VonkSession(
                DriverSession.cluster(
                        new ClusterOptions("vonk-victim", victim, loopback(), "127.0.0.1", tls, false, "test"),
                        Clock.SYSTEM,
                        Daemons.class.getClassLoader(),
                        JobListener.NONE,
                        new Supply()),
                Clock.SYSTEM.nanos());
        executor = Executor.start(
                new ExecutorOptions(
                        "executor",
                        1,
                        64L << 20,
                        List.of(directory),
                        Addresses.parse(driver),
                        victim,
                        tls,
                        new ExecutorOptions.OfWorker(
                                worker.address(), directory.resolve("worker").resolve("outputs")),
                        Daemons.class.getClassLoader(),
                        "test"),
                Clock.SYSTEM);
    }

    private MasterDaemon master(Path state, boolean encrypted) throws InterruptedException {
        return MasterDaemon.start(
                new MasterOptions(loopback(), "127.0.0.1", state, true, 0, security, encrypted, "test"),
                Clock.SYSTEM,
                notice -> {});
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    InetSocketAddress address(Endpoint endpoint) {
        return Addresses.parse(
                switch (endpoint) {
                    case MASTER -> master.address();
                    case DRIVER -> driver;
                    case SEGMENTS -> worker.address();
                });
    }

    /** What an honest peer of the endpoint logs in with. */
    Credentials honest(Endpoint endpoint) {
        return endpoint == Endpoint.MASTER
                ? new Credentials(Identities.CLUSTER, security.secret())
                : credentials(VICTIM);
    }

    Credentials credentials(String application) {
        return new Credentials(application, security.secret().derive(application));
    }

    /** For honest peers; to be closed. */
    Transport transport() {
        TransportOptions options = TransportOptions.of("honest", "test").withThreads(1);
        return Transport.open(tls == null ? options : options.withTls(tls));
    }

    @Override
    public void close() {
        vonk.close();
        executor.close();
        worker.close();
        master.close();
        other.close();
    }

    /** Learns where the driver awaits executors. */
    private final class Supply implements ExecutorSupply {
        private @Nullable Consumer<String> ended;

        @Override
        public void begin(String address, Consumer<String> end) {
            driver = address;
            ended = end;
        }

        @Override
        public int expectedSlots() {
            return 1;
        }

        @Override
        public void busy(boolean busy) {}

        @Override
        public void close() {
            ended = null;
        }
    }
}
