package io.vonk.internal.simulation;

import io.vonk.internal.scheduler.Scheduler;
import io.vonk.internal.simulation.SimulationReport.Violation;
import io.vonk.internal.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Plays many schedules. Seed {@code s} with {@code n} schedules plays the seeds {@code s}, {@code s + 1}, …, {@code s + n
 * - 1}; each twice, which must give the same actions. The first violation ends the run; it is then shrunk by leaving out
 * faults.
 */
public final class SimulationRun {

    private static final int ALL_FAULTS = -1;
    private static final int BLOCK = 1_000;
    private static final long SELDOM = 10_000;
    private static final int PROGRESS_STEPS = 10;

    private final Supplier<Scheduler> schedulers;
    private final Clock clock;

    /** A run with the scheduler as it is. */
    public SimulationRun(Clock clock) {
        this(Scheduler::new, clock);
    }

    /** A run with another scheduler, for example one that is broken on purpose. */
    public SimulationRun(Supplier<Scheduler> schedulers, Clock clock) {
        this.schedulers = schedulers;
        this.clock = clock;
    }

    /**
     * Plays schedules on some threads of its own, which have ended when this returns.
     *
     * @param schedules at least 1
     * @param seed the first seed
     * @param threads at least 1
     * @param progress is told now and then how far the run is; called from the run's threads, one at a time
     */
    public SimulationReport run(long schedules, long seed, int threads, Consumer<String> progress) {
        if (schedules < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "needs a schedule and a thread, got " + schedules + " schedules and " + threads + " threads");
        }
        long startNanos = clock.nanos();
        AtomicLong next = new AtomicLong();
        AtomicLong lowestBad = new AtomicLong(Long.MAX_VALUE);
        List<long[]> reached = new ArrayList<>();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            long[] own = new long[Reached.values().length];
            reached.add(own);
            Thread worker =
                    new Thread(() -> work(schedules, seed, next, lowestBad, own, progress), "vonk-simulation-" + i);
            worker.setDaemon(true);
            workers.add(worker);
            worker.start();
        }
        workers.forEach(SimulationRun::join);
        Optional<Violation> violation =
                lowestBad.get() == Long.MAX_VALUE ? Optional.empty() : Optional.of(shrink(seed + lowestBad.get()));
        return report(schedules, seed, clock.nanos() - startNanos, violation, reached);
    }

    private void work(
            long schedules,
            long seed,
            AtomicLong next,
            AtomicLong lowestBad,
            long[] reached,
            Consumer<String> progress) {
        long from = next.getAndAdd(BLOCK);
        while (from < Math.min(schedules, lowestBad.get())) {
            long until = Math.min(schedules, from + BLOCK);
            for (long i = from; i < until; i++) {
                if (play(seed + i, ALL_FAULTS, reached) != null) {
                    lowestBad.accumulateAndGet(i, Math::min);
                    return;
                }
            }
            if (from * PROGRESS_STEPS / schedules != until * PROGRESS_STEPS / schedules) {
                synchronized (next) {
                    progress.accept(until + " of " + schedules + " schedules");
                }
            }
            from = next.getAndAdd(BLOCK);
        }
    }

    private static void join(Thread worker) {
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // --- one schedule ---

    /** Plays a seed twice; returns what broke, or null. */
    private @Nullable Broken play(long seed, int faults, long[] reached) {
        try {
            long first = world(seed, faults, reached, false).play();
            long second = world(seed, faults, new long[reached.length], false).play();
            return first == second
                    ? null
                    : new Broken("R3 determinism", "two plays of one seed ordered different actions");
        } catch (Broken broken) {
            return broken;
        } catch (RuntimeException defect) {
            return new Broken("no handler throws", defect.toString());
        }
    }

    private World world(long seed, int faults, long[] reached, boolean logs) {
        return new World(new Scenario(seed, faults), schedulers.get(), reached, logs);
    }

    /** Leaves out one fault after the other as long as something still breaks. */
    private Violation shrink(long seed) {
        long[] ignored = new long[Reached.values().length];
        int faults = new Scenario(seed, ALL_FAULTS).faults;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (Fault fault : Fault.values()) {
                int fewer = faults & ~fault.bit();
                if (fewer != faults && play(seed, fewer, ignored) != null) {
                    faults = fewer;
                    smaller = true;
                }
            }
        }
        Broken broken = play(seed, faults, ignored);
        World world = world(seed, faults, ignored, true);
        String last = "";
        try {
            world.play();
        } catch (RuntimeException defect) {
            last = "        " + defect;
        }
        List<String> log = new ArrayList<>(world.log());
        log.add(last);
        List<String> names = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            if ((faults & fault.bit()) != 0) {
                names.add(fault.name());
            }
        }
        return broken == null
                ? new Violation(seed, "R3 determinism", "broke once and then no more", names, log)
                : new Violation(seed, broken.invariant(), String.valueOf(broken.getMessage()), names, log);
    }

    private static SimulationReport report(
            long schedules, long seed, long elapsedNanos, Optional<Violation> violation, List<long[]> reached) {
        Map<String, Long> table = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        for (Reached state : Reached.values()) {
            long times = 0;
            for (long[] own : reached) {
                times += own[state.ordinal()];
            }
            table.put(state.name(), times);
            if (violation.isEmpty() && times < schedules / SELDOM) {
                missing.add(state.name());
            }
        }
        return new SimulationReport(schedules, seed, elapsedNanos, violation, table, missing);
    }
}
