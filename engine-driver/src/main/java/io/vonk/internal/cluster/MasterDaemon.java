package io.vonk.internal.cluster;

import io.vonk.error.ConfigurationException;
import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.endpoint.MasterServer;
import io.vonk.internal.endpoint.MasterServer.ApplicationLink;
import io.vonk.internal.endpoint.MasterServer.ClientLink;
import io.vonk.internal.endpoint.MasterServer.WorkerLink;
import io.vonk.internal.id.ApplicationId;
import io.vonk.internal.id.SubmissionId;
import io.vonk.internal.id.WorkerId;
import io.vonk.internal.mailbox.Mailbox;
import io.vonk.internal.mailbox.OwnThread;
import io.vonk.internal.master.ApplicationSpec;
import io.vonk.internal.master.DriverRecord;
import io.vonk.internal.master.Master;
import io.vonk.internal.master.MasterAction;
import io.vonk.internal.master.MasterEvent;
import io.vonk.internal.master.MasterView;
import io.vonk.internal.security.Identities;
import io.vonk.internal.time.Clock;
import io.vonk.internal.transport.Credentials;
import io.vonk.internal.transport.KeyRing;
import io.vonk.internal.transport.Listening;
import io.vonk.internal.transport.Reply;
import io.vonk.internal.transport.Secret;
import io.vonk.internal.transport.StreamRequest;
import io.vonk.internal.transport.Transport;
import io.vonk.internal.transport.TransportException;
import io.vonk.internal.transport.TransportOptions;
import io.vonk.internal.wire.ApplicationMessage;
import io.vonk.internal.wire.ApplicationOrder;
import io.vonk.internal.wire.ClusterReport;
import io.vonk.internal.wire.DriverCommand;
import io.vonk.internal.wire.MasterMessages;
import io.vonk.internal.wire.MasterQuestion;
import io.vonk.internal.wire.WorkerMessage;
import io.vonk.internal.wire.WorkerOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shell of a {@link Master}: its sockets, its clock, its journal, and the one thread that owns all of it. Reads nothing by Java
 * serialization and runs no code of users.
 *
 * <p>Thread safety: safe for use by many threads.
 */
public final class MasterDaemon implements AutoCloseable {
    private final Clock clock;
    private final Consumer<String> notices;
    private final Leadership leadership;
    private final DriverJournal journal;
    private final BlobStore blobs;
    private final Transport transport;
    private final String address;
    private final @Nullable SubmissionRest rest;
    private final Thread thread;
    private final Mailbox<Runnable> mailbox = new Mailbox<>();

    // What belongs to the thread:
    private final Master master;
    private final Map<WorkerId, WorkerLink> workers = new HashMap<>();
    private final Map<ApplicationId, ApplicationLink> applications = new HashMap<>();
    private final Map<WorkerLink, WorkerId> workerOf = new HashMap<>();
    private final Map<ApplicationLink, ApplicationId> applicationOf = new HashMap<>();
    private long submissions;
    private long wakeNanos = Long.MAX_VALUE;
    private boolean closed;

    private MasterDaemon(MasterOptions options, Clock clock, Consumer<String> notices, Leadership leadership) {
        this.clock = clock;
        this.notices = notices;
        this.leadership = leadership;
        try {
            this.journal = DriverJournal.open(options.state());
        } catch (IOException e) {
            throw new ConfigurationException(
                    "the journal of the master in " + options.state() + " cannot be used: " + e, e);
        }
        this.blobs = new BlobStore(options.state().resolve("blobs"));
        // Numbers of executors must rise over all masters that there are one after the other.
        this.master = new Master(clock.epochMillis());
        TransportOptions sockets = TransportOptions.of("vonk-master-net", options.build());
        this.transport = Transport.open(sockets.withTls(options.security().tls(options.tls())));
        MasterServer server = new MasterServer(new Arrivals());
        Listening listening;
        try {
            listening = transport.listen(
                    options.listen(),
                    KeyRing.of(new Credentials(
                            Identities.CLUSTER, options.security().secret())),
                    server::listener);
        } catch (TransportException e) {
            transport.close();
            throw new ConfigurationException("the master cannot begin: " + e.getMessage(), e);
        }
        this.address = Addresses.text(options.host(), listening.address().getPort());
        this.thread = new Thread(this::work, "vonk-master");
        thread.setDaemon(true);
        try {
            this.rest = options.restPort() == 0 ? null : rest(options);
        } catch (IOException | ConfigurationException e) {
            transport.close();
            throw e instanceof ConfigurationException known
                    ? known
                    : new ConfigurationException(
                            "the state directory " + options.state() + " cannot be written: " + e, e);
        }
    }

    private SubmissionRest rest(MasterOptions options) throws IOException {
        Secret token = options.security().secret().derive("rest");
        Path file = options.state().resolve("rest-token");
        Files.deleteIfExists(file);
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createFile(
                file,
                posix
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0]);
        Files.writeString(file, token.reveal() + "\n");
        return new SubmissionRest(
                options.listen().getAddress(), options.restPort(), options.host(), token, this::statusOf, this::kill);
    }

    private ClusterReport.Driver statusOf(String submission) {
        CompletableFuture<ClusterReport.Driver> answer = new CompletableFuture<>();
        mailbox.post(() -> answer.complete(driver(submission)));
        return answer.join();
    }

    private ClusterReport.Driver kill(String submission) {
        mailbox.post(() -> handle(new MasterEvent.DriverKillRequested(new SubmissionId(submission))));
        return statusOf(submission);
    }

    /**
     * Starts a master, as soon as it leads.
     *
     * @param notices what a person should know, in a line each
     * @throws ConfigurationException if its address or its directory cannot be had, or another master leads and it is not to wait
     */
    public static MasterDaemon start(MasterOptions options, Clock clock, Consumer<String> notices)
            throws InterruptedException {
        Leadership leadership = Leadership.of(options.state());
        try {
            if (!leadership.take()) {
                if (!options.waitForLead()) {
                    throw new ConfigurationException("another master uses the state directory " + options.state()
                            + "; end it, or give this one another port or directory (--port, --state-dir)");
                }
                notices.accept("another master leads; this one takes over when that one has ended");
                leadership.await();
            }
            MasterDaemon daemon = new MasterDaemon(options, clock, notices, leadership);
            daemon.thread.start();
            daemon.mailbox.post(() -> daemon.handle(new MasterEvent.Recovered(daemon.journal.records())));
            return daemon;
        } catch (ConfigurationException | InterruptedException e) {
            leadership.close();
            throw e;
        }
    }

    /** host:port where it listens. */
    public String address() {
        return address;
    }

    /** What it knows now. */
    public ClusterReport report() {
        CompletableFuture<ClusterReport> answer = new CompletableFuture<>();
        mailbox.post(() -> answer.complete(reportNow()));
        return answer.join();
    }

    @Override
    public void close() {
        mailbox.post(() -> closed = true);
        OwnThread.join(thread);
        if (rest != null) {
            rest.close();
        }
        transport.close();
        try {
            journal.close();
        } catch (IOException e) {
            log().warn("the journal cannot be closed", e);
        }
        leadership.close();
    }

    // ---- the thread -----------------------------------------------------------------------------------------------

    private void work() {
        List<Runnable> batch = new ArrayList<>();
        while (!closed) {
            batch.clear();
            long patience = wakeNanos == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, wakeNanos - clock.nanos());
            mailbox.take(batch, patience);
            if (wakeNanos != Long.MAX_VALUE && clock.nanos() - wakeNanos >= 0) {
                wakeNanos = Long.MAX_VALUE;
                batch.add(() -> handle(new MasterEvent.Tick()));
            }
            for (Runnable step : batch) {
                try {
                    step.run();
                } catch (RuntimeException e) {
                    // One bad message must not end a cluster.
                    log().error("the master met an error that it has no answer to", e);
                }
            }
        }
    }

    private void handle(MasterEvent event) {
        for (MasterAction action : master.on(event, clock.nanos())) {
            execute(action);
        }
    }

    private void execute(MasterAction action) {
        if (action instanceof MasterAction.LaunchExecutor launch) {
            tell(
                    launch.worker(),
                    new WorkerOrder.LaunchExecutor(
                            launch.application().value(),
                            launch.executor(),
                            launch.cores(),
                            launch.memoryBytes(),
                            launch.driverAddress()));
        } else if (action instanceof MasterAction.StopExecutor stop) {
            tell(stop.worker(), new WorkerOrder.StopExecutor(stop.application().value(), stop.executor(), stop.why()));
        } else if (action instanceof MasterAction.CleanApplication clean) {
            tell(
                    clean.worker(),
                    new WorkerOrder.CleanApplication(clean.application().value()));
        } else if (action instanceof MasterAction.LaunchDriver launch) {
            tell(
                    launch.worker(),
                    new WorkerOrder.LaunchDriver(launch.submission().value(), (DriverCommand)
                            launch.spec().payload()));
        } else if (action instanceof MasterAction.StopDriver stop) {
            tell(stop.worker(), new WorkerOrder.StopDriver(stop.submission().value()));
        } else if (action instanceof MasterAction.EndApplication end) {
            tell(end.application(), new ApplicationOrder.End(end.why()));
        } else if (action instanceof MasterAction.TellApplication tell) {
            tell(tell.application(), new ApplicationOrder.Notice(tell.message()));
        } else if (action instanceof MasterAction.DisconnectWorker disconnect) {
            WorkerLink link = workers.remove(disconnect.worker());
            if (link != null) {
                notices.accept("worker " + disconnect.worker() + " is taken for lost: " + disconnect.why());
                link.close();
            }
        } else if (action instanceof MasterAction.Persist persist) {
            journal(() -> journal.remember(persist.driver()));
        } else if (action instanceof MasterAction.Forget forget) {
            journal(() -> journal.forget(forget.submission()));
        } else if (action instanceof MasterAction.WakeAt wake) {
            wakeNanos = wake.nanos();
        } else {
            throw new IllegalStateException("nothing executes " + action);
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void journal(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            log().error("the journal of the master cannot be written; drivers are forgotten if it ends now", e);
        }
    }

    private void tell(WorkerId worker, WorkerOrder order) {
        WorkerLink link = workers.get(worker);
        if (link != null) {
            link.order(order);
        }
    }

    private void tell(ApplicationId application, ApplicationOrder order) {
        ApplicationLink link = applications.get(application);
        if (link != null) {
            link.order(order);
        }
    }

    private ClusterReport reportNow() {
        MasterView view = master.view();
        List<ClusterReport.Worker> workerList = new ArrayList<>();
        for (MasterView.WorkerView worker : view.workers()) {
            workerList.add(new ClusterReport.Worker(
                    worker.worker().value(),
                    worker.address(),
                    worker.cores(),
                    worker.coresUsed(),
                    worker.memoryBytes(),
                    worker.memoryUsedBytes(),
                    worker.connected()));
        }
        List<ClusterReport.Application> applicationList = new ArrayList<>();
        for (MasterView.ApplicationView application : view.applications()) {
            applicationList.add(new ClusterReport.Application(
                    application.application().value(),
                    application.name(),
                    application.cores(),
                    application.executors()));
        }
        List<ClusterReport.Driver> driverList = new ArrayList<>();
        view.drivers().forEach(driver -> driverList.add(driver(driver)));
        return new ClusterReport(workerList, applicationList, driverList);
    }

    private static ClusterReport.Driver driver(DriverRecord record) {
        return new ClusterReport.Driver(
                record.submission().value(), true, record.state().name(), record.worker(), record.message());
    }

    private ClusterReport.Driver driver(String submission) {
        for (DriverRecord record : master.view().drivers()) {
            if (record.submission().value().equals(submission)) {
                return driver(record);
            }
        }
        return new ClusterReport.Driver(submission, false, "UNKNOWN", "", "this master knows no driver " + submission);
    }

    // ---- what comes, on the threads of connections ----------------------------------------------------------------

    private final class Arrivals implements MasterServer.Cluster {
        @Override
        public void arrived(WorkerLink worker, MasterQuestion.RegisterWorker registration, Reply reply) {
            mailbox.post(() -> {
                WorkerId id = new WorkerId(registration.worker());
                WorkerLink earlier = workers.put(id, worker);
                if (earlier != null) {
                    workerOf.remove(earlier);
                    earlier.close();
                }
                workerOf.put(worker, id);
                reply.answer(new byte[0]);
                handle(registered(id, registration));
                notices.accept("worker " + id + " at " + registration.address() + ": " + registration.cores()
                        + " cores, " + (registration.memoryBytes() >> 20) + " MiB");
            });
        }

        private MasterEvent registered(WorkerId id, MasterQuestion.RegisterWorker registration) {
            List<MasterEvent.HeldExecutor> executors = new ArrayList<>();
            for (MasterQuestion.HeldExecutor held : registration.executors()) {
                executors.add(new MasterEvent.HeldExecutor(
                        new ApplicationId(held.application()), held.executor(), held.cores(), held.memoryBytes()));
            }
            List<MasterEvent.HeldDriver> drivers = new ArrayList<>();
            for (MasterQuestion.HeldDriver held : registration.drivers()) {
                drivers.add(new MasterEvent.HeldDriver(
                        new SubmissionId(held.submission()), held.cores(), held.memoryBytes()));
            }
            return new MasterEvent.WorkerRegistered(
                    id, registration.address(), registration.cores(), registration.memoryBytes(), executors, drivers);
        }

        @Override
        public void said(WorkerLink worker, WorkerMessage message) {
            mailbox.post(() -> {
                WorkerId id = workerOf.get(worker);
                if (id != null) {
                    handle(event(id, message));
                }
            });
        }

        private MasterEvent event(WorkerId id, WorkerMessage message) {
            if (message instanceof WorkerMessage.ExecutorRunning running) {
                return new MasterEvent.ExecutorRunning(id, running.executor());
            }
            if (message instanceof WorkerMessage.ExecutorExited exited) {
                return new MasterEvent.ExecutorExited(id, exited.executor(), exited.failed(), exited.how());
            }
            if (message instanceof WorkerMessage.DriverRunning running) {
                return new MasterEvent.DriverRunning(id, new SubmissionId(running.submission()));
            }
            if (message instanceof WorkerMessage.DriverExited exited) {
                return new MasterEvent.DriverExited(
                        id, new SubmissionId(exited.submission()), exited.exitCode(), exited.how());
            }
            return new MasterEvent.WorkerHeard(id);
        }

        @Override
        public void gone(WorkerLink worker, String why) {
            mailbox.post(() -> {
                WorkerId id = workerOf.remove(worker);
                if (id != null && workers.remove(id, worker)) {
                    notices.accept("worker " + id + " is gone: " + why);
                    handle(new MasterEvent.WorkerDisconnected(id));
                }
            });
        }

        @Override
        public void arrived(ApplicationLink application, MasterQuestion.RegisterApplication registration, Reply reply) {
            mailbox.post(() -> {
                ApplicationId id = new ApplicationId(registration.application());
                ApplicationLink earlier = applications.put(id, application);
                if (earlier != null) {
                    applicationOf.remove(earlier);
                    earlier.close();
                }
                applicationOf.put(application, id);
                ApplicationSpec spec = new ApplicationSpec(
                        registration.name(),
                        registration.driver(),
                        registration.maxCores(),
                        registration.executorCores(),
                        registration.maxExecutors(),
                        registration.executorMemoryBytes());
                reply.answer(MasterMessages.applicationRegistered(master.reachableCores(spec)));
                handle(new MasterEvent.ApplicationRegistered(id, spec));
                notices.accept("application " + id + " (" + registration.name() + ") at " + registration.driver());
            });
        }

        @Override
        public void said(ApplicationLink application, ApplicationMessage message) {
            mailbox.post(() -> {
                ApplicationId id = applicationOf.get(application);
                if (id == null) {
                    return;
                }
                if (message instanceof ApplicationMessage.Demand demand) {
                    handle(new MasterEvent.ApplicationDemand(id, demand.cores()));
                } else if (message instanceof ApplicationMessage.Ended) {
                    applicationOf.remove(application);
                    applications.remove(id);
                    notices.accept("application " + id + " has ended");
                    handle(new MasterEvent.ApplicationEnded(id));
                }
            });
        }

        @Override
        public void gone(ApplicationLink application, String why) {
            mailbox.post(() -> {
                ApplicationId id = applicationOf.remove(application);
                if (id != null && applications.remove(id, application)) {
                    notices.accept("the driver of application " + id + " is gone: " + why);
                    handle(new MasterEvent.ApplicationDisconnected(id));
                }
            });
        }

        @Override
        public void asked(ClientLink client, MasterQuestion question, Reply reply) {
            if (question instanceof MasterQuestion.SubmitDriver submission) {
                blobs.bring(
                        client,
                        submission.command(),
                        failure -> mailbox.post(() -> {
                            if (failure != null) {
                                reply.fail(failure);
                            } else {
                                submit(submission.command(), reply);
                            }
                        }));
                return;
            }
            mailbox.post(() -> {
                if (question instanceof MasterQuestion.DriverStatus status) {
                    reply.answer(MasterMessages.driver(driver(status.submission())));
                } else if (question instanceof MasterQuestion.KillDriver kill) {
                    handle(new MasterEvent.DriverKillRequested(new SubmissionId(kill.submission())));
                    reply.answer(MasterMessages.driver(driver(kill.submission())));
                } else if (question instanceof MasterQuestion.ClusterStatus) {
                    reply.answer(MasterMessages.report(reportNow()));
                } else {
                    reply.fail("nobody answers this");
                }
            });
        }

        private void submit(DriverCommand command, Reply reply) {
            long seconds = TimeUnit.MILLISECONDS.toSeconds(clock.epochMillis());
            SubmissionId id;
            do {
                id = new SubmissionId("driver-" + seconds + "-" + ++submissions);
            } while (driver(id.value()).found()); // by a master before this one, in the same second
            handle(new MasterEvent.DriverSubmitted(id, DriverJournal.spec(command)));
            notices.accept("driver " + id + " (" + command.name() + ") submitted");
            reply.answer(MasterMessages.submitted(id.value()));
        }

        @Override
        public void wanted(String hash, StreamRequest request) {
            blobs.send(hash, request);
        }
    }

    /** Asked for when there is something to say: binding a logger takes a while. */
    private static Logger log() {
        return LoggerFactory.getLogger(MasterDaemon.class);
    }

    /** The reason why something is not, for {@link BlobStore}. */
    interface Outcome {
        void told(@Nullable String failure);
    }
}
