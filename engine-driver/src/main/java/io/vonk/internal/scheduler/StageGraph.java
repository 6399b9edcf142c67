package io.vonk.internal.scheduler;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.scheduler.SchedulerEvent.JobSubmitted;
import io.vonk.internal.scheduler.StageSpec.ShuffleOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which stages are needed, which may run, and what follows when a stage completes, loses outputs or changes its content.
 * The one place where {@link StagePhase} changes. All walks use a work list: ten thousand chained stages need no stack.
 *
 * <p>The rules of the walk: a stage is needed when it makes results of an active job, or when a needed stage reads it and
 * it is not complete. A needed stage waits until its parents are complete, then runs. Only missing partitions run.
 */
final class StageGraph {

    private final Rules rules;
    private final Outbox outbox;
    private final ExecutorTable executors;
    private final Map<ShuffleId, MapStage> shuffles = new LinkedHashMap<>();
    private final Map<JobState, JobFailure> doomed = new LinkedHashMap<>();
    private long lastTicket;

    StageGraph(Rules rules, Outbox outbox, ExecutorTable executors) {
        this.rules = rules;
        this.outbox = outbox;
        this.executors = executors;
    }

    @Nullable
    MapStage find(ShuffleId shuffle) {
        return shuffles.get(shuffle);
    }

    Collection<MapStage> mapStages() {
        return shuffles.values();
    }

    /** Builds the stages of a job, taking over those that the session has, and starts what is needed. */
    ResultStage add(JobState job, JobSubmitted submission) {
        Map<ShuffleId, MapStage> known = new LinkedHashMap<>();
        List<StageSpec> specs = submission.stages();
        for (StageSpec spec : specs.subList(0, specs.size() - 1)) {
            MapStage stage = mapStage(spec, ((ShuffleOutput) spec.output()).shuffle(), known);
            known.put(stage.shuffle(), stage);
            stage.released(false);
            stage.users().add(job);
            job.mapStages().add(stage);
        }
        StageSpec last = specs.get(specs.size() - 1);
        ResultStage result = new ResultStage(last, parents(last, known), job);
        result.parents().forEach(parent -> parent.readers().add(result));
        activate(result);
        for (MapStage stage : job.mapStages()) {
            if (stage.isActive()) {
                updateReady(job, stage);
            }
        }
        return result;
    }

    private MapStage mapStage(StageSpec spec, ShuffleId shuffle, Map<ShuffleId, MapStage> known) {
        MapStage existing = shuffles.get(shuffle);
        if (existing != null && rules.shares(existing)) {
            return existing;
        }
        MapStage stage = new MapStage(spec, shuffle, parents(spec, known));
        stage.parents().forEach(parent -> parent.readers().add(stage));
        shuffles.put(shuffle, stage);
        return stage;
    }

    private static List<MapStage> parents(StageSpec spec, Map<ShuffleId, MapStage> known) {
        List<MapStage> parents = new ArrayList<>(spec.parents().size());
        for (ShuffleId parent : spec.parents()) {
            MapStage stage = known.get(parent);
            if (stage == null) {
                throw new IllegalStateException(spec.id() + " reads " + parent + ", which was not validated");
            }
            parents.add(stage);
        }
        return parents;
    }

    // --- needed: Idle → Waiting or Running ---

    private void activate(StageState root) {
        Deque<StageState> work = new ArrayDeque<>();
        work.add(root);
        while (!work.isEmpty()) {
            StageState stage = work.poll();
            if (!(stage.phase() instanceof StagePhase.Idle)) {
                continue;
            }
            if (stage instanceof MapStage map && map.isAllDone()) {
                // Stopped while the shell worked on it: only that work is missing.
                outputsComplete(map);
            } else {
                int missing = 0;
                for (MapStage parent : stage.parents()) {
                    if (!parent.isComplete()) {
                        missing++;
                        work.add(parent);
                    }
                }
                waitOrRun(stage, missing);
            }
        }
    }

    private void waitOrRun(StageState stage, int missingParents) {
        stage.phase(rules.mayStart(missingParents) ? new StagePhase.Running() : new StagePhase.Waiting(missingParents));
        updateReady(stage);
    }

    /** Keeps each job's lists of launchable stages true. To be called when the phase or the pending tasks changed. */
    void updateReady(StageState stage) {
        if (stage instanceof ResultStage result) {
            updateReady(result.job(), stage);
        } else if (stage instanceof MapStage map) {
            for (JobState job : map.users()) {
                updateReady(job, stage);
            }
        }
    }

    private static void updateReady(JobState job, StageState stage) {
        boolean running = stage.phase() instanceof StagePhase.Running;
        update(job.ready(), stage, running && stage.pendingCount() > 0);
        update(job.readyAlone(), stage, running && stage.aloneCount() > 0);
    }

    private static void update(Set<StageState> ready, StageState stage, boolean isReady) {
        if (isReady) {
            ready.add(stage);
        } else if (!ready.isEmpty()) {
            ready.remove(stage);
        }
    }

    // --- complete: Running or Waiting → Finalizing → Complete ---

    /** To be called when tasks of an active shuffle stage are done. */
    void checkComplete(MapStage stage) {
        if (!stage.isActive() || !stage.isAllDone() || stage.phase() instanceof StagePhase.Finalizing) {
            return;
        }
        outputsComplete(stage);
        updateReady(stage);
    }

    private void outputsComplete(MapStage stage) {
        if (stage.isFinalized()) {
            lastTicket++;
            stage.phase(new StagePhase.Finalizing(lastTicket));
            outbox.add(new SchedulerAction.FinalizeShuffle(stage.shuffle(), stage.contentEpoch(), lastTicket));
        } else {
            complete(stage);
        }
    }

    /** The shell's work on a shuffle is done. Returns false when the answer is not for the present question. */
    boolean finalized(ShuffleId shuffle, long ticket) {
        MapStage stage = finalizing(shuffle, ticket);
        if (stage != null) {
            complete(stage);
        }
        return stage != null;
    }

    /** The shell's work on a shuffle failed. Returns false when the answer is not for the present question. */
    boolean finalizationFailed(ShuffleId shuffle, long ticket, Object cause) {
        MapStage stage = finalizing(shuffle, ticket);
        if (stage != null) {
            doom(stage, new JobFailure.FinalizationFailed(shuffle, cause));
        }
        return stage != null;
    }

    private @Nullable MapStage finalizing(ShuffleId shuffle, long ticket) {
        MapStage stage = shuffles.get(shuffle);
        boolean current = stage != null
                && stage.phase() instanceof StagePhase.Finalizing finalizing
                && rules.isCurrent(finalizing, ticket);
        return current ? stage : null;
    }

    private void complete(MapStage stage) {
        stage.phase(new StagePhase.Complete());
        forgetHistories(stage);
        for (StageState reader : stage.readers()) {
            if (reader.phase() instanceof StagePhase.Waiting waiting) {
                waitOrRun(reader, waiting.missingParents() - 1);
            }
        }
        stopUnneeded(stage.parents());
    }

    // --- lost: Complete or Finalizing → Idle → Waiting or Running ---

    /** Takes map outputs out of the registry and has them computed again if somebody waits for them. */
    void lose(MapStage stage, BitSet partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        stage.unregister(partitions);
        for (PartitionRange range : MapStage.ranges(partitions)) {
            outbox.add(new SchedulerAction.MapOutputsUnregistered(stage.shuffle(), range));
        }
        becameIncomplete(stage);
    }

    private void becameIncomplete(MapStage stage) {
        if (stage.isComplete()) {
            stage.phase(new StagePhase.Idle());
            for (StageState reader : stage.readers()) {
                if (reader.phase() instanceof StagePhase.Running) {
                    waitOrRun(reader, 1);
                } else if (reader.phase() instanceof StagePhase.Waiting waiting) {
                    waitOrRun(reader, waiting.missingParents() + 1);
                }
            }
            if (stage.isNeeded()) {
                activate(stage);
            }
        } else if (stage.phase() instanceof StagePhase.Finalizing) {
            stage.phase(new StagePhase.Idle());
            activate(stage);
        } else {
            updateReady(stage);
        }
    }

    /** Counts a wave of failed fetches against the jobs that use the shuffle. */
    void countFetchWave(MapStage stage, Object cause) {
        for (JobState job : stage.users()) {
            int waves = job.addFetchWave(stage.shuffle());
            if (rules.isHopeless(waves)) {
                doomed.putIfAbsent(job, new JobFailure.TooManyFetchFailures(stage.shuffle(), waves, cause));
            }
        }
    }

    // --- changed: everything made from the old content is undone ---

    /**
     * A map output was computed again and is not what readers may have read. All work that rests on the old content,
     * however many stages away, is stopped and forgotten: a mixture of two versions is never built.
     */
    void contentChanged(MapStage changed, int partition) {
        changed.startContentEpoch();
        Set<StageState> undone = new LinkedHashSet<>();
        Deque<StageState> work = new ArrayDeque<>(rules.readersToRollBack(changed));
        while (!work.isEmpty()) {
            StageState stage = work.poll();
            if (!undone.add(stage)) {
                continue;
            }
            if (stage instanceof ResultStage result) {
                rollBack(result, changed, partition);
            } else if (stage instanceof MapStage map) {
                if (map.isRead()) {
                    work.addAll(rules.readersToRollBack(map));
                }
                rollBack(map);
            }
        }
    }

    private void rollBack(ResultStage stage, MapStage changed, int partition) {
        if (!rules.canTakeBack(stage)) {
            doomed.putIfAbsent(stage.job(), new JobFailure.ResultsAlreadyDelivered(changed.shuffle(), partition));
            return;
        }
        executors.stop(stage);
        if (stage.doneCount() > 0 && stage.job().delivery() == SchedulerEvent.Delivery.AT_END) {
            outbox.add(new SchedulerAction.ResultsDiscarded(stage.job().id()));
        }
        stage.startEpoch();
        updateReady(stage);
    }

    private void rollBack(MapStage stage) {
        executors.stop(stage);
        boolean hadOutputs = stage.doneCount() > 0;
        for (PartitionRange range : MapStage.ranges(stage.done())) {
            outbox.add(new SchedulerAction.MapOutputsUnregistered(stage.shuffle(), range));
        }
        stage.startEpoch();
        if (hadOutputs) {
            becameIncomplete(stage);
        } else {
            updateReady(stage);
        }
    }

    // --- not needed: Waiting, Running or Finalizing → Idle ---

    /** Stops those of the stages that nobody waits for, and what only they waited for. */
    void stopUnneeded(Collection<? extends StageState> candidates) {
        Deque<StageState> work = new ArrayDeque<>(candidates);
        while (!work.isEmpty()) {
            StageState stage = work.poll();
            if (stage.isActive() && rules.stops(stage)) {
                executors.stop(stage);
                stage.phase(new StagePhase.Idle());
                forgetHistories(stage);
                updateReady(stage);
                work.addAll(stage.parents());
            }
        }
    }

    private void forgetHistories(StageState stage) {
        if (rules.forgetsHistories(stage)) {
            stage.forgetHistories();
        }
    }

    /** Forgets an ended job; what it shared with others stays. */
    void remove(JobState job, ResultStage result) {
        executors.stop(result);
        result.phase(new StagePhase.Idle());
        result.forgetHistories();
        result.parents().forEach(parent -> parent.readers().remove(result));
        for (MapStage stage : job.mapStages()) {
            stage.users().remove(job);
        }
        List<MapStage> childrenFirst = new ArrayList<>(job.mapStages());
        Collections.reverse(childrenFirst);
        stopUnneeded(childrenFirst);
        for (MapStage stage : childrenFirst) {
            if (stage.isReleased()) {
                release(stage.shuffle());
            }
        }
    }

    /** Drops a shuffle, and what was made from it, as soon as no job uses it. */
    void release(ShuffleId shuffle) {
        MapStage root = shuffles.get(shuffle);
        if (root == null) {
            return;
        }
        root.released(true);
        if (!root.users().isEmpty()) {
            return;
        }
        Deque<MapStage> work = new ArrayDeque<>();
        work.add(root);
        while (!work.isEmpty()) {
            MapStage stage = work.poll();
            if (shuffles.remove(stage.shuffle(), stage)) {
                outbox.add(new SchedulerAction.DropShuffle(stage.shuffle()));
                stage.parents().forEach(parent -> parent.readers().remove(stage));
                for (StageState reader : stage.readers()) {
                    if (reader instanceof MapStage map) {
                        work.add(map);
                    }
                }
            }
        }
    }

    // --- failing jobs ---

    /** Fails all jobs that need this stage, once the event has been worked through. */
    void doom(StageState stage, JobFailure failure) {
        Set<StageState> seen = new LinkedHashSet<>();
        Deque<StageState> work = new ArrayDeque<>();
        work.add(stage);
        while (!work.isEmpty()) {
            StageState next = work.poll();
            if (!seen.add(next)) {
                continue;
            }
            if (next instanceof ResultStage result) {
                doomed.putIfAbsent(result.job(), failure);
            } else if (next instanceof MapStage map) {
                for (StageState reader : map.readers()) {
                    if (reader.isActive()) {
                        work.add(reader);
                    }
                }
            }
        }
    }

    /** The jobs that must fail because of this event, each with its cause. The caller fails them and clears the map. */
    Map<JobState, JobFailure> doomed() {
        return doomed;
    }
}
