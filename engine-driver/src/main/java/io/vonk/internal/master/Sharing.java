package io.vonk.internal.master;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who gets how many cores: shares are max-min fair, so that nobody gets less than others as long as it can use more. Nothing is taken
 * from anybody as long as everybody else has something; an application that has waited for its first core for a second, though, gets
 * what others have beyond their shares, and what idle ones hold.
 */
final class Sharing {
    static final long STARVED_NANOS = 1_000_000_000L;
    static final long IDLE_NANOS = 10_000_000_000L;

    /** An executor to start. */
    record Offer(ApplicationState application, WorkerState worker, int cores) {}

    private final Collection<WorkerState> workers;
    private final Collection<ApplicationState> applications;

    Sharing(Collection<WorkerState> workers, Collection<ApplicationState> applications) {
        this.workers = workers;
        this.applications = applications;
    }

    /** How many cores each application should have, given what all can use: one after the other gets one more. */
    Map<ApplicationState, Integer> shares() {
        int left = 0;
        for (WorkerState worker : workers) {
            left += worker.connected ? worker.cores - worker.driverCores : 0;
        }
        Map<ApplicationState, Integer> shares = new LinkedHashMap<>();
        applications.forEach(application -> shares.put(application, 0));
        boolean given = true;
        while (given && left > 0) {
            given = false;
            for (ApplicationState application : applications) {
                int share = shares.getOrDefault(application, 0);
                if (left > 0 && share < application.limit()) {
                    shares.put(application, share + 1);
                    left--;
                    given = true;
                }
            }
        }
        return shares;
    }

    /** The next executor to start; null if there is none. */
    @Nullable
    Offer next(long nowNanos) {
        Map<ApplicationState, Integer> shares = shares();
        List<ApplicationState> hungry = new ArrayList<>();
        for (ApplicationState application : applications) {
            if (application.cores() < application.limit() && application.mayStart(nowNanos)) {
                hungry.add(application);
            }
        }
        hungry.sort(Comparator.comparingInt(ApplicationState::cores));
        for (ApplicationState application : hungry) {
            // As long as others are below their shares, nobody gets more than its own.
            boolean othersWait = hungry.stream()
                    .anyMatch(other -> other != application && other.cores() < shares.getOrDefault(other, 0));
            int most = othersWait
                    ? Math.min(application.limit(), Math.max(1, shares.getOrDefault(application, 0)))
                    : application.limit();
            Offer offer = offer(application, most - application.cores());
            if (offer != null) {
                return offer;
            }
        }
        return null;
    }

    private @Nullable Offer offer(ApplicationState application, int most) {
        ApplicationSpec spec = application.spec;
        if (spec == null
                || most < 1
                || spec.executorCores() > most
                || spec.maxExecutors() > 0 && application.executors() >= spec.maxExecutors()) {
            return null;
        }
        WorkerState best = null;
        for (WorkerState worker : workers) {
            if (worker.freeCores() >= Math.max(1, spec.executorCores())
                    && worker.freeMemoryBytes() >= spec.executorMemoryBytes()
                    && (best == null || isBetter(application, worker, best))) {
                best = worker;
            }
        }
        if (best == null) {
            return null;
        }
        int cores = spec.executorCores() > 0 ? spec.executorCores() : Math.min(most, best.freeCores());
        return new Offer(application, best, cores);
    }

    /** Spread over workers, then where most is free. */
    private static boolean isBetter(ApplicationState application, WorkerState worker, WorkerState than) {
        int here = executorsOf(application, worker);
        int there = executorsOf(application, than);
        return here < there || here == there && worker.freeCores() > than.freeCores();
    }

    private static int executorsOf(ApplicationState application, WorkerState worker) {
        int count = 0;
        for (Grant grant : worker.grants.values()) {
            count += grant.application == application && !grant.stopping ? 1 : 0;
        }
        return count;
    }

    /** An executor that must end so that somebody else can begin; null if there is none, or one is ending already. */
    @Nullable
    Grant toTakeBack(long nowNanos) {
        boolean starving = false;
        boolean wanting = false;
        for (ApplicationState application : applications) {
            if (application.isStopping()) {
                return null;
            }
            if (application.cores() < application.limit() && canEverRun(application)) {
                wanting = true;
                starving |= application.cores() == 0 && nowNanos - application.sinceNanos >= STARVED_NANOS;
            }
        }
        Grant found = null;
        if (starving || wanting) {
            found = ofIdle(starving ? STARVED_NANOS : IDLE_NANOS, nowNanos);
        }
        return found == null && starving ? beyondShare() : found;
    }

    private @Nullable Grant ofIdle(long idleNanos, long nowNanos) {
        for (ApplicationState application : applications) {
            if (application.connected
                    && application.wantedCores == 0
                    && !application.grants.isEmpty()
                    && nowNanos - application.sinceNanos >= idleNanos) {
                return application.grants.values().iterator().next();
            }
        }
        return null;
    }

    private @Nullable Grant beyondShare() {
        Map<ApplicationState, Integer> shares = shares();
        ApplicationState richest = null;
        int most = 0;
        for (ApplicationState application : applications) {
            int beyond = application.cores() - shares.getOrDefault(application, 0);
            if (application.connected && beyond > most) {
                richest = application;
                most = beyond;
            }
        }
        if (richest == null) {
            return null;
        }
        Grant best = null;
        for (Grant grant : richest.grants.values()) {
            // The one that takes least below the share, or is the largest of those that do not.
            if (best == null || cost(grant, most) < cost(best, most)) {
                best = grant;
            }
        }
        return best;
    }

    private static int cost(Grant grant, int beyond) {
        return grant.cores <= beyond ? beyond - grant.cores : grant.cores - beyond + 1_000_000;
    }

    /** Whether there is a worker that could run an executor of the application if nobody else were there. */
    boolean canEverRun(ApplicationState application) {
        ApplicationSpec spec = application.spec;
        if (spec == null) {
            return false;
        }
        for (WorkerState worker : workers) {
            if (worker.connected
                    && worker.cores - worker.driverCores >= Math.max(1, spec.executorCores())
                    && worker.memoryBytes - worker.driverMemoryBytes >= spec.executorMemoryBytes()) {
                return true;
            }
        }
        return false;
    }
}
