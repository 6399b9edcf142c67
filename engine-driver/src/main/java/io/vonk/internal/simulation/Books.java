package io.vonk.internal.simulation;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.scheduler.AttemptFailure;
import io.vonk.internal.scheduler.AttemptReport;
import io.vonk.internal.scheduler.SchedulerEvent;
import io.vonk.internal.scheduler.SchedulerEvent.Blame;
import io.vonk.internal.scheduler.SchedulerEvent.Liveness;
import io.vonk.internal.scheduler.StageSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What an outside observer knows: which executors are registered, which attempts were launched and reported, what was
 * accepted. Written from the events before the scheduler sees them; {@link Ledger} adds what the actions order.
 */
final class Books {

    private static final long SUSPECT_NANOS = 2_000_000_000L;
    private static final long LOST_NANOS = 10_000_000_000L;

    final Map<ExecutorId, ExecutorView> executors = new LinkedHashMap<>();
    final List<Attempt> attempts = new ArrayList<>();
    final @Nullable StageView[] shuffles = new @Nullable StageView[Scenario.MAX_SHUFFLES];
    final @Nullable StageView[] results;
    final boolean[] ended;

    // about the present event only
    final List<Attempt> succeeded = new ArrayList<>();
    final List<AttemptFailure.FetchFailed> failedFetches = new ArrayList<>();
    final List<ExecutorId> mustFence = new ArrayList<>();
    int changedBits;
    boolean lost;
    boolean jobEnded;
    boolean userError;

    @Nullable
    ExecutorId nodeLost;

    long event;

    private final Scenario scenario;
    private final World world;
    private final Map<String, Long> highestIncarnation = new HashMap<>();
    private final Map<ExecutorId, SimulatedExecutor> processes = new HashMap<>();
    private final boolean[] submitted;

    Books(Scenario scenario, World world) {
        this.scenario = scenario;
        this.world = world;
        this.results = new @Nullable StageView[scenario.jobs.size()];
        this.submitted = new boolean[scenario.jobs.size()];
        this.ended = new boolean[scenario.jobs.size()];
    }

    // --- what the world asks ---

    boolean isOver() {
        for (boolean over : ended) {
            if (!over) {
                return false;
            }
        }
        return outstanding() == 0;
    }

    boolean isRegistered(ExecutorId executor) {
        return executors.containsKey(executor);
    }

    List<Attempt> attempts(long first, int count) {
        return List.copyOf(attempts.subList((int) first, (int) first + count));
    }

    @Nullable
    Output anyOutput(SplittableRandom random) {
        if (scenario.shuffles.length == 0) {
            return null;
        }
        StageView stage = shuffles[random.nextInt(scenario.shuffles.length)];
        return stage == null || stage.accepted.length == 0
                ? null
                : stage.accepted[random.nextInt(stage.accepted.length)];
    }

    void loseOutputsOf(ExecutorId node) {
        for (StageView stage : shuffles) {
            if (stage != null) {
                for (Output output : stage.accepted) {
                    if (output != null && output.home.id.equals(node)) {
                        output.lost = true;
                    }
                }
            }
        }
    }

    // --- before the scheduler sees the event ---

    void before(SchedulerEvent next) {
        event++;
        succeeded.clear();
        failedFetches.clear();
        mustFence.clear();
        changedBits = 0;
        lost = false;
        jobEnded = false;
        userError = false;
        nodeLost = null;
        if (next instanceof SchedulerEvent.AttemptsReported reported) {
            reported(reported);
        } else if (next instanceof SchedulerEvent.ExecutorHeard heard) {
            sender(heard.executor());
        } else if (next instanceof SchedulerEvent.JobSubmitted submission) {
            submitted(submission);
        } else if (next instanceof SchedulerEvent.ExecutorRegistered registered) {
            registered(registered.executor());
        } else if (next instanceof SchedulerEvent.ExecutorLost gone) {
            ExecutorView view = executors.get(gone.executor());
            if (view != null) {
                lose(view, gone.blame());
            }
        } else if (next instanceof SchedulerEvent.OutputsLost gone) {
            nodeLost = gone.executor();
            lost = true;
        } else if (next instanceof SchedulerEvent.ShuffleFinalized finalized) {
            StageView stage = shuffles[(int) finalized.shuffle().value()];
            if (stage != null && stage.ticket == finalized.ticket()) {
                stage.readable = true;
                stage.ticket = -1;
                stage.forgive();
            }
        }
        loseSilent();
    }

    void learn(SimulatedExecutor process) {
        processes.put(process.id, process);
    }

    private @Nullable ExecutorView sender(ExecutorId id) {
        ExecutorView view = executors.get(id);
        if (view == null) {
            mustFence.add(id);
        } else {
            if (isSilent(view, SUSPECT_NANOS)) {
                world.reach(Reached.EXECUTOR_SUSPECT_AND_BACK);
            }
            view.heardNanos = world.now;
        }
        return view;
    }

    boolean isSuspect(ExecutorView view) {
        return isSilent(view, SUSPECT_NANOS);
    }

    private boolean isSilent(ExecutorView view, long nanos) {
        return scenario.liveness == Liveness.HEARTBEATS && world.now - view.heardNanos >= nanos;
    }

    private void loseSilent() {
        if (scenario.liveness == Liveness.HEARTBEATS) {
            for (ExecutorView view : List.copyOf(executors.values())) {
                if (isSilent(view, LOST_NANOS)) {
                    world.reach(Reached.EXECUTOR_LOST_BY_SILENCE);
                    mustFence.add(view.executor.id);
                    lose(view, Blame.RUNNING_TASKS);
                }
            }
        }
    }

    private void registered(ExecutorId id) {
        ExecutorView known = executors.get(id);
        if (known != null) {
            known.heardNanos = world.now;
            return;
        }
        Long highest = highestIncarnation.get(id.name());
        if (highest != null && id.incarnation() <= highest) {
            world.reach(Reached.REGISTRATION_REFUSED);
            mustFence.add(id);
            return;
        }
        ExecutorView earlier = highest == null ? null : executors.get(new ExecutorId(id.name(), highest));
        if (earlier != null) {
            world.reach(Reached.EXECUTOR_REPLACED_BEFORE_ITS_LOSS_WAS_KNOWN);
            mustFence.add(earlier.executor.id);
            lose(earlier, Blame.NOBODY);
        }
        highestIncarnation.put(id.name(), id.incarnation());
        SimulatedExecutor process = processes.get(id);
        if (process == null) {
            throw new IllegalStateException(id + " registers but was never started");
        }
        executors.put(id, new ExecutorView(process, results.length, world.now));
    }

    private void lose(ExecutorView view, Blame blame) {
        lost = true;
        executors.remove(view.executor.id);
        for (Attempt attempt : view.launched) {
            if (attempt.isLive()) {
                attempt.stage.removeLive(attempt);
                if (blame == Blame.RUNNING_TASKS) {
                    attempt.stage.losses[attempt.partition]++;
                }
            }
            attempt.orphaned = true;
        }
    }

    private void submitted(SchedulerEvent.JobSubmitted submission) {
        int job = (int) submission.job().value();
        submitted[job] = true;
        int active = activeBits(job);
        for (StageSpec spec : submission.stages()) {
            List<StageView> parents = new ArrayList<>(spec.parents().size());
            for (ShuffleId parent : spec.parents()) {
                parents.add(shuffle(parent));
            }
            if (spec.output() instanceof StageSpec.ShuffleOutput output) {
                int index = (int) output.shuffle().value();
                StageView known = shuffles[index];
                if (known == null) {
                    shuffles[index] = new StageView(spec, index, -1, parents);
                } else if ((active & 1 << index) != 0) {
                    world.reach(Reached.SHUFFLE_SHARED_WHILE_RUNNING);
                } else if (known.readable) {
                    world.reach(Reached.SHUFFLE_REUSED_BY_LATER_JOB);
                }
            } else {
                results[job] = new StageView(spec, -1, job, parents);
            }
        }
    }

    private void reported(SchedulerEvent.AttemptsReported reported) {
        ExecutorView view = sender(reported.executor());
        for (AttemptReport report : reported.reports()) {
            for (int i = 0; i < report.count(); i++) {
                Attempt attempt = attempts.get((int) report.firstAttempt() + i);
                if (view == null) {
                    world.reach(Reached.FENCED_REPORT_REFUSED);
                } else if (attempt.reported) {
                    world.reach(Reached.DUPLICATE_REPORT_DROPPED);
                } else {
                    reported(view, attempt, report);
                }
            }
        }
    }

    private void reported(ExecutorView view, Attempt attempt, AttemptReport report) {
        boolean wasLive = attempt.isLive();
        attempt.reported = true;
        view.reported(attempt);
        if (!wasLive) {
            world.reach(Reached.STALE_REPORT_DROPPED);
            return;
        }
        StageView stage = attempt.stage;
        if (report instanceof AttemptReport.Succeeded) {
            attempt.succeededInEvent = event;
            succeeded.add(attempt);
        } else if (report instanceof AttemptReport.Failed failed) {
            if (failed.failure() instanceof AttemptFailure.FetchFailed fetch) {
                world.reach(Reached.FETCH_FAILED);
                failedFetches.add(fetch);
                shuffle(fetch.shuffle()).fetchFailures++;
            } else {
                stage.failures[attempt.partition]++;
                userError |= failed.failure() instanceof AttemptFailure.UserError;
                stage.mustRunAlone[attempt.partition] |= failed.failure() instanceof AttemptFailure.OutOfMemory
                        && stage.liveCount(attempt.partition) == 1;
            }
        }
        stage.removeLive(attempt);
    }

    // --- small questions ---

    int outstanding() {
        int outstanding = 0;
        for (ExecutorView view : executors.values()) {
            outstanding += view.outstanding;
        }
        return outstanding;
    }

    boolean isActive(int job) {
        return submitted[job] && !ended[job];
    }

    /** The shuffles in the graphs of active jobs, leaving out one job. */
    int activeBits(int exceptJob) {
        int bits = 0;
        for (int job = 0; job < ended.length; job++) {
            if (job != exceptJob && isActive(job)) {
                bits |= scenario.jobs.get(job).shuffleBits();
            }
        }
        return bits;
    }

    StageView shuffle(ShuffleId id) {
        StageView stage = shuffles[(int) id.value()];
        if (stage == null) {
            throw new Broken("I9 nothing after the end", id + " is not known");
        }
        return stage;
    }

    StageView result(int job) {
        StageView stage = results[job];
        if (stage == null) {
            throw new Broken("I9 nothing after the end", "job " + job + " is not known");
        }
        return stage;
    }

    int activeJobs() {
        int active = 0;
        for (int job = 0; job < ended.length; job++) {
            active += isActive(job) ? 1 : 0;
        }
        return active;
    }

    /** Partitions of which at least so many attempts are live. */
    int running(int atLeast) {
        int running = 0;
        for (StageView stage : shuffles) {
            running += stage == null ? 0 : stage.runningCount(atLeast);
        }
        for (StageView stage : results) {
            running += stage == null || ended[stage.job] ? 0 : stage.runningCount(atLeast);
        }
        return running;
    }

    @Override
    public String toString() {
        return "executors " + executors.keySet() + ", outstanding " + outstanding();
    }
}
