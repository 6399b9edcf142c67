package io.vonk.internal.driver;

import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.executor.Executor;
import io.vonk.internal.executor.ExecutorOptions;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A driver and executors in this process, with real sockets between them: an {@link ExecutorSupply} that starts them at once. */
final class TestCluster implements ExecutorSupply {
    private static final Credentials CREDENTIALS = new Credentials(
            "app-test", Secret.of("a secret of the tests, long enough".getBytes(StandardCharsets.UTF_8)));

    private final LocalOptions options;
    private final Path scratch;
    private final int count;
    private final List<Executor> executors = new CopyOnWriteArrayList<>();

    private TestCluster(LocalOptions options, Path scratch, int count) {
        this.options = options;
        this.scratch = scratch;
        this.count = count;
    }

    /** Starts a session with so many executors, among which its slots are divided. */
    static RunningSession start(LocalOptions options, Path scratch, int count) {
        TestCluster cluster = new TestCluster(options, scratch, count);
        ClusterOptions driver = new ClusterOptions(
                options.name(), CREDENTIALS, loopback(0), "127.0.0.1", null, options.fusion(), "Vonk test");
        DriverSession session = DriverSession.cluster(
                driver, Clock.SYSTEM, TestCluster.class.getClassLoader(), JobListener.NONE, cluster);
        List<MemoryPool> pools = new ArrayList<>();
        cluster.executors.forEach(executor -> pools.add(executor.memory()));
        return new RunningSession(session, pools);
    }

    @Override
    public void begin(String driver, Consumer<String> ended) {
        for (int i = 0; i < count; i++) {
            ExecutorOptions executor = new ExecutorOptions(
                    options.name() + "-executor-" + i,
                    options.slots() / count,
                    options.memoryBytes(),
                    List.of(scratch),
                    Addresses.parse(driver),
                    CREDENTIALS,
                    null,
                    new ExecutorOptions.OwnServer(loopback(0), "127.0.0.1"),
                    TestCluster.class.getClassLoader(),
                    "Vonk test");
            try {
                executors.add(Executor.start(executor, Clock.SYSTEM));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public int expectedSlots() {
        return options.slots();
    }

    @Override
    public void busy(boolean busy) {
        // The executors stay.
    }

    @Override
    public void close() {
        executors.forEach(Executor::close);
    }
}
