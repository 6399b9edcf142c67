package io.vonk.internal.worker;

import io.vonk.error.ConfigurationException;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.endpoint.MasterSession;
import io.vonk.internal.endpoint.SegmentServer;
import io.vonk.internal.executor.ExecutorMain;
import io.vonk.internal.executor.ExecutorOrders;
import io.vonk.internal.security.Identities;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.Listening;
import io.vonk.internal.transport.Secret;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.transport.TransportOptions;
import io.vonk.internal.wire.MasterMessages;
import io.vonk.internal.wire.MasterQuestion;
import io.vonk.internal.wire.WorkerMessage;
import io.vonk.internal.wire.WorkerOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of a node: starts executors and drivers when its master says so, tells how they end, serves the map outputs that executors
 * have published, and removes what an application has left. It runs no code of users and reads nothing by Java serialization.
 *
 * <p>Thread safety: safe for use by many threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // how processes end is told by their own futures
public final class Worker implements AutoCloseable {
    private static final long STOP_MILLIS = 5_000;
    private static final long SPARE_DELAY_SECONDS = 2;
    private static final String SPARE = "spare";

    private final WorkerOptions options;
    private final WorkerDirectory directory;
    private final Transport transport;
    private final SegmentServer server;
    private final String address;
    private final Consumer<String> notices;
    private final DriverProcesses drivers;
    private final MasterSession session;

    // Guarded by this:
    private final Map<String, RunningExecutor> executors = new LinkedHashMap<>();
    private @Nullable ChildJvm spare;
    private int spares;
    private boolean closed;

    private record RunningExecutor(String application, String name, int cores, long memoryBytes, ChildJvm process) {}

    private Worker(WorkerOptions options, Clock clock, Consumer<String> notices) {
        this.options = options;
        this.notices = notices;
        this.directory = options.directory().isPresent()
                ? WorkerDirectory.open(options.directory().get())
                : WorkerDirectory.openBelow(Path.of(System.getProperty("java.io.tmpdir"))
                        .resolve("vonk-workers-of-" + System.getProperty("user.name")));
        TransportOptions sockets = TransportOptions.of("vonk-worker-net", options.build());
        this.transport = Transport.open(
                options.securityPath() == null
                        ? sockets
                        : sockets.withTls(options.security().requireTls()));
        this.server = new SegmentServer("vonk-worker", directory.outputs());
        try {
            Secret secret = options.security().secret();
            Listening listening = transport.listen(
                    options.listen(),
                    identity -> Identities.isApplication(identity) ? secret.derive(identity) : null,
                    server::listener);
            this.address = options.routes()
                    .advertised(
                            Addresses.text(options.host(), listening.address().getPort()));
        } catch (TransportException e) {
            server.close();
            transport.close();
            directory.close();
            throw new ConfigurationException("the worker cannot serve map outputs: " + e.getMessage(), e);
        }
        Member member = new Member();
        this.session = new MasterSession(
                "vonk-worker",
                transport,
                options.masters(),
                new Credentials(Identities.CLUSTER, options.security().secret()),
                member,
                clock);
        this.drivers = new DriverProcesses(options, directory, session);
    }

    /**
     * Starts a worker, which finds its master by itself.
     *
     * @param notices what a person should know, in a line each
     * @throws ConfigurationException if the directory or the address cannot be had
     */
    public static Worker start(WorkerOptions options, Clock clock, Consumer<String> notices) {
        return new Worker(options, clock, notices);
    }

    /** Where its files are. */
    public Path directory() {
        return directory.root();
    }

    /** host:port where map outputs are served. */
    public String address() {
        return address;
    }

    /** The processes of the executors that run now, by the executors' names. */
    public synchronized Map<String, ProcessHandle> executors() {
        Map<String, ProcessHandle> running = new LinkedHashMap<>();
        for (RunningExecutor executor : executors.values()) {
            ProcessHandle.of(executor.process().pid()).ifPresent(process -> running.put(executor.name(), process));
        }
        return running;
    }

    /** Ends all executors and drivers, and removes everything but logs. */
    @Override
    public void close() {
        List<ChildJvm> processes = new ArrayList<>();
        synchronized (this) {
            closed = true;
            executors.values().forEach(executor -> processes.add(executor.process()));
            if (spare != null) {
                processes.add(spare);
            }
        }
        session.close();
        processes.addAll(drivers.close());
        processes.forEach(process -> process.stop(STOP_MILLIS));
        CompletableFuture<?>[] exits = processes.stream().map(ChildJvm::exit).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(exits)
                .completeOnTimeout(null, 2 * STOP_MILLIS, TimeUnit.MILLISECONDS)
                .join();
        server.close();
        transport.close();
        directory.close();
    }

    // ---- executors ------------------------------------------------------------------------------------------------

    private void launch(WorkerOrder.LaunchExecutor launch) {
        ChildJvm process;
        try {
            Path work = directory.workOf(launch.application(), launch.executor());
            process = takeSpare(launch.memoryBytes());
            if (process == null) {
                process = start(launch.executor(), launch.memoryBytes(), work, List.of(ExecutorMain.class.getName()));
            }
            process.logTo(new LogFile(work.resolve("stdout.log")));
            ExecutorOrders orders = new ExecutorOrders(
                    launch.executor(),
                    launch.application(),
                    options.security().secret().derive(launch.application()),
                    launch.cores(),
                    options.routes().toDriver(launch.driver()),
                    address,
                    directory.outputsRoot(),
                    work,
                    options.securityPath());
            process.tell(orders.lines());
        } catch (IOException e) {
            log().warn("executor {} cannot be started", launch.executor(), e);
            session.tell(MasterMessages.fromWorker(new WorkerMessage.ExecutorExited(
                    launch.application(), launch.executor(), true, "could not be started: " + e)));
            return;
        }
        RunningExecutor running = new RunningExecutor(
                launch.application(), launch.executor(), launch.cores(), launch.memoryBytes(), process);
        synchronized (this) {
            executors.put(launch.executor(), running);
        }
        session.tell(
                MasterMessages.fromWorker(new WorkerMessage.ExecutorRunning(launch.application(), launch.executor())));
        process.exit().thenAccept(exit -> ended(running, exit));
    }

    private ChildJvm start(String name, long memoryBytes, Path work, List<String> arguments) throws IOException {
        return ChildJvm.start(
                "vonk-worker-" + name,
                options.java().line(memoryBytes, List.of(), List.of(), arguments),
                work,
                Map.of());
    }

    private void ended(RunningExecutor executor, ChildJvm.Exit exit) {
        synchronized (this) {
            executors.remove(executor.name());
        }
        directory.cleanProcess(executor.application(), executor.name());
        boolean failed = exit.code() != 0;
        if (failed) {
            log().warn("executor {} of {} {}", executor.name(), executor.application(), exit.how());
        }
        session.tell(MasterMessages.fromWorker(
                new WorkerMessage.ExecutorExited(executor.application(), executor.name(), failed, exit.how())));
        laterStartSpare();
    }

    private synchronized void stop(String name) {
        RunningExecutor executor = executors.get(name);
        if (executor != null) {
            executor.process().stop(STOP_MILLIS);
        }
    }

    private void clean(String application) {
        List<CompletableFuture<?>> exits = new ArrayList<>();
        synchronized (this) {
            for (RunningExecutor executor : executors.values()) {
                if (executor.application().equals(application)) {
                    executor.process().stop(STOP_MILLIS);
                    exits.add(executor.process().exit());
                }
            }
        }
        CompletableFuture.allOf(exits.toArray(CompletableFuture<?>[]::new))
                .thenRun(() -> directory.cleanApplication(application));
    }

    // ---- the process that is started ahead ------------------------------------------------------------------------

    private synchronized @Nullable ChildJvm takeSpare(long memoryBytes) {
        ChildJvm taken = memoryBytes == options.spareMemoryBytes() ? spare : null;
        if (taken == null || !taken.isAlive()) {
            return null;
        }
        // The next one is started when the one that is taken has ended: until then the processors have better things to
        // do.
        spare = null;
        return taken;
    }

    /** Not at once: those who have just begun to work need the processors more. */
    private void laterStartSpare() {
        CompletableFuture.delayedExecutor(SPARE_DELAY_SECONDS, TimeUnit.SECONDS).execute(this::startSpare);
    }

    private synchronized void startSpare() {
        if (closed || options.spareMemoryBytes() == 0 || spare != null && spare.isAlive()) {
            return;
        }
        try {
            String name = SPARE + "-" + spares++;
            List<String> arguments = List.of(ExecutorMain.class.getName(), ExecutorMain.AHEAD);
            ChildJvm started = start(name, options.spareMemoryBytes(), directory.workOf(SPARE, name), arguments);
            spare = started;
        } catch (IOException e) {
            log().warn("no process can be started ahead of its use", e);
        }
    }

    // ---- the master -----------------------------------------------------------------------------------------------

    private final class Member implements MasterSession.Member {
        private boolean told;

        @Override
        public MasterQuestion registration() {
            List<MasterQuestion.HeldExecutor> held = new ArrayList<>();
            synchronized (Worker.this) {
                for (RunningExecutor executor : executors.values()) {
                    held.add(new MasterQuestion.HeldExecutor(
                            executor.application(), executor.name(), executor.cores(), executor.memoryBytes()));
                }
            }
            return new MasterQuestion.RegisterWorker(
                    options.id(), address, options.cores(), options.memoryBytes(), held, drivers.held());
        }

        @Override
        public void registered(String master, byte[] answer) {
            told = false;
            // Not before: this process and its neighbours need the processors to come up.
            laterStartSpare();
            notices.accept("registered with the master at " + master);
        }

        @Override
        public void received(byte[] message) throws IOException {
            WorkerOrder order = MasterMessages.readToWorker(message);
            if (order instanceof WorkerOrder.LaunchExecutor launch) {
                launch(launch);
            } else if (order instanceof WorkerOrder.StopExecutor stop) {
                stop(stop.executor());
            } else if (order instanceof WorkerOrder.CleanApplication clean) {
                clean(clean.application());
            } else if (order instanceof WorkerOrder.LaunchDriver launch) {
                drivers.launch(launch.submission(), launch.command());
            } else if (order instanceof WorkerOrder.StopDriver stop) {
                drivers.stop(stop.submission());
            }
        }

        @Override
        public byte[] heartbeat() {
            return MasterMessages.fromWorker(new WorkerMessage.Heartbeat());
        }

        @Override
        public void disconnected(String why) {
            // Once: it is tried again twice a second.
            if (!told) {
                told = true;
                notices.accept("no master: " + why + "; trying again until there is one");
            }
        }
    }

    /** Asked for when there is something to say: binding a logger takes longer than a small job. */
    private static Logger log() {
        return LoggerFactory.getLogger(Worker.class);
    }
}
