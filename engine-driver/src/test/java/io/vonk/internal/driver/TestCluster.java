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
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A driver and executors in this process, with real sockets between them: an {@link ExecutorSupply} that starts them at once, and, if it
 * is to, breaks one after the other at random times and starts another in its place.
 */
final class TestCluster implements ExecutorSupply {
    private static final Credentials CREDENTIALS = new Credentials(
            "app-test", Secret.of("a secret of the tests, long enough".getBytes(StandardCharsets.UTF_8)));

    private final LocalOptions options;
    private final Path scratch;
    private final int count;
    private final List<Executor> executors = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private String driver = "";
    private int started;
    private int broken;

    private TestCluster(LocalOptions options, Path scratch, int count) {
        this.options = options;
        this.scratch = scratch;
        this.count = count;
    }

    /** Starts a session with so many executors, among which its slots are divided. */
    static RunningSession start(LocalOptions options, Path scratch, int count) {
        TestCluster cluster = new TestCluster(options, scratch, count);
        DriverSession session = cluster.session();
        List<MemoryPool> pools = new ArrayList<>();
        cluster.executors.forEach(executor -> pools.add(executor.memory()));
        return new RunningSession(session, pools);
    }

    /** The same, with executors that break. */
    static RunningSession startBreaking(LocalOptions options, Path scratch, int count, long seed) {
        TestCluster cluster = new TestCluster(options, scratch, count);
        DriverSession session = cluster.session();
        Thread breaker = new Thread(() -> cluster.breakSome(new Random(seed)), options.name() + "-breaker");
        breaker.setDaemon(true);
        breaker.start();
        return new RunningSession(session, List.of());
    }

    private DriverSession session() {
        ClusterOptions cluster = new ClusterOptions(
                options.name(), CREDENTIALS, loopback(0), "127.0.0.1", null, options.fusion(), "Vonk test");
        return DriverSession.cluster(cluster, Clock.SYSTEM, TestCluster.class.getClassLoader(), JobListener.NONE, this);
    }

    @Override
    public synchronized void begin(String address, Consumer<String> ended) {
        driver = address;
        for (int i = 0; i < count; i++) {
            executors.add(newExecutor());
        }
    }

    private Executor newExecutor() {
        ExecutorOptions executor = new ExecutorOptions(
                options.name() + "-executor-" + started++,
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
            return Executor.start(executor, Clock.SYSTEM);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void breakSome(Random random) {
        try {
            while (!end.await(100 + random.nextInt(300), TimeUnit.MILLISECONDS)) {
                synchronized (this) {
                    if (end.getCount() > 0) {
                        int which = random.nextInt(executors.size());
                        executors.get(which).abandon();
                        executors.set(which, newExecutor());
                        broken++;
                    }
                }
            }
        } catch (InterruptedException | UncheckedIOException e) {
            // The test has ended.
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
    public synchronized void close() {
        end.countDown();
        executors.forEach(Executor::close);
    }

    @Override
    public synchronized String toString() {
        return count + " executors, of which " + broken + " have been broken";
    }
}
