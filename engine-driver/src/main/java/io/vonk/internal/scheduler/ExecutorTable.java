package io.vonk.internal.scheduler;

import io.vonk.internal.id.ExecutorId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The registered executors, in the order of registration, and what runs on them. */
final class ExecutorTable {

    private final Rules rules;
    private final Outbox outbox;
    private final Map<String, ExecutorState> executors = new LinkedHashMap<>();
    private final Map<String, Long> highestIncarnations = new LinkedHashMap<>();

    ExecutorTable(Rules rules, Outbox outbox) {
        this.rules = rules;
        this.outbox = outbox;
    }

    Collection<ExecutorState> all() {
        return executors.values();
    }

    int size() {
        return executors.size();
    }

    /** The executor, if exactly this life of it is registered. */
    @Nullable
    ExecutorState find(ExecutorId id) {
        ExecutorState executor = executors.get(id.name());
        return executor != null && executor.id().equals(id) ? executor : null;
    }

    /** The registered life of this name, whichever it is. */
    @Nullable
    ExecutorState findByName(String name) {
        return executors.get(name);
    }

    boolean admits(ExecutorId newcomer) {
        Long highest = highestIncarnations.get(newcomer.name());
        return highest == null || rules.admits(newcomer, highest);
    }

    void add(ExecutorState executor) {
        executors.put(executor.id().name(), executor);
        highestIncarnations.put(executor.id().name(), executor.id().incarnation());
    }

    void remove(ExecutorState executor) {
        executors.remove(executor.id().name());
    }

    /** Slots of the executors on which something may be launched. */
    int usableSlots() {
        int slots = 0;
        for (ExecutorState executor : executors.values()) {
            if (!executor.isSuspect()) {
                slots += executor.slots();
            }
        }
        return slots;
    }

    /** Stops an attempt wherever it runs. */
    void kill(long attempt) {
        for (ExecutorState executor : executors.values()) {
            Assignment assignment = executor.assignmentOf(attempt, 1);
            if (assignment != null && assignment.isOutstanding(attempt)) {
                outbox.add(new SchedulerAction.Kill(executor.id(), attempt, 1));
            }
        }
    }

    /** Stops all live attempts of a stage; their partitions are pending again. */
    void stop(StageState stage) {
        if (stage.runningCount() == 0) {
            return;
        }
        for (ExecutorState executor : executors.values()) {
            for (Assignment assignment : executor.assignments()) {
                if (assignment.stage() == stage) {
                    killLive(assignment);
                }
            }
        }
        stage.requeueRunning();
    }

    private void killLive(Assignment assignment) {
        BitSet live = new BitSet();
        BitSet outstanding = assignment.outstanding();
        for (int i = outstanding.nextSetBit(0); i >= 0; i = outstanding.nextSetBit(i + 1)) {
            long attempt = assignment.firstAttempt() + i;
            if (assignment.stage().isLive(assignment.partitionOf(attempt), attempt)) {
                live.set(i);
            }
        }
        for (PartitionRange offsets : MapStage.ranges(live)) {
            outbox.add(new SchedulerAction.Kill(
                    assignment.executor().id(), assignment.firstAttempt() + offsets.from(), offsets.size()));
        }
    }

    /** Marks executors that have been silent for a while, and names those that have been silent for too long. */
    List<ExecutorState> silent(long nowNanos) {
        List<ExecutorState> lost = new ArrayList<>(0);
        for (ExecutorState executor : executors.values()) {
            if (executor.isInProcess()) {
                continue;
            }
            long silence = nowNanos - executor.heardNanos();
            if (silence >= Rules.LOST_AFTER_NANOS) {
                lost.add(executor);
            } else if (silence >= Rules.SUSPECT_AFTER_NANOS) {
                executor.suspect();
            }
        }
        return lost;
    }

    /** In how many nanoseconds {@link #silent} will have something new to say; {@code Long.MAX_VALUE} for never. */
    long nanosUntilSilence(long nowNanos) {
        long next = Long.MAX_VALUE;
        for (ExecutorState executor : executors.values()) {
            if (!executor.isInProcess()) {
                long limit = executor.isSuspect() ? Rules.LOST_AFTER_NANOS : Rules.SUSPECT_AFTER_NANOS;
                next = Math.min(next, limit - (nowNanos - executor.heardNanos()));
            }
        }
        return next;
    }
}
