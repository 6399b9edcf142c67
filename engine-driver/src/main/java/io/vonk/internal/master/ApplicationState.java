package io.vonk.internal.master;

import io.vonk.internal.id.ApplicationId;
import io.vonk.internal.id.WorkerId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the master knows of an application. */
final class ApplicationState {
    static final int FAILED_STARTS = 10;

    private static final long FIRST_PAUSE_NANOS = 100_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 5_000_000_000L;
    /** An executor that has lived for so long has begun. */
    private static final long BEGUN_NANOS = 1_000_000_000L;

    final ApplicationId id;
    /** Null for one that a worker runs executors of, and that has not registered with this master yet. */
    @Nullable
    ApplicationSpec spec;

    final Map<String, Grant> grants = new LinkedHashMap<>();
    /** Where something of it may be. */
    final Set<WorkerId> places = new LinkedHashSet<>();

    boolean connected;
    /** Since when it is not connected. */
    long disconnectedNanos;

    int wantedCores = Integer.MAX_VALUE;
    /** Since when it wants cores and has none, or wants none and has some. */
    long sinceNanos;

    /** How many turns of it have ended so that somebody else could begin. */
    private int turnsGivenUp;

    private int failedStarts;
    private long pauseUntilNanos;
    private boolean pausing;
    String notice = "";

    ApplicationState(ApplicationId id, long nowNanos) {
        this.id = id;
        this.sinceNanos = nowNanos;
    }

    /** The cores of the executors that stay. */
    int cores() {
        int cores = 0;
        for (Grant grant : grants.values()) {
            cores += grant.stopping ? 0 : grant.cores;
        }
        return cores;
    }

    int executors() {
        int count = 0;
        for (Grant grant : grants.values()) {
            count += grant.stopping ? 0 : 1;
        }
        return count;
    }

    boolean isStopping() {
        return grants.values().stream().anyMatch(grant -> grant.stopping);
    }

    /** How many cores it can use at most. */
    int limit() {
        if (spec == null || !connected) {
            return 0;
        }
        int most = spec.maxCores() == 0 ? Integer.MAX_VALUE : spec.maxCores();
        return Math.min(most, wantedCores);
    }

    /** How long an executor of it runs before it may have to make room. */
    long turnNanos() {
        return Math.min(Sharing.LONGEST_TURN_NANOS, Sharing.TURN_NANOS << Math.min(turnsGivenUp, 10));
    }

    /** An executor of it must make room although this application has work and no more than its share. */
    void gaveUpTurn() {
        turnsGivenUp++;
    }

    boolean mayStart(long nowNanos) {
        return !pausing || nowNanos - pauseUntilNanos >= 0;
    }

    /** When it may start executors again; {@code Long.MAX_VALUE} if it may now. */
    long nanosUntilStart(long nowNanos) {
        return mayStart(nowNanos) ? Long.MAX_VALUE : pauseUntilNanos - nowNanos;
    }

    /** An executor has failed; true if the application cannot be helped. */
    boolean failed(Grant grant, long nowNanos) {
        if (nowNanos - grant.launchedNanos >= BEGUN_NANOS) {
            failedStarts = 0;
            pausing = false;
            return false;
        }
        failedStarts++;
        pausing = true;
        pauseUntilNanos = nowNanos + Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(failedStarts - 1, 10));
        return failedStarts >= FAILED_STARTS;
    }
}
