package io.vonk.internal.driver;

import io.vonk.error.VonkException;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.endpoint.ExecutorServer;
import io.vonk.internal.endpoint.ExecutorServer.Admission;
import io.vonk.internal.endpoint.ExecutorServer.ExecutorLink;
import io.vonk.internal.exchange.PlacedOutput;
import io.vonk.internal.exchange.SessionShuffles;
import io.vonk.internal.exchange.ViewBytes;
import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.scheduler.SchedulerAction;
import io.vonk.internal.scheduler.SchedulerEvent;
import io.vonk.internal.scheduler.SchedulerEvent.Liveness;
import io.vonk.internal.scheduler.SchedulerEvent.OutputKeeper;
import io.vonk.internal.serial.SerializedValue;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.task.StagePlan;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.KeyRing;
import io.vonk.internal.transport.Listening;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.transport.TransportOptions;
import io.vonk.internal.wire.DriverContent;
import io.vonk.internal.wire.DriverOrder;
import io.vonk.internal.wire.Registration;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in executors that are processes of their own and come to this driver over the network.
 *
 * <p>Thread safety: as {@link TaskBackend}; what executors say comes on the threads of their connections.
 */
final class ClusterBackend implements TaskBackend, ExecutorServer.Driver {
    private static final long STOP_PATIENCE_MILLIS = 5_000;
    /** Names of resources: nothing that could lead out of the class path. */
    private static final Pattern RESOURCE =
            Pattern.compile("(?!.*(^|/)\\.\\.?(/|$))[^/\\\\\\x00-\\x1f][^\\\\\\x00-\\x1f]*");

    private final ClusterOptions options;
    private final Clock clock;
    private final ClassLoader classLoader;
    private final ExecutorSupply supply;
    private final Transport transport;
    private final ExecutorServer server;
    private final Listening listening;
    private final ClusterShuffles shuffles;
    private final AtomicLong incarnations = new AtomicLong();
    private final Map<ExecutorId, RemoteExecutor> executors = new ConcurrentHashMap<>();
    /** Held by the scheduler as long as they may be launched. */
    private final Map<Long, WeakReference<ShippedStage>> stages = new ConcurrentHashMap<>();

    private final Map<Long, SoftReference<byte[]>> broadcasts = new ConcurrentHashMap<>();
    private final Object goneLock = new Object();
    private final CountDownLatch firstExecutor = new CountDownLatch(1);
    private volatile boolean stopping;
    private volatile @Nullable LongFunction<Object> broadcastValues;
    private volatile @Nullable Listener listener;

    /**
     * Listens from now on.
     *
     * @param classLoader where executors' classes come from
     * @param supply starts executors
     */
    ClusterBackend(ClusterOptions options, Clock clock, ClassLoader classLoader, ExecutorSupply supply) {
        this.options = options;
        this.clock = clock;
        this.classLoader = classLoader;
        this.supply = supply;
        this.shuffles = new ClusterShuffles(classLoader, new Deletions());
        TransportOptions sockets = TransportOptions.of(options.name() + "-net", options.build());
        this.transport = Transport.open(sockets.withTls(options.tls()));
        this.server = new ExecutorServer(options.name(), this);
        try {
            this.listening = transport.listen(options.listen(), KeyRing.of(options.credentials()), server::listener);
        } catch (TransportException e) {
            server.close();
            transport.close();
            throw new VonkException("the driver cannot await executors: " + e.getMessage(), e);
        }
    }

    /** host:port where executors are awaited. */
    String address() {
        return Addresses.text(options.host(), listening.address().getPort());
    }

    @Override
    public void start(Listener hears, LongFunction<Object> values) {
        broadcastValues = values;
        listener = hears;
        supply.begin(address(), hears::broken);
    }

    @Override
    public void awaitExecutor(long patienceMillis) throws InterruptedException {
        // A session is of use without executors too: jobs wait for them.
        boolean unused = firstExecutor.await(patienceMillis, TimeUnit.MILLISECONDS);
    }

    // ---- what executors say ---------------------------------------------------------------------------------------

    @Override
    public Admission arrived(ExecutorLink link, Registration registration) {
        if (stopping) {
            throw new IllegalArgumentException("the application has ended");
        }
        Listener hears = listener();
        ExecutorId id = new ExecutorId(registration.name(), incarnations.incrementAndGet());
        RemoteExecutor executor = new RemoteExecutor(
                id, registration.slots(), registration.node(), link, hears, shuffles, classLoader, this::gone);
        OutputKeeper keeper = registration.outputsOutlive() ? OutputKeeper.NODE : OutputKeeper.EXECUTOR;
        return new Admission(id.incarnation(), options.fusion(), executor, () -> {
            executors.put(id, executor);
            firstExecutor.countDown();
            hears.happened(
                    new SchedulerEvent.ExecutorRegistered(id, registration.slots(), Liveness.HEARTBEATS, keeper));
        });
    }

    private Listener listener() {
        Listener hears = listener;
        if (hears == null) {
            throw new IllegalArgumentException("the driver has not begun");
        }
        return hears;
    }

    private void gone(RemoteExecutor executor) {
        executors.remove(executor.id());
        synchronized (goneLock) {
            goneLock.notifyAll();
        }
    }

    @Override
    public byte[] content(DriverContent what) throws IOException {
        if (what instanceof DriverContent.Stage wanted) {
            WeakReference<ShippedStage> known = stages.get(wanted.stage());
            ShippedStage stage = known == null ? null : known.get();
            if (stage == null) {
                throw new IOException("stage-" + wanted.stage() + " is not run any more");
            }
            return stage.code();
        }
        if (what instanceof DriverContent.View view) {
            return ViewBytes.of(shuffles.registry(), view.shuffle());
        }
        if (what instanceof DriverContent.BroadcastValue broadcast) {
            return broadcast(broadcast.id());
        }
        if (what instanceof DriverContent.Resource resource) {
            return resource(resource.name());
        }
        throw new IllegalStateException("nothing gives " + what);
    }

    private byte[] broadcast(long id) throws IOException {
        SoftReference<byte[]> known = broadcasts.get(id);
        byte[] bytes = known == null ? null : known.get();
        if (bytes == null) {
            Object value = Objects.requireNonNull(broadcastValues, "begun").apply(id);
            if (value == null) {
                throw new IOException("broadcast " + id + " was destroyed, or belongs to another session");
            }
            bytes = SerializedValue.write(value, "broadcast " + id);
            broadcasts.put(id, new SoftReference<>(bytes));
        }
        return bytes;
    }

    /** One byte, 1 if there is such a resource, and its content. */
    private byte[] resource(String name) throws IOException {
        if (!RESOURCE.matcher(name).matches()) {
            throw new IOException("not the name of a resource: " + name);
        }
        try (InputStream in = classLoader.getResourceAsStream(name)) {
            if (in == null) {
                return new byte[] {0};
            }
            byte[] content = in.readAllBytes();
            byte[] answer = new byte[content.length + 1];
            answer[0] = 1;
            System.arraycopy(content, 0, answer, 1, content.length);
            return answer;
        }
    }

    // ---- what the driver asks for ---------------------------------------------------------------------------------

    @Override
    public SessionShuffles shuffles() {
        return shuffles;
    }

    @Override
    public int parallelism() {
        int slots = 0;
        for (RemoteExecutor executor : executors.values()) {
            slots += executor.slots();
        }
        return Math.max(slots, supply.expectedSlots());
    }

    @Override
    public boolean hasSeveralExecutors() {
        return true;
    }

    @Override
    public Object payload(StagePlan plan) {
        return new ShippedStage(plan);
    }

    @Override
    public void launch(SchedulerAction.Launch launch) {
        RemoteExecutor executor = executors.get(launch.executor());
        if (executor == null) {
            return; // its loss is on the way to the scheduler
        }
        ShippedStage stage = (ShippedStage) launch.stage().payload();
        long id = launch.stage().id().value();
        if (stages.put(id, new WeakReference<>(stage)) == null) {
            stages.values().removeIf(old -> old.get() == null);
        }
        Map<ShuffleId, Long> inputs = new LinkedHashMap<>();
        for (ShuffleId input : launch.stage().parents()) {
            inputs.put(input, shuffles.registry().version(input));
        }
        executor.order(new DriverOrder.Launch(
                launch.job().value(),
                id,
                stage.hash(),
                launch.partitions().from(),
                launch.partitions().until(),
                launch.firstAttempt(),
                inputs));
    }

    @Override
    public void giveBack(ExecutorId executor, long firstAttempt, int count) {
        order(executor, new DriverOrder.GiveBack(firstAttempt, count));
    }

    @Override
    public void kill(ExecutorId executor, long firstAttempt, int count) {
        order(executor, new DriverOrder.Kill(firstAttempt, count));
    }

    private void order(ExecutorId id, DriverOrder order) {
        RemoteExecutor executor = executors.get(id);
        if (executor != null) {
            executor.order(order);
        }
    }

    private void orderAll(DriverOrder order) {
        executors.values().forEach(executor -> executor.order(order));
    }

    @Override
    public void fence(ExecutorId id) {
        RemoteExecutor executor = executors.remove(id);
        if (executor != null) {
            executor.fence();
        }
    }

    @Override
    public void dropKept(long nodeId) {
        orderAll(new DriverOrder.DropKept(nodeId));
    }

    @Override
    public void destroyBroadcast(long id) {
        broadcasts.remove(id);
        orderAll(new DriverOrder.DropBroadcast(id));
    }

    @Override
    public void busy(boolean busy) {
        supply.busy(busy);
    }

    @Override
    public void stop() {
        stopping = true;
        for (RemoteExecutor executor : executors.values()) {
            executor.stop("the application has ended");
        }
        // They end their tasks and delete their files, and then their connections.
        awaitGone(clock.nanos() + TimeUnit.MILLISECONDS.toNanos(STOP_PATIENCE_MILLIS));
    }

    private void awaitGone(long endNanos) {
        boolean interrupted = false;
        synchronized (goneLock) {
            long left = endNanos - clock.nanos();
            while (!executors.isEmpty() && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(goneLock, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                left = endNanos - clock.nanos();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.close();
        supply.close();
        transport.close();
    }

    /** Has map outputs deleted by an executor of their node; what nobody deletes now goes when the application has ended. */
    private final class Deletions implements ClusterShuffles.Deleter {
        @Override
        public void delete(List<PlacedOutput> outputs) {
            Map<String, List<MapOutputId>> byNode = new LinkedHashMap<>();
            for (PlacedOutput output : outputs) {
                byNode.computeIfAbsent(output.node(), node -> new ArrayList<>()).add(output.id());
            }
            for (RemoteExecutor executor : executors.values()) {
                List<MapOutputId> there = byNode.remove(executor.node());
                if (there != null) {
                    executor.order(new DriverOrder.DropOutputs(there));
                }
            }
        }

        @Override
        public void delete(ShuffleId shuffle) {
            orderAll(new DriverOrder.DropShuffle(shuffle));
        }
    }
}
