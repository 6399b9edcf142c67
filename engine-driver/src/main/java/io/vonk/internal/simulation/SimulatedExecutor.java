package io.vonk.internal.simulation;

import static io.vonk.internal.simulation.Scenario.MILLI;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.scheduler.AttemptFailure;
import io.vonk.internal.scheduler.AttemptReport;
import io.vonk.internal.scheduler.SchedulerAction;
import io.vonk.internal.scheduler.SchedulerEvent;
import io.vonk.internal.scheduler.SchedulerEvent.Liveness;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One life of an executor process: queues ranges, serves jobs in turn with its slots, reads inputs, reports in batches.
 * It does what {@link SchedulerAction} asks of a real one, and fails when the world tells it to.
 */
final class SimulatedExecutor {

    private static final long HEARTBEAT_NANOS = 900 * MILLI;

    final ExecutorId id;
    final int slots;
    private final World world;
    private final Map<JobId, Deque<Attempt>> queued = new LinkedHashMap<>();
    private final Map<Long, Attempt> attempts = new LinkedHashMap<>();
    private final List<Attempt> finished = new ArrayList<>();
    private boolean alive = true;
    private boolean flushing;
    private int running;
    private long hungUntil;
    private long cutUntil;
    private long lastArrivalAtDriver;
    private long lastArrivalHere;

    SimulatedExecutor(World world, ExecutorId id, int slots) {
        this.world = world;
        this.id = id;
        this.slots = slots;
    }

    boolean isAlive() {
        return alive;
    }

    void start() {
        register();
        if (world.scenario.liveness == Liveness.HEARTBEATS) {
            world.at(world.now + HEARTBEAT_NANOS, this::heartbeat);
        }
    }

    private void register() {
        send(new SchedulerEvent.ExecutorRegistered(id, slots, world.scenario.liveness, world.scenario.keeper));
    }

    private void heartbeat() {
        if (alive && !world.isOver()) {
            if (world.now >= hungUntil) {
                send(new SchedulerEvent.ExecutorHeard(id));
            }
            world.at(Math.max(world.now, hungUntil) + HEARTBEAT_NANOS, this::heartbeat);
        }
    }

    // --- faults ---

    /** The process ends: nothing of it is left but messages on their way and what its node keeps. */
    void die() {
        alive = false;
    }

    void hang(long until) {
        if (!alive) {
            return;
        }
        hungUntil = Math.max(hungUntil, until);
        world.at(hungUntil, () -> {
            if (alive && world.random.nextBoolean()) {
                register();
            }
        });
    }

    void cutOff(long until) {
        cutUntil = Math.max(cutUntil, until);
    }

    boolean isCutOff() {
        return world.now < cutUntil;
    }

    // --- messages ---

    private void send(SchedulerEvent event) {
        long arrival = world.transit(cutUntil);
        if (!world.scenario.has(Fault.REORDER)) {
            arrival = Math.max(arrival, lastArrivalAtDriver + 1);
            lastArrivalAtDriver = arrival;
        }
        world.at(arrival, () -> world.deliver(event));
        if (world.strikes(Fault.DUPLICATE, 6)) {
            world.at(arrival + world.random.nextLong(4_000 * MILLI), () -> world.deliver(event));
        }
    }

    /** An action of the driver sets out for this process. */
    void post(SchedulerAction action, List<Attempt> launched) {
        long arrival = world.transit(cutUntil);
        if (!world.scenario.has(Fault.REORDER)) {
            arrival = Math.max(arrival, lastArrivalHere + 1);
            lastArrivalHere = arrival;
        }
        world.at(arrival, () -> receive(action, launched));
    }

    private void receive(SchedulerAction action, List<Attempt> launched) {
        if (!alive) {
            return;
        }
        if (world.now < hungUntil) {
            world.at(hungUntil + 1, () -> receive(action, launched));
        } else if (action instanceof SchedulerAction.Launch) {
            for (Attempt attempt : launched) {
                attempts.put(attempt.id, attempt);
                queued.computeIfAbsent(attempt.job, job -> new ArrayDeque<>()).add(attempt);
            }
            pull();
        } else if (action instanceof SchedulerAction.Kill kill) {
            for (int i = 0; i < kill.count(); i++) {
                stop(attempts.get(kill.firstAttempt() + i));
            }
            pull();
        } else if (action instanceof SchedulerAction.Revoke revoke) {
            for (int i = 0; i < revoke.count(); i++) {
                giveBack(attempts.get(revoke.firstAttempt() + i));
            }
        } else if (action instanceof SchedulerAction.Fence) {
            world.processEnds(this);
        }
    }

    private void stop(@Nullable Attempt attempt) {
        if (attempt == null) {
            return;
        }
        if (!attempt.started) {
            world.reach(Reached.KILLED_WHILE_QUEUED);
            giveBack(attempt);
        } else if (world.random.nextInt(4) != 0) {
            world.reach(Reached.KILLED_WHILE_RUNNING);
            running--;
            end(attempt);
            report(new AttemptReport.GivenBack(attempt.id, 1));
        }
    }

    private void giveBack(@Nullable Attempt attempt) {
        if (attempt == null) {
            return;
        }
        if (attempt.started) {
            world.reach(Reached.REVOKED_TOO_LATE);
            return;
        }
        Deque<Attempt> queue = queued.get(attempt.job);
        if (queue != null) {
            queue.remove(attempt);
        }
        world.reach(Reached.WORK_REVOKED);
        end(attempt);
        report(new AttemptReport.GivenBack(attempt.id, 1));
    }

    // --- tasks ---

    /** Free slots take one attempt of each job in turn. */
    private void pull() {
        while (alive && running < slots && !queued.isEmpty()) {
            Map.Entry<JobId, Deque<Attempt>> next = queued.entrySet().iterator().next();
            queued.remove(next.getKey());
            Attempt attempt = next.getValue().poll();
            if (!next.getValue().isEmpty()) {
                queued.put(next.getKey(), next.getValue());
            }
            if (attempt != null) {
                run(attempt);
            }
        }
    }

    private void run(Attempt attempt) {
        attempt.started = true;
        running++;
        if (world.isPoison(attempt)) {
            world.at(world.now + world.random.nextLong(20 * MILLI), () -> world.crash(this, Fault.POISON));
        }
        attempt.inputs = attempt.located.clone();
        long early = world.random.nextLong();
        AttemptFailure failure = read(attempt, early);
        long nanos = failure == null ? world.taskNanos() : world.random.nextLong(3 * MILLI);
        world.at(world.now + nanos, () -> finish(attempt, ~early, failure));
    }

    private void finish(Attempt attempt, long late, @Nullable AttemptFailure earlier) {
        if (!alive || attempt.ended) {
            return;
        }
        if (world.now < hungUntil) {
            world.at(hungUntil + 1, () -> finish(attempt, late, earlier));
            return;
        }
        AttemptFailure failure = earlier == null ? read(attempt, late) : earlier;
        failure = failure == null ? world.failureOf(attempt) : failure;
        running--;
        end(attempt);
        if (failure == null) {
            attempt.output = new Output(attempt, world.content(attempt), attempt.inputs);
            finished.add(attempt);
            if (world.random.nextBoolean()) {
                flush();
            } else if (!flushing) {
                flushing = true;
                world.at(world.now + world.random.nextLong(4 * MILLI), this::flush);
            }
        } else {
            report(new AttemptReport.Failed(attempt.id, failure));
        }
        pull();
    }

    private void end(Attempt attempt) {
        attempt.ended = true;
        attempts.remove(attempt.id);
    }

    /** Reads those inputs whose bit is set, from where the driver says they are. */
    private @Nullable AttemptFailure read(Attempt attempt, long which) {
        for (int i = 0; i < attempt.inputs.length; i++) {
            if ((which & 1L << i) != 0) {
                Output input = world.locate(attempt.located[i]);
                if (!world.canRead(input)) {
                    return new AttemptFailure.FetchFailed(
                            world.scenario.shuffles[input.stage.shuffle].id(),
                            input.partition,
                            input.attempt,
                            Fault.FETCH_FAILS);
                }
                attempt.inputs[i] = input;
            }
        }
        return null;
    }

    // --- reports ---

    private void report(AttemptReport report) {
        flush();
        send(new SchedulerEvent.AttemptsReported(id, List.of(report)));
    }

    /** Neighbours of one launch that are finished together share a report. */
    private void flush() {
        flushing = false;
        if (!alive || finished.isEmpty()) {
            return;
        }
        List<AttemptReport> reports = new ArrayList<>(finished.size());
        int from = 0;
        for (int i = 1; i <= finished.size(); i++) {
            boolean joins = i < finished.size()
                    && finished.get(i).launch == finished.get(from).launch
                    && finished.get(i).id == finished.get(i - 1).id + 1;
            if (!joins) {
                reports.add(succeeded(finished.subList(from, i)));
                from = i;
            }
        }
        finished.clear();
        send(new SchedulerEvent.AttemptsReported(id, reports));
    }

    private static AttemptReport succeeded(List<Attempt> attempts) {
        long[] digests = new long[attempts.get(0).stage.shuffle >= 0 ? attempts.size() : 0];
        for (int i = 0; i < digests.length; i++) {
            Output output = attempts.get(i).output;
            digests[i] = output == null ? 0 : output.content;
        }
        return new AttemptReport.Succeeded(attempts.get(0).id, attempts.size(), digests, 50 * MILLI * attempts.size());
    }

    @Override
    public String toString() {
        return id + (alive ? "" : " (dead)") + " queued "
                + Arrays.toString(queued.values().toArray());
    }
}
