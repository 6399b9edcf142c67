package io.vonk.internal.scheduler;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.scheduler.SchedulerEvent.AttemptsReported;
import io.vonk.internal.scheduler.SchedulerEvent.Blame;
import io.vonk.internal.scheduler.SchedulerEvent.ExecutorHeard;
import io.vonk.internal.scheduler.SchedulerEvent.ExecutorLost;
import io.vonk.internal.scheduler.SchedulerEvent.ExecutorRegistered;
import io.vonk.internal.scheduler.SchedulerEvent.JobCancelled;
import io.vonk.internal.scheduler.SchedulerEvent.JobSubmitted;
import io.vonk.internal.scheduler.SchedulerEvent.OutputsLost;
import io.vonk.internal.scheduler.SchedulerEvent.ShuffleFinalizationFailed;
import io.vonk.internal.scheduler.SchedulerEvent.ShuffleFinalized;
import io.vonk.internal.scheduler.SchedulerEvent.ShuffleReleased;
import io.vonk.internal.scheduler.SchedulerEvent.Tick;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides everything that happens to jobs: a pure function of the events so far. Each call of {@link #on} takes one
 * event and the time, changes the state, and returns what the shell must do, in order. There is no thread, no clock, no
 * I/O and no randomness here, and no iteration order that could differ between two runs; so the simulator can show this
 * very code a hundred thousand bad days in a few seconds.
 *
 * <h2>Story</h2>
 *
 * <p>A <b>job</b> arrives as stages, parents first ({@link StageSpec}). A stage that writes a shuffle is a
 * {@link MapStage} of the session: jobs that submit the same shuffle share it, running or finished. The last stage is the
 * job's own {@link ResultStage}. {@link StageGraph} finds what is needed, from the results backwards, stopping at what is
 * complete. A stage:
 *
 * <pre>
 *            needed            all parents complete          all outputs accepted
 *   Idle ------------> Waiting ------------------> Running ----------------------> Complete
 *    ^                    ^  <------------------ |    |                              |  ^
 *    |                    |    a parent lost     |    | all outputs accepted         |  |
 *    |                    |    map outputs       |    v (if the shell has work)      |  | shell is done
 *    |                    |                      |   Finalizing ---------------------|--+
 *    |                    +----------------------+----+--- map outputs lost, needed -+
 *    +--- not needed any more (any active phase), or map outputs lost and not needed
 * </pre>
 *
 * <p>Tasks are partitions of a stage: pending, running or done, in bit sets and arrays. {@link Placement} launches
 * ranges of them on executors, whose slots pull one partition at a time; reports come back in ranges too. Every attempt
 * has an id that is never reused, and there is one {@link Gate} for outcomes: the executor's
 * incarnation is registered, the attempt was launched there and is not yet reported, the partition waits for this
 * attempt, in the stage's present epoch. What passes counts; everything else is dropped and counted.
 *
 * <p><b>Failures.</b> {@link RetryPolicy} says whether a partition is tried again. A failed fetch unregisters exactly
 * the map output that was asked for; a lost executor takes along its attempts and, unless its node keeps them, its map
 * outputs. What is missing and needed is computed again; readers that run carry on, and those that fail for it go back to
 * pending without blame.
 *
 * <p><b>Changed content.</b> Each map output has a digest. If a recomputed one differs from what readers may have read,
 * everything that rests on the old content, through all stages, is undone and starts in a new epoch
 * ({@link StageGraph#contentChanged}). A job whose results were handed out already fails instead.
 *
 * <p><b>Silence.</b> An executor that sends heartbeats is suspect after 2 s without one (nothing new is launched there)
 * and lost after 10 s. A lost life is fenced and never let in again; its process must register a higher incarnation.
 *
 * <h2>For whoever changes this package</h2>
 *
 * <ul>
 *   <li>Does every handler check its whole event before it changes anything?
 *   <li>Is the fact you add owned by one class, and the decision you add a method of {@link Rules} or
 *       {@link RetryPolicy}, with a broken variant in the tests?
 *   <li>After any change of pending tasks or of a phase: is {@link StageGraph#updateReady} called?
 *   <li>Does an attempt that nobody waits for still give its slot back, and only once?
 *   <li>Does it end? Each retry needs a bound, each wait an event that is sure to come.
 *   <li>Is all of it gone when the job is? {@link #counters()} must be zero at the end of every schedule.
 *   <li>Does a walk over stages use a work list, and is the cost for each event independent of the number of tasks?
 *   <li>Does the simulator reach it? Add a {@code sometimes} counter.
 * </ul>
 *
 * <p>Not thread safe: one thread owns a scheduler.
 */
public final class Scheduler {

    private final Rules rules;
    private final Outbox outbox = new Outbox();
    private final ExecutorTable executors;
    private final StageGraph graph;
    private final Gate gate;
    private final Placement placement;
    private final EventCheck eventCheck;
    private final Map<JobId, JobState> jobs = new LinkedHashMap<>();
    private final Map<JobId, ResultStage> results = new LinkedHashMap<>();
    private long latestNanos;
    private boolean started;
    private long wakeNanos;
    private boolean wakeRequested;
    private long staleAnswers;
    private long fencedMessages;

    /** A scheduler that knows no executor and no job. */
    public Scheduler() {
        this(new Rules(), new RetryPolicy());
    }

    Scheduler(Rules rules, RetryPolicy retries) {
        this.rules = rules;
        this.executors = new ExecutorTable(rules, outbox);
        this.graph = new StageGraph(rules, outbox, executors);
        this.gate = new Gate(rules, retries, outbox, executors, graph);
        this.placement = new Placement(rules, outbox, executors, graph);
        this.eventCheck = new EventCheck(graph);
    }

    /**
     * Takes in one event.
     *
     * @param nowNanos a monotonic time; never less than in the call before
     * @return what to do, in this order; belongs to the caller
     * @throws IllegalArgumentException if the event makes no sense, for example names a partition that its stage does
     *     not have. Nothing has changed then. When such an event came from an executor, the shell closes its connection.
     */
    public List<SchedulerAction> on(SchedulerEvent event, long nowNanos) {
        if (started && nowNanos - latestNanos < 0) {
            throw new IllegalArgumentException(
                    "time must not go back: " + latestNanos + " ns is over, got " + nowNanos + " ns");
        }
        check(event);
        latestNanos = nowNanos;
        started = true;
        apply(event, nowNanos);
        for (ExecutorState executor : executors.silent(nowNanos)) {
            lose(executor, Blame.RUNNING_TASKS, "silent for " + Rules.LOST_AFTER_NANOS / 1_000_000 + " ms");
            outbox.add(new SchedulerAction.Fence(executor.id()));
        }
        failDoomed();
        placement.place(jobs.values(), nowNanos);
        requestWake(nowNanos);
        return outbox.drain();
    }

    /** What was dropped so far and what is held now. Costs a walk over the stages. */
    public SchedulerCounters counters() {
        int activeStages = 0;
        int running = 0;
        int histories = 0;
        int copies = 0;
        List<StageState> stages = new ArrayList<>(graph.mapStages());
        stages.addAll(results.values());
        for (StageState stage : stages) {
            activeStages += stage.isActive() ? 1 : 0;
            running += stage.runningCount();
            histories += stage.historyCount();
            copies += stage.copyCount();
        }
        int outstanding = 0;
        for (ExecutorState executor : executors.all()) {
            outstanding += executor.outstanding();
        }
        return new SchedulerCounters(
                gate.duplicateReports(),
                gate.staleReports(),
                gate.unknownAttempts(),
                staleAnswers,
                fencedMessages,
                jobs.size(),
                activeStages,
                running,
                outstanding,
                histories,
                copies,
                graph.mapStages().size());
    }

    private void check(SchedulerEvent event) {
        if (event instanceof JobSubmitted submission) {
            if (jobs.containsKey(submission.job())) {
                throw new IllegalArgumentException(submission.job() + " is active already");
            }
            eventCheck.check(submission);
        } else if (event instanceof AttemptsReported reported) {
            ExecutorState executor = executors.find(reported.executor());
            if (executor != null) {
                eventCheck.check(reported, executor);
            }
        }
    }

    private void apply(SchedulerEvent event, long nowNanos) {
        if (event instanceof AttemptsReported reported) {
            on(reported, nowNanos);
        } else if (event instanceof ExecutorHeard heard) {
            sender(heard.executor(), nowNanos);
        } else if (event instanceof JobSubmitted submission) {
            on(submission);
        } else if (event instanceof JobCancelled cancelled) {
            on(cancelled);
        } else if (event instanceof ExecutorRegistered registered) {
            on(registered, nowNanos);
        } else if (event instanceof ExecutorLost lost) {
            on(lost);
        } else if (event instanceof OutputsLost lost) {
            on(lost);
        } else if (event instanceof ShuffleFinalized finalized) {
            countStale(graph.finalized(finalized.shuffle(), finalized.ticket()));
        } else if (event instanceof ShuffleFinalizationFailed failed) {
            countStale(graph.finalizationFailed(failed.shuffle(), failed.ticket(), failed.cause()));
        } else if (event instanceof ShuffleReleased released) {
            graph.release(released.shuffle());
        } else if (!(event instanceof Tick)) {
            throw new IllegalStateException("no handler for " + event);
        }
    }

    // --- jobs ---

    private void on(JobSubmitted submission) {
        JobState job = new JobState(submission.job(), submission.delivery());
        ResultStage result = graph.add(job, submission);
        jobs.put(job.id(), job);
        results.put(job.id(), result);
        succeedIfDone(result);
    }

    private void on(JobCancelled cancelled) {
        JobState job = jobs.get(cancelled.job());
        if (job != null) {
            graph.doomed().put(job, new JobFailure.Cancelled(cancelled.reason()));
        }
    }

    private void succeedIfDone(ResultStage result) {
        if (result.isAllDone() && jobs.containsKey(result.job().id())) {
            outbox.add(new SchedulerAction.JobSucceeded(result.job().id()));
            end(result.job());
        }
    }

    private void failDoomed() {
        if (graph.doomed().isEmpty()) {
            return;
        }
        graph.doomed().forEach((job, failure) -> {
            if (jobs.containsKey(job.id())) {
                outbox.add(new SchedulerAction.JobFailed(job.id(), failure));
                end(job);
            }
        });
        graph.doomed().clear();
    }

    private void end(JobState job) {
        jobs.remove(job.id());
        ResultStage result = results.remove(job.id());
        if (result != null) {
            graph.remove(job, result);
        }
    }

    // --- executors ---

    private @Nullable ExecutorState sender(ExecutorId id, long nowNanos) {
        ExecutorState executor = executors.find(id);
        if (executor == null) {
            fencedMessages++;
            outbox.add(new SchedulerAction.Fence(id));
        } else {
            executor.heard(nowNanos);
        }
        return executor;
    }

    private void on(ExecutorRegistered registered, long nowNanos) {
        ExecutorState known = executors.find(registered.executor());
        if (known != null) {
            known.heard(nowNanos);
            return;
        }
        if (!executors.admits(registered.executor())) {
            fencedMessages++;
            outbox.add(new SchedulerAction.Fence(registered.executor()));
            return;
        }
        ExecutorState earlierLife = executors.findByName(registered.executor().name());
        if (earlierLife != null) {
            lose(earlierLife, Blame.NOBODY, "replaced by " + registered.executor());
            outbox.add(new SchedulerAction.Fence(earlierLife.id()));
        }
        executors.add(new ExecutorState(registered, nowNanos));
    }

    private void on(ExecutorLost lost) {
        ExecutorState executor = executors.find(lost.executor());
        if (executor != null) {
            lose(executor, lost.blame(), lost.cause());
        }
    }

    private void on(OutputsLost lost) {
        for (MapStage stage : graph.mapStages()) {
            for (ExecutorState owner : stage.owners()) {
                if (owner.id().equals(lost.executor())) {
                    graph.lose(stage, stage.outputsOf(owner));
                }
            }
        }
    }

    private void lose(ExecutorState executor, Blame blame, Object cause) {
        executors.remove(executor);
        for (Assignment assignment : rules.orphans(executor)) {
            gate.orphan(assignment, blame == Blame.NOBODY ? 0 : executor.slots(), cause);
        }
        if (rules.takesOutputsAlong(executor)) {
            for (MapStage stage : graph.mapStages()) {
                graph.lose(stage, stage.outputsOf(executor));
            }
        }
    }

    // --- attempts ---

    private void on(AttemptsReported reported, long nowNanos) {
        ExecutorState executor = sender(reported.executor(), nowNanos);
        if (executor != null) {
            for (AttemptReport report : reported.reports()) {
                gate.report(executor, report, nowNanos, this::succeedIfDone);
            }
        }
    }

    // --- time ---

    private void countStale(boolean current) {
        if (!current) {
            staleAnswers++;
        }
    }

    private void requestWake(long nowNanos) {
        if (wakeRequested && wakeNanos - nowNanos <= 0) {
            wakeRequested = false;
        }
        long delay = executors.nanosUntilSilence(nowNanos);
        delay = Math.min(delay, placement.nanosUntilCopies(nowNanos));
        if (delay == Long.MAX_VALUE) {
            return;
        }
        long at = nowNanos + Math.max(1, delay);
        if (!wakeRequested || at - wakeNanos < 0) {
            wakeRequested = true;
            wakeNanos = at;
            outbox.add(new SchedulerAction.WakeAt(at));
        }
    }
}
