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
 *
 * <p>Where there are more applications than cores, they take turns: an application that waits gets the executor that has run longest, once
 * that one has had its turn of 10 s. Each turn that ends so makes the next one of that application twice as long, up to 5 minutes, so that
 * long tasks come to their end too. An executor is taken only where somebody who waits can begin in its place.
 */
final class Sharing {
    static final long STARVED_NANOS = 1_000_000_000L;
    static final long IDLE_NANOS = 10_000_000_000L;
    static final long TURN_NANOS = 10_000_000_000L;
    static final long LONGEST_TURN_NANOS = 300_000_000_000L;

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
        // Of those who have nothing, whoever has waited longest comes first: else a turn would go back to who has just
        // ended one.
        hungry.sort(Comparator.comparingInt(ApplicationState::cores)
                .thenComparingLong(application -> application.cores() == 0 ? application.sinceNanos - nowNanos : 0));
        for (ApplicationState application : hungry) {
            // As long as others are below their shares, nobody gets more than its own.
            boolean othersWait = hungry.stream()
                    .anyMatch(other -> other != application && other.cores() < shares.getOrDefault(other, 0));
            int most = othersWait
                    ? Math.min(
                            application.limit(), Math.max(leastCores(application), shares.getOrDefault(application, 0)))
                    : application.limit();
            Offer offer = offer(application, most - application.cores());
            if (offer != null) {
                return offer;
            }
        }
        return null;
    }

    /** What an application needs to begin; one that runs already gets no more than its share. */
    private static int leastCores(ApplicationState application) {
        ApplicationSpec spec = application.spec;
        return spec == null || application.cores() > 0 ? 1 : Math.max(1, spec.executorCores());
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
                starving |= isStarving(application, nowNanos);
            }
        }
        Grant found = null;
        if (starving || wanting) {
            found = ofIdle(starving ? STARVED_NANOS : IDLE_NANOS, nowNanos);
        }
        if (found == null && starving) {
            found = beyondShare();
        }
        return found == null && starving ? turnOver(nowNanos) : found;
    }

    /** The executor that has run longest of those whose turn is over, and whose place somebody can take who waits. */
    private @Nullable Grant turnOver(long nowNanos) {
        Grant oldest = null;
        for (ApplicationState application : applications) {
            for (Grant grant : application.grants.values()) {
                if (nanosLeft(grant, nowNanos) <= 0
                        && makesRoom(grant, nowNanos)
                        && (oldest == null || grant.launchedNanos - oldest.launchedNanos < 0)) {
                    oldest = grant;
                }
            }
        }
        return oldest;
    }

    private static long nanosLeft(Grant grant, long nowNanos) {
        return grant.launchedNanos + grant.application.turnNanos() - nowNanos;
    }

    private boolean makesRoom(Grant grant, long nowNanos) {
        WorkerState worker = grant.worker;
        if (!worker.connected) {
            return false;
        }
        for (ApplicationState application : applications) {
            ApplicationSpec spec = application.spec;
            if (spec != null
                    && isStarving(application, nowNanos)
                    && worker.freeCores() + grant.cores >= Math.max(1, spec.executorCores())
                    && worker.freeMemoryBytes() + grant.memoryBytes >= spec.executorMemoryBytes()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStarving(ApplicationState application, long nowNanos) {
        return application.cores() == 0
                && application.limit() > 0
                && application.mayStart(nowNanos)
                && nowNanos - application.sinceNanos >= STARVED_NANOS;
    }

    /** When the next turn is over that somebody waits for; {@code Long.MAX_VALUE} if there is none. */
    long nanosUntilTurn(long nowNanos) {
        long least = Long.MAX_VALUE;
        for (ApplicationState application : applications) {
            for (Grant grant : application.grants.values()) {
                long left = nanosLeft(grant, nowNanos);
                if (left > 0 && left < least && makesRoom(grant, nowNanos)) {
                    least = left;
                }
            }
        }
        return least;
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
            // Where there are more applications than cores, one core is for a turn.
            int beyond = application.cores() - Math.max(1, shares.getOrDefault(application, 0));
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
