package io.vonk.internal.simulation;

import static io.vonk.internal.simulation.Scenario.MILLI;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.scheduler.AttemptFailure;
import io.vonk.internal.scheduler.Scheduler;
import io.vonk.internal.scheduler.SchedulerAction;
import io.vonk.internal.scheduler.SchedulerEvent;
import io.vonk.internal.scheduler.SchedulerEvent.Blame;
import io.vonk.internal.scheduler.SchedulerEvent.Liveness;
import io.vonk.internal.scheduler.SchedulerEvent.OutputKeeper;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Plays one schedule: a queue of things to happen, ordered by virtual time, and the loop that a real driver would have
 * around the scheduler. Everything random comes from the seed.
 */
final class World {

    private static final int MAX_EVENTS = 6_000;
    private static final long MAX_NANOS = 900_000 * MILLI;
    private static final long FAULTS_UNTIL = 12_000 * MILLI;
    private static final int FAULT_BUDGET = 5;
    private static final int LATE_STEPS = 40;
    private static final int LOG_SIZE = 60;

    /** Something that will happen. */
    private record Step(long nanos, long sequence, Runnable what) implements Comparable<Step> {
        @Override
        public int compareTo(Step other) {
            int byTime = Long.compare(nanos, other.nanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    final Scenario scenario;
    final SplittableRandom random;
    long now;

    private final Scheduler scheduler;
    private final Books books;
    private final Ledger ledger;
    private final long[] reached;
    private final boolean logs;
    private final Deque<String> log = new ArrayDeque<>();
    private final PriorityQueue<Step> steps = new PriorityQueue<>(64);
    private final List<SimulatedExecutor> processes = new ArrayList<>();
    private final int[] strikes = new int[Fault.values().length];
    private long sequence;
    private long actionHash;
    private int events;

    World(Scenario scenario, Scheduler scheduler, long[] reached, boolean logs) {
        this.scenario = scenario;
        this.scheduler = scheduler;
        this.reached = reached;
        this.logs = logs;
        this.random = new SplittableRandom(scenario.seed ^ 0x5DEECE66DL);
        this.books = new Books(scenario, this);
        this.ledger = new Ledger(scenario, this, scheduler, books);
    }

    /**
     * Plays to the end.
     *
     * @return a hash of all actions in their order
     * @throws Broken if an invariant does not hold
     */
    long play() {
        for (int i = 0; i < scenario.slots.length; i++) {
            startProcess(new ExecutorId("e" + i, 0), scenario.slots[i]);
        }
        for (Scenario.Job job : scenario.jobs) {
            at(job.submitNanos(), () -> deliver(job.submission()));
        }
        planFaults();
        while (!books.isOver()) {
            Step step = steps.poll();
            if (step == null || step.nanos() > MAX_NANOS) {
                throw new Broken(
                        "I13 every job ends",
                        "nothing more happens at " + now / MILLI + " ms: " + books + " " + scheduler.counters());
            }
            now = step.nanos();
            step.what().run();
        }
        for (int i = 0; i < LATE_STEPS && (scenario.seed & 3) == 0 && !steps.isEmpty(); i++) {
            Step step = steps.remove();
            now = step.nanos();
            step.what().run();
        }
        for (Scenario.Shuffle shuffle : scenario.shuffles) {
            deliver(new SchedulerEvent.ShuffleReleased(shuffle.id()));
        }
        ledger.checkEmpty();
        return actionHash;
    }

    boolean isOver() {
        return books.isOver();
    }

    /** The last events and actions, if asked for. */
    List<String> log() {
        return List.copyOf(log);
    }

    void at(long nanos, Runnable what) {
        steps.add(new Step(nanos, sequence++, what));
    }

    void reach(Reached state) {
        reached[state.ordinal()]++;
    }

    int strikes(Fault fault) {
        return strikes[fault.ordinal()];
    }

    // --- the driver's loop ---

    void deliver(SchedulerEvent event) {
        if (++events > MAX_EVENTS) {
            throw new Broken(
                    "I16 no busy loop",
                    events + " events in " + now / MILLI + " ms: " + books + " " + scheduler.counters());
        }
        if (logs) {
            note("> " + event);
        }
        books.before(event);
        List<SchedulerAction> actions = scheduler.on(event, now);
        for (SchedulerAction action : actions) {
            if (logs) {
                note("    " + action);
            }
            actionHash = actionHash * 0x9E3779B97F4A7C15L + hash(action);
            ledger.check(action);
            execute(action);
        }
        ledger.after();
    }

    private void note(String line) {
        log.add(String.format("%9.3f ms  %s", now / (double) MILLI, line));
        if (log.size() > LOG_SIZE) {
            log.remove();
        }
    }

    private void execute(SchedulerAction action) {
        if (action instanceof SchedulerAction.Launch launch) {
            List<Attempt> launched =
                    books.attempts(launch.firstAttempt(), launch.partitions().size());
            launched.get(0).executor.post(launch, launched);
        } else if (action instanceof SchedulerAction.Kill kill) {
            post(kill.executor(), kill);
        } else if (action instanceof SchedulerAction.Revoke revoke) {
            post(revoke.executor(), revoke);
        } else if (action instanceof SchedulerAction.Fence fence) {
            post(fence.executor(), fence);
        } else if (action instanceof SchedulerAction.FinalizeShuffle question) {
            at(now + random.nextLong(30 * MILLI), () -> answer(question));
        } else if (action instanceof SchedulerAction.WakeAt wake) {
            at(wake.nanos(), () -> {
                if (!books.isOver()) {
                    deliver(new SchedulerEvent.Tick());
                }
            });
        }
    }

    private void post(ExecutorId executor, SchedulerAction action) {
        for (SimulatedExecutor process : processes) {
            if (process.id.equals(executor)) {
                process.post(action, List.of());
            }
        }
    }

    private void answer(SchedulerAction.FinalizeShuffle question) {
        if (strikes(Fault.FINALIZATION_FAILS, 4)) {
            deliver(new SchedulerEvent.ShuffleFinalizationFailed(
                    question.shuffle(), question.ticket(), Fault.FINALIZATION_FAILS));
        } else {
            deliver(new SchedulerEvent.ShuffleFinalized(question.shuffle(), question.ticket()));
        }
    }

    /** Alike in every JVM, unlike the hash codes of enums. */
    private static long hash(SchedulerAction action) {
        if (action instanceof SchedulerAction.Launch launch) {
            return launch.executor().hashCode() * 31L
                    + launch.firstAttempt() * 37
                    + launch.stage().id().value() * 41
                    + launch.partitions().from() * 43L
                    + launch.partitions().until() * 47L
                    + launch.mode().ordinal() * 53L
                    + launch.epoch() * 59;
        }
        if (action instanceof SchedulerAction.JobFailed failed) {
            return failed.job().hashCode() * 61L
                    + failed.failure().getClass().getName().hashCode();
        }
        return action.hashCode() * 67L + action.getClass().getName().hashCode();
    }

    // --- processes ---

    private void startProcess(ExecutorId id, int slots) {
        SimulatedExecutor process = new SimulatedExecutor(this, id, slots);
        processes.add(process);
        books.learn(process);
        process.start();
    }

    /** The process ends and another life of it starts a little later. */
    void processEnds(SimulatedExecutor process) {
        if (!process.isAlive()) {
            return;
        }
        process.die();
        long restart = now + 20 * MILLI + random.nextLong(random.nextBoolean() ? 100 * MILLI : 3_000 * MILLI);
        ExecutorId next = new ExecutorId(process.id.name(), process.id.incarnation() + 1);
        at(restart, () -> {
            if (!isOver()) {
                startProcess(next, process.slots);
            }
        });
    }

    void crash(SimulatedExecutor process, Fault reason) {
        if (!process.isAlive() || isOver()) {
            return;
        }
        strikes[reason.ordinal()]++;
        if (!process.isCutOff()) {
            Blame blame = reason == Fault.REMOVAL ? Blame.NOBODY : Blame.RUNNING_TASKS;
            long delay = random.nextInt(4) == 0 ? 2_000 * MILLI : 5 * MILLI;
            at(now + random.nextLong(delay), () -> {
                reach(Reached.EXECUTOR_LOST_BY_CLOSED_CONNECTION);
                deliver(new SchedulerEvent.ExecutorLost(process.id, blame, reason));
            });
        }
        processEnds(process);
    }

    // --- faults ---

    /** Whether a fault happens now: only if drawn for this schedule, only for a while, only a few times. */
    boolean strikes(Fault fault, int oneIn) {
        if (!scenario.has(fault)
                || now > FAULTS_UNTIL
                || strikes[fault.ordinal()] >= FAULT_BUDGET
                || random.nextInt(oneIn) != 0) {
            return false;
        }
        strikes[fault.ordinal()]++;
        return true;
    }

    private void planFaults() {
        plan(Fault.CRASH, 3, () -> crash(anyProcess(), Fault.CRASH));
        plan(Fault.REMOVAL, 2, () -> crash(anyProcess(), Fault.REMOVAL));
        plan(Fault.OUTPUT_LOST, 3, () -> loseOutput(books.anyOutput(random)));
        plan(Fault.RELEASE, 2, this::releaseAny);
        plan(Fault.CANCEL, 1, this::cancelAny);
        if (scenario.keeper == OutputKeeper.NODE) {
            plan(Fault.NODE_LOSS, 2, this::loseNode);
        }
        if (scenario.liveness == Liveness.HEARTBEATS) {
            plan(Fault.HANG, 2, () -> {
                strikes[Fault.HANG.ordinal()]++;
                anyProcess().hang(now + random.nextLong(30_000 * MILLI));
            });
            plan(Fault.PARTITION, 2, () -> {
                strikes[Fault.PARTITION.ordinal()]++;
                anyProcess().cutOff(now + random.nextLong(20_000 * MILLI));
            });
        }
    }

    private void plan(Fault fault, int atMost, Runnable what) {
        if (scenario.has(fault)) {
            int times = 1 + random.nextInt(atMost);
            for (int i = 0; i < times; i++) {
                long when = random.nextBoolean() ? random.nextLong(500 * MILLI) : random.nextLong(8_000 * MILLI);
                at(when, what);
            }
        }
    }

    /** One of the processes that run, or the last one that did. */
    private SimulatedExecutor anyProcess() {
        int start = random.nextInt(processes.size());
        for (int i = 0; i < processes.size(); i++) {
            SimulatedExecutor process = processes.get((start + i) % processes.size());
            if (process.isAlive()) {
                return process;
            }
        }
        return processes.get(processes.size() - 1);
    }

    private void loseOutput(@Nullable Output output) {
        if (output != null) {
            strikes[Fault.OUTPUT_LOST.ordinal()]++;
            output.lost = true;
        }
    }

    private void loseNode() {
        if (isOver()) {
            return;
        }
        ExecutorId node = processes.get(random.nextInt(processes.size())).id;
        strikes[Fault.NODE_LOSS.ordinal()]++;
        books.loseOutputsOf(node);
        deliver(new SchedulerEvent.OutputsLost(node));
    }

    private void releaseAny() {
        if (scenario.shuffles.length > 0) {
            deliver(new SchedulerEvent.ShuffleReleased(
                    scenario.shuffles[random.nextInt(scenario.shuffles.length)].id()));
        }
    }

    private void cancelAny() {
        strikes[Fault.CANCEL.ordinal()]++;
        int job = random.nextInt(scenario.jobs.size());
        deliver(new SchedulerEvent.JobCancelled(
                scenario.jobs.get(job).submission().job(), Fault.CANCEL));
    }

    /** When a message that is sent now arrives. */
    long transit(long cutUntil) {
        long arrival = Math.max(now, cutUntil) + MILLI / 10 + random.nextLong(2 * MILLI);
        return strikes(Fault.LATE, 8) ? arrival + random.nextLong(12_000 * MILLI) : arrival;
    }

    // --- tasks ---

    long taskNanos() {
        return strikes(Fault.SLOW_TASK, 8)
                ? 5_000 * MILLI + random.nextLong(25_000 * MILLI)
                : random.nextLong(scenario.maxTaskNanos);
    }

    private boolean isCursed(Attempt attempt) {
        return attempt.stage.shuffle == scenario.cursedShuffle && attempt.partition == scenario.cursedPartition;
    }

    boolean isPoison(Attempt attempt) {
        return scenario.has(Fault.POISON) && isCursed(attempt);
    }

    @Nullable
    AttemptFailure failureOf(Attempt attempt) {
        if (scenario.has(Fault.USER_ERROR) && isCursed(attempt)) {
            strikes[Fault.USER_ERROR.ordinal()]++;
            return new AttemptFailure.UserError(Fault.USER_ERROR);
        }
        if (strikes(Fault.TRANSIENT_ERROR, 3)) {
            return new AttemptFailure.TransientError(Fault.TRANSIENT_ERROR);
        }
        if (strikes(Fault.OUT_OF_MEMORY, 5)) {
            return new AttemptFailure.OutOfMemory(Fault.OUT_OF_MEMORY);
        }
        return null;
    }

    /** Where a reader looks for an input that was at {@code located} when it was launched. */
    Output locate(Output located) {
        if (scenario.locatesAtLaunch) {
            return located;
        }
        Output current = located.stage.accepted[located.partition];
        return current == null ? located : current;
    }

    boolean canRead(Output output) {
        boolean there = !output.lost && (scenario.keeper == OutputKeeper.NODE || output.home.isAlive());
        if (there && !books.isRegistered(output.home.id)) {
            reach(Reached.OUTPUT_READ_FROM_ZOMBIE);
        }
        if (scenario.has(Fault.OUTPUT_UNREADABLE)
                && output.stage.shuffle == scenario.cursedShuffle
                && output.partition == scenario.cursedPartition) {
            strikes[Fault.OUTPUT_UNREADABLE.ordinal()]++;
            return false;
        }
        return there && !strikes(Fault.FETCH_FAILS, 12);
    }

    /** What an attempt makes of its inputs; the attempt itself goes in where the content is random. */
    long content(Attempt attempt) {
        long hash = (attempt.stage.shuffle + 1) * 31L + (attempt.stage.job + 1) * 37L + attempt.partition * 41L;
        for (Output input : attempt.inputs) {
            hash = (hash ^ input.content) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        boolean isRandom = attempt.stage.shuffle >= 0
                && scenario.has(Fault.RANDOM_CONTENT)
                && scenario.shuffles[attempt.stage.shuffle].randomContent();
        return isRandom ? hash * 31 + attempt.id + 1 : hash;
    }
}
