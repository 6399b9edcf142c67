package io.vonk.internal.executor;

import io.vonk.internal.block.PartitionCache;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.endpoint.DriverLink;
import io.vonk.internal.endpoint.SegmentClient;
import io.vonk.internal.endpoint.SegmentServer;
import io.vonk.internal.exchange.PlacedOutput;
import io.vonk.internal.exchange.PublishedShuffles;
import io.vonk.internal.file.ContentHash;
import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.fusion.StageFusion;
import io.vonk.internal.id.JobId;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import io.vonk.internal.mailbox.Mailbox;
import io.vonk.internal.mailbox.OwnThread;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.NodeOutputs;
import io.vonk.internal.task.Slots;
import io.vonk.internal.task.StageBytes;
import io.vonk.internal.task.StageCode;
import io.vonk.internal.task.StagePlan;
import io.vonk.internal.task.StageTasks;
import io.vonk.internal.task.TaskFailure;
import io.vonk.internal.task.TaskOutcome;
import io.vonk.internal.task.TaskRange;
import io.vonk.internal.task.TaskRunner;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.KeyRing;
import io.vonk.internal.transport.Listening;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportOptions;
import io.vonk.internal.wire.DriverContent;
import io.vonk.internal.wire.DriverOrder;
import io.vonk.internal.wire.EndedAttempt.Kind;
import io.vonk.internal.wire.Registration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks for one driver until one of them ends: because the driver says so, because the connection between them ends, or
 * because the driver has been silent for 10 s. It leaves no files behind, save the map outputs that a worker serves.
 *
 * <p>One thread takes the driver's orders one after the other. Slots run tasks and encode what they made; the reporter sends it.
 *
 * <p>Thread safety: safe for use by many threads.
 */
public final class Executor implements AutoCloseable {
    private static final long CONNECT_SECONDS = 15;
    private static final long CLOSE_PATIENCE_MILLIS = 5_000;
    /** The code of so many stages is kept: a stage that is launched again soon is not fetched and read again. */
    private static final int KEPT_STAGES = 64;

    private static final DriverOrder END = new DriverOrder.Stop("closed");

    private final ExecutorOptions options;
    private final Thread thread;
    private final Mailbox<DriverOrder> orders = new Mailbox<>();
    private final Reporter reporter;
    private final HeldResults held = new HeldResults();
    private final AttemptEnds ends = new AttemptEnds(held);
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Map<Long, PlacedOutput> written = new ConcurrentHashMap<>();
    private volatile String reason = "closed";
    /** The driver, as soon as there is one. */
    private volatile @Nullable DriverLink connected;

    private final ScratchDirectory scratch;
    private final MemoryPool memory;
    private final Transport transport;
    private final NodeOutputs outputs;
    private final @Nullable SegmentServer server;
    private final SegmentClient client;
    private final DriverLink driver;
    private final ClassLoader program;
    private final PartitionCache cache;
    private final PublishedShuffles shuffles;
    private final ShuffleViews views;
    private final BroadcastValues broadcasts;
    private final @Nullable StageFusion fusion;
    private final Slots slots;

    /** By the hash of their code, the least recently used first. Belongs to the thread of the orders. */
    private final Map<ByteBuffer, StageTasks> stages = new LinkedHashMap<>(16, 0.75f, true);

    private Executor(ExecutorOptions options, Clock clock) throws IOException {
        this.options = options;
        this.scratch = ScratchDirectory.create(options.scratchRoots());
        this.memory = options.memoryBytes() < 0 ? MemoryPool.ofHeap() : new MemoryPool(options.memoryBytes());
        TransportOptions sockets = TransportOptions.of(options.name() + "-net", options.build());
        this.transport = Transport.open(sockets.withTls(options.tls()));
        this.reporter = new Reporter(options.name(), clock, this::end);
        try {
            String node;
            boolean outlive;
            if (options.place() instanceof ExecutorOptions.OwnServer own) {
                Path root = scratch.newFile("outputs");
                this.outputs = new NodeOutputs(root);
                this.server = new SegmentServer(options.name(), outputs);
                Listening listening =
                        transport.listen(own.listen(), KeyRing.of(options.credentials()), server::listener);
                node = Addresses.text(own.host(), listening.address().getPort());
                outlive = false;
            } else if (options.place() instanceof ExecutorOptions.OfWorker worker) {
                this.outputs = new NodeOutputs(worker.outputs());
                this.server = null;
                node = worker.node();
                outlive = true;
            } else {
                throw new IllegalStateException("no place " + options.place());
            }
            this.client = new SegmentClient(transport, options.credentials(), SegmentClient.PATIENCE);
            this.driver = connect(new Registration(
                    options.name(),
                    options.slots(),
                    node,
                    outlive,
                    ProcessHandle.current().pid()));
            ClassLoader engine = Executor.class.getClassLoader();
            ClassLoader given = options.program();
            this.program = given == null ? new ProgramLoader(engine, driver) : given;
            OperatorScope operators = new OperatorScope(memory, scratch, program, () -> {});
            this.views = new ShuffleViews(driver);
            this.shuffles = new PublishedShuffles(
                    options.credentials().identity(),
                    node,
                    outputs,
                    new NearSegments(options.credentials().identity(), node, outputs, client),
                    views::view,
                    output -> written.put(output.id().attempt().value(), output));
            this.cache = new PartitionCache(operators);
            this.broadcasts = new BroadcastValues(driver, program);
            this.fusion = driver.fusion() ? StageFusion.ofSession() : null;
            this.slots = new Slots(
                    options.name(),
                    options.slots(),
                    new TaskRunner(operators),
                    broadcasts::value,
                    clock,
                    this::attemptEnded);
            this.thread = new Thread(this::work, options.name() + "-orders");
            thread.setDaemon(true);
            // Slots are started by this thread, and their threads take it over.
            thread.setContextClassLoader(program);
        } catch (IOException | RuntimeException e) {
            transport.close();
            scratch.close();
            throw e;
        }
    }

    /**
     * Connects to the driver and begins.
     *
     * @throws IOException if the driver cannot be reached or does not let this executor in
     */
    public static Executor start(ExecutorOptions options, Clock clock) throws IOException {
        Executor executor = new Executor(options, clock);
        executor.connected = executor.driver;
        executor.thread.start();
        executor.reporter.start(executor.driver);
        return executor;
    }

    private DriverLink connect(Registration registration) throws IOException {
        CompletableFuture<DriverLink> link = DriverLink.connect(
                transport, options.driver(), options.credentials(), registration, new Conversation());
        try {
            return link.get(CONNECT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting to the driver", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    "the driver at " + Addresses.text(options.driver()) + " does not take this executor: "
                            + (e.getCause() == null ? e : e.getCause()).getMessage(),
                    e);
        } catch (TimeoutException e) {
            throw new IOException("the driver at " + Addresses.text(options.driver()) + " does not answer", e);
        }
    }

    /** Completes with the reason when this executor has ended and everything of it is gone. */
    public CompletableFuture<String> ended() {
        return ended;
    }

    /** The pool that tasks and the cache share. */
    public MemoryPool memory() {
        return memory;
    }

    @Override
    public void close() {
        end("closed");
        OwnThread.join(thread);
    }

    /** Ends because whoever started this process wants it to end, or is gone: the driver blames no task. */
    public void leave() {
        DriverLink link = connected;
        if (link != null) {
            link.leaving();
        }
        close();
    }

    /** Ends as a process does that is killed: its connections break, whatever is on its way. For tests. */
    public void abandon() {
        transport.close();
        close();
    }

    private void end(String why) {
        reason = why;
        orders.post(END);
        DriverLink link = connected;
        if (link != null) {
            // Whoever waits for an answer of the driver, the thread of the orders above all, waits no longer.
            link.close();
        }
    }

    /** What the driver says; by the thread of the connection. */
    private final class Conversation implements DriverLink.Orders {
        @Override
        public void order(DriverOrder order) {
            reporter.heard();
            if (!(order instanceof DriverOrder.Heartbeat)) {
                orders.post(order);
            }
        }

        @Override
        public byte @Nullable [] result(long attempt) {
            return held.take(attempt);
        }

        @Override
        public void closed(String why) {
            end("the connection to the driver has ended: " + why);
        }
    }

    // ---- the thread of the orders ---------------------------------------------------------------------------------

    private void work() {
        List<DriverOrder> batch = new ArrayList<>();
        while (true) {
            batch.clear();
            orders.take(batch, Long.MAX_VALUE);
            for (DriverOrder order : batch) {
                if (order instanceof DriverOrder.Stop stop) {
                    shutDown(stop == END ? reason : stop.why());
                    return;
                }
                try {
                    obey(order);
                } catch (IOException | RuntimeException e) {
                    log().warn("{} of the driver failed", order, e);
                }
            }
        }
    }

    private void obey(DriverOrder order) throws IOException {
        if (order instanceof DriverOrder.Launch launch) {
            launch(launch);
        } else if (order instanceof DriverOrder.GiveBack back) {
            giveBack(back.firstAttempt(), back.count());
        } else if (order instanceof DriverOrder.Kill kill) {
            giveBack(kill.firstAttempt(), kill.count());
            slots.kill(kill.firstAttempt(), kill.count());
        } else if (order instanceof DriverOrder.DropOutputs drop) {
            for (MapOutputId id : drop.outputs()) {
                outputs.drop(application(), id);
            }
        } else if (order instanceof DriverOrder.DropShuffle drop) {
            views.drop(drop.shuffle());
            outputs.drop(application(), drop.shuffle());
        } else if (order instanceof DriverOrder.DropKept drop) {
            cache.drop(drop.node());
        } else if (order instanceof DriverOrder.DropBroadcast drop) {
            broadcasts.drop(drop.id());
        } else if (order instanceof DriverOrder.DropResult drop) {
            held.take(drop.attempt());
        }
    }

    private String application() {
        return options.credentials().identity();
    }

    private void launch(DriverOrder.Launch launch) {
        StageTasks tasks;
        try {
            tasks = stage(launch);
        } catch (UncheckedIOException e) {
            fail(launch, Kind.TRANSIENT_ERROR, e);
            return;
        } catch (RuntimeException | LinkageError e) {
            fail(launch, Kind.USER_ERROR, e);
            return;
        }
        for (Map.Entry<ShuffleId, Long> input : launch.inputs().entrySet()) {
            views.need(input.getKey(), input.getValue());
        }
        slots.launch(new TaskRange(
                new JobId(launch.job()),
                new StageId(launch.stage()),
                tasks,
                launch.from(),
                launch.until(),
                launch.firstAttempt()));
    }

    private StageTasks stage(DriverOrder.Launch launch) {
        ByteBuffer hash = ByteBuffer.wrap(launch.codeHash());
        StageTasks known = stages.get(hash);
        if (known != null) {
            return known;
        }
        String what = "the code of stage-" + launch.stage();
        byte[] code = Waiting.forAnswer(driver.fetch(new DriverContent.Stage(launch.stage())), what);
        if (!ByteBuffer.wrap(ContentHash.of(code)).equals(hash)) {
            throw new UncheckedIOException(new IOException(what + " has come damaged"));
        }
        StagePlan plan = StageBytes.read(code, program);
        StageTasks tasks = new StageTasks(plan, new StageCode(plan.root(), shuffles, cache, program, fusion));
        stages.put(hash, tasks);
        Iterator<ByteBuffer> oldest = stages.keySet().iterator();
        while (stages.size() > KEPT_STAGES) {
            oldest.next();
            oldest.remove();
        }
        return tasks;
    }

    private void fail(DriverOrder.Launch launch, Kind kind, Throwable why) {
        CallSite site = new CallSite("loading the code of stage-" + launch.stage(), "unknown source", 0, "unknown");
        TaskFailure failure = new TaskFailure(site, null, null, why);
        for (int partition = launch.from(); partition < launch.until(); partition++) {
            reporter.ended(
                    AttemptEnds.failed(
                            launch.job(),
                            launch.firstAttempt() + partition - launch.from(),
                            launch.firstAttempt(),
                            kind,
                            failure),
                    partition + 1 == launch.until());
        }
    }

    private void giveBack(long firstAttempt, int count) {
        for (long[] range : slots.giveBack(firstAttempt, count)) {
            for (long i = 0; i < range[1]; i++) {
                reporter.ended(AttemptEnds.givenBack(range[0] + i), i + 1 == range[1]);
            }
        }
    }

    private void shutDown(String why) {
        held.close();
        slots.close(CLOSE_PATIENCE_MILLIS);
        reporter.close();
        client.close();
        cache.close();
        if (server != null) {
            server.close();
        }
        scratch.close();
        // The driver takes the end of the connection for the end of this executor.
        driver.close();
        transport.close();
        ended.complete(why);
    }

    // ---- the slots ------------------------------------------------------------------------------------------------

    private void attemptEnded(long attempt, TaskRange range, TaskOutcome outcome, long nanos, boolean moreToPull) {
        PlacedOutput output = written.remove(attempt);
        boolean succeeded = outcome instanceof TaskOutcome.Succeeded;
        if (output != null && !succeeded) {
            dropOutput(output);
            output = null;
        }
        reporter.ended(ends.of(range, attempt, outcome, nanos, output), !moreToPull || !succeeded);
        held.awaitRoom();
    }

    private void dropOutput(PlacedOutput output) {
        try {
            outputs.drop(application(), output.id());
        } catch (IOException e) {
            log().warn("{} cannot be deleted and stays until the application has ended", output.id(), e);
        }
    }

    @Override
    public String toString() {
        return options.name();
    }

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(Executor.class);
    }
}
