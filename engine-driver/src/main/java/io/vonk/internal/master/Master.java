package io.vonk.internal.master;

import io.vonk.internal.id.ApplicationId;
import io.vonk.internal.id.WorkerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which application gets which cores, and what becomes of drivers: a pure function of the events so far. Each call of {@link
 * #on} takes one event and the time, changes the state, and returns what the shell must do, in order.
 *
 * <p>What workers and applications hold is not written down anywhere: after a restart they register again and say so. Only drivers that
 * users have submitted are to be remembered ({@link MasterAction.Persist}).
 *
 * <p>A worker or an application whose connection has ended is waited for, 10 s; meanwhile what runs goes on. {@link Sharing} says who
 * gets what.
 *
 * <p>Not thread safe: one thread owns a master.
 */
public final class Master {
    static final long GRACE_NANOS = 10_000_000_000L;

    private final List<MasterAction> out = new ArrayList<>();
    private final Map<WorkerId, WorkerState> workers = new LinkedHashMap<>();
    private final Map<ApplicationId, ApplicationState> applications = new LinkedHashMap<>();
    private final DriverTable drivers = new DriverTable(out);
    private final Sharing sharing = new Sharing(workers.values(), applications.values());
    private long nextExecutor;

    /**
     * A master that knows nobody.
     *
     * @param firstExecutor the number of the first executor: higher than those of all masters before it
     */
    public Master(long firstExecutor) {
        this.nextExecutor = firstExecutor;
    }

    /**
     * Takes in one event.
     *
     * @param nowNanos a monotonic time
     * @return what to do, in this order; belongs to the caller
     * @throws IllegalArgumentException if the event makes no sense; nothing has changed then
     */
    public List<MasterAction> on(MasterEvent event, long nowNanos) {
        apply(event, nowNanos);
        expire(nowNanos);
        drivers.giveUpUnclaimed(nowNanos);
        drivers.place(workers.values(), nowNanos);
        place(nowNanos);
        requestWake(nowNanos);
        List<MasterAction> actions = new ArrayList<>(out);
        out.clear();
        return actions;
    }

    /** How many cores an application could get at most, were it alone. */
    public int reachableCores(ApplicationSpec spec) {
        int cores = 0;
        for (WorkerState worker : workers.values()) {
            if (worker.connected && worker.memoryBytes >= spec.executorMemoryBytes()) {
                cores += worker.cores;
            }
        }
        return spec.maxCores() == 0 ? cores : Math.min(cores, spec.maxCores());
    }

    /** What it knows now. */
    public MasterView view() {
        List<MasterView.WorkerView> workerViews = new ArrayList<>();
        for (WorkerState worker : workers.values()) {
            workerViews.add(new MasterView.WorkerView(
                    worker.id,
                    worker.address,
                    worker.cores,
                    worker.usedCores(),
                    worker.memoryBytes,
                    worker.usedMemoryBytes(),
                    worker.connected));
        }
        List<MasterView.ApplicationView> applicationViews = new ArrayList<>();
        for (ApplicationState application : applications.values()) {
            applicationViews.add(new MasterView.ApplicationView(
                    application.id,
                    application.spec == null ? "" : application.spec.name(),
                    application.cores(),
                    application.executors(),
                    application.connected));
        }
        return new MasterView(workerViews, applicationViews, drivers.records());
    }

    // ---- events ---------------------------------------------------------------------------------------------------

    private void apply(MasterEvent event, long nowNanos) {
        if (event instanceof MasterEvent.WorkerRegistered registered) {
            on(registered, nowNanos);
        } else if (event instanceof MasterEvent.WorkerHeard heard) {
            heard(heard.worker(), nowNanos);
        } else if (event instanceof MasterEvent.WorkerDisconnected gone) {
            WorkerState worker = workers.get(gone.worker());
            if (worker != null && worker.connected) {
                worker.connected = false;
                worker.sinceNanos = nowNanos;
            }
        } else if (event instanceof MasterEvent.ApplicationRegistered registered) {
            on(registered, nowNanos);
        } else if (event instanceof MasterEvent.ApplicationDemand demand) {
            ApplicationState application = applications.get(demand.application());
            if (application != null) {
                boolean changed = (application.wantedCores == 0) != (demand.wantedCores() == 0);
                application.wantedCores = demand.wantedCores();
                application.sinceNanos = changed ? nowNanos : application.sinceNanos;
            }
        } else if (event instanceof MasterEvent.ApplicationDisconnected gone) {
            ApplicationState application = applications.get(gone.application());
            if (application != null && application.connected) {
                application.connected = false;
                application.disconnectedNanos = nowNanos;
            }
        } else if (event instanceof MasterEvent.ApplicationEnded ended) {
            end(ended.application());
        } else if (event instanceof MasterEvent.ExecutorRunning running) {
            heard(running.worker(), nowNanos);
        } else if (event instanceof MasterEvent.ExecutorExited exited) {
            heard(exited.worker(), nowNanos);
            on(exited, nowNanos);
        } else if (event instanceof MasterEvent.DriverSubmitted submitted) {
            drivers.submit(submitted.submission(), submitted.spec(), nowNanos);
        } else if (event instanceof MasterEvent.DriverRunning running) {
            heard(running.worker(), nowNanos);
        } else if (event instanceof MasterEvent.DriverExited exited) {
            WorkerState worker = heard(exited.worker(), nowNanos);
            if (worker != null) {
                drivers.exited(worker, exited.submission(), exited.exitCode(), exited.how(), nowNanos);
            }
        } else if (event instanceof MasterEvent.DriverKillRequested kill) {
            drivers.kill(kill.submission());
        } else if (event instanceof MasterEvent.Recovered recovered) {
            drivers.recover(recovered.drivers(), nowNanos);
        } else if (!(event instanceof MasterEvent.Tick)) {
            throw new IllegalStateException("no handler for " + event);
        }
    }

    private @Nullable WorkerState heard(WorkerId id, long nowNanos) {
        WorkerState worker = workers.get(id);
        if (worker != null && worker.connected) {
            worker.sinceNanos = nowNanos;
        }
        return worker;
    }

    private void on(MasterEvent.WorkerRegistered registered, long nowNanos) {
        WorkerState before = workers.get(registered.worker());
        WorkerState now = new WorkerState(
                registered.worker(), registered.address(), registered.cores(), registered.memoryBytes(), nowNanos);
        workers.put(now.id, now);
        for (MasterEvent.HeldExecutor held : registered.executors()) {
            ApplicationState application = applications.computeIfAbsent(held.application(), id -> {
                // It may register again; if it does not, it has ended while nobody looked.
                ApplicationState unknown = new ApplicationState(id, nowNanos);
                unknown.disconnectedNanos = nowNanos;
                return unknown;
            });
            Grant earlier = before == null ? null : before.grants.remove(held.executor());
            Grant grant = new Grant(application, now, held.executor(), held.cores(), held.memoryBytes(), nowNanos);
            grant.stopping = earlier != null && earlier.stopping;
            if (grant.stopping) {
                out.add(new MasterAction.StopExecutor(now.id, application.id, grant.executor, "asked for before"));
            }
            now.grants.put(grant.executor, grant);
            application.grants.put(grant.executor, grant);
            application.places.add(now.id);
        }
        if (before != null) {
            before.grants.values().forEach(gone -> gone.application.grants.remove(gone.executor));
        }
        drivers.reconcile(before, now, registered.drivers(), nowNanos);
    }

    private void on(MasterEvent.ApplicationRegistered registered, long nowNanos) {
        ApplicationState application =
                applications.computeIfAbsent(registered.application(), id -> new ApplicationState(id, nowNanos));
        application.spec = registered.spec();
        application.connected = true;
    }

    private void on(MasterEvent.ExecutorExited exited, long nowNanos) {
        WorkerState worker = workers.get(exited.worker());
        Grant grant = worker == null ? null : worker.grants.remove(exited.executor());
        if (grant == null) {
            return;
        }
        ApplicationState application = grant.application;
        application.grants.remove(grant.executor);
        if (application.cores() == 0) {
            application.sinceNanos = nowNanos;
        }
        if (exited.failed() && !grant.stopping && application.failed(grant, nowNanos)) {
            out.add(new MasterAction.EndApplication(
                    application.id,
                    ApplicationState.FAILED_STARTS + " executors in a row have failed at their start; the last one, "
                            + grant.executor + " on " + grant.worker.id + ", " + exited.how()));
            end(application.id);
        }
    }

    private void end(ApplicationId id) {
        ApplicationState application = applications.remove(id);
        if (application == null) {
            return;
        }
        // Cleaning ends its executors; what they hold is free when they have told so.
        application.grants.values().forEach(grant -> grant.stopping = true);
        for (WorkerId place : application.places) {
            WorkerState worker = workers.get(place);
            if (worker != null && worker.connected) {
                out.add(new MasterAction.CleanApplication(place, id));
            }
        }
    }

    // ---- time -----------------------------------------------------------------------------------------------------

    private void expire(long nowNanos) {
        for (WorkerState worker : List.copyOf(workers.values())) {
            if (nowNanos - worker.sinceNanos >= GRACE_NANOS) {
                if (worker.connected) {
                    out.add(new MasterAction.DisconnectWorker(worker.id, "it has been silent for 10 s"));
                }
                workers.remove(worker.id);
                worker.connected = false;
                worker.grants.values().forEach(grant -> {
                    grant.application.grants.remove(grant.executor);
                    if (grant.application.cores() == 0) {
                        grant.application.sinceNanos = nowNanos;
                    }
                });
                drivers.workerLost(worker, nowNanos);
            }
        }
        for (ApplicationState application : List.copyOf(applications.values())) {
            if (!application.connected && nowNanos - application.disconnectedNanos >= GRACE_NANOS) {
                end(application.id);
            }
        }
    }

    private void place(long nowNanos) {
        for (Sharing.Offer offer = sharing.next(nowNanos); offer != null; offer = sharing.next(nowNanos)) {
            launch(offer, nowNanos);
        }
        Grant back = sharing.toTakeBack(nowNanos);
        if (back != null) {
            back.stopping = true;
            if (back.application.cores() == 0 && back.application.wantedCores > 0) {
                back.application.gaveUpTurn();
            }
            out.add(new MasterAction.StopExecutor(
                    back.worker.id, back.application.id, back.executor, "another application waits for cores"));
        }
        applications.values().forEach(application -> tellWhyItWaits(application, nowNanos));
    }

    private void launch(Sharing.Offer offer, long nowNanos) {
        ApplicationState application = offer.application();
        ApplicationSpec spec = application.spec;
        if (spec == null) {
            throw new IllegalStateException(application.id + " gets an executor before it has registered");
        }
        String executor = "executor-" + nextExecutor++;
        Grant grant =
                new Grant(application, offer.worker(), executor, offer.cores(), spec.executorMemoryBytes(), nowNanos);
        offer.worker().grants.put(executor, grant);
        application.grants.put(executor, grant);
        application.places.add(offer.worker().id);
        out.add(new MasterAction.LaunchExecutor(
                offer.worker().id,
                application.id,
                executor,
                offer.cores(),
                spec.executorMemoryBytes(),
                spec.driverAddress()));
    }

    private void tellWhyItWaits(ApplicationState application, long nowNanos) {
        ApplicationSpec spec = application.spec;
        if (spec == null || !application.connected) {
            return;
        }
        String why = "";
        if (application.cores() == 0 && application.limit() > 0) {
            if (workers.values().stream().noneMatch(worker -> worker.connected)) {
                why = "waiting for executors: no worker is registered with the master";
            } else if (!sharing.canEverRun(application)) {
                why = "waiting for executors: none of the workers has " + Math.max(1, spec.executorCores())
                        + " cores and " + (spec.executorMemoryBytes() >> 20) + " MiB for an executor; ask for less"
                        + " (vonk.executor.cores, vonk.executor.memory), or start larger workers";
            } else if (application.mayStart(nowNanos)) {
                why = "waiting for executors: all cores are in use by other applications";
            }
        }
        if (!why.equals(application.notice)) {
            application.notice = why;
            if (!why.isEmpty()) {
                out.add(new MasterAction.TellApplication(application.id, why));
            }
        }
    }

    private void requestWake(long nowNanos) {
        long least = drivers.nanosUntilWork(nowNanos);
        for (WorkerState worker : workers.values()) {
            least = Math.min(least, worker.sinceNanos + GRACE_NANOS - nowNanos);
        }
        for (ApplicationState application : applications.values()) {
            if (!application.connected) {
                least = Math.min(least, application.disconnectedNanos + GRACE_NANOS - nowNanos);
            }
            least = Math.min(least, application.nanosUntilStart(nowNanos));
            boolean starves = application.cores() == 0 && application.limit() > 0;
            long since = nowNanos - application.sinceNanos;
            if (starves && since < Sharing.STARVED_NANOS) {
                least = Math.min(least, Sharing.STARVED_NANOS - since);
            }
            if (application.wantedCores == 0 && since < Sharing.IDLE_NANOS) {
                long patience = since < Sharing.STARVED_NANOS ? Sharing.STARVED_NANOS : Sharing.IDLE_NANOS;
                least = Math.min(least, patience - since);
            }
        }
        least = Math.min(least, sharing.nanosUntilTurn(nowNanos));
        if (least != Long.MAX_VALUE) {
            out.add(new MasterAction.WakeAt(nowNanos + Math.max(1, least)));
        }
    }
}
