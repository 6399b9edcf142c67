package io.vonk.internal.simulation;

import io.vonk.internal.scheduler.AttemptFailure;
import io.vonk.internal.scheduler.JobFailure;
import io.vonk.internal.scheduler.PartitionRange;
import io.vonk.internal.scheduler.SchedulerAction.JobFailed;
import io.vonk.internal.scheduler.SchedulerEvent.Delivery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Judges how jobs end: right, or loud with a cause that is real and sufficient. */
final class Verdicts {

    private static final int MAX_FAILURES = 4;
    private static final int MAX_LOSSES = 3;
    private static final int MAX_FETCH_WAVES = 8;

    private final Scenario scenario;
    private final World world;

    Verdicts(Scenario scenario, World world) {
        this.scenario = scenario;
        this.world = world;
    }

    /** All wanted results are there, no others, and everything beneath them has one version. */
    void succeeded(StageView results) {
        world.reach(Reached.JOB_SUCCEEDED);
        if (scenario.faults != 0) {
            world.reach(Reached.JOB_SUCCEEDED_AFTER_FAULTS);
        }
        int wanted =
                results.spec.wanted().stream().mapToInt(PartitionRange::size).sum();
        Deque<Output> work = new ArrayDeque<>();
        for (Output output : results.accepted) {
            if (output != null) {
                work.add(output);
            }
        }
        require(work.size() == wanted, "I1 accepted once", () -> work.size() + " of " + wanted + " results at success");
        checkOneVersion(work);
    }

    private void checkOneVersion(Deque<Output> work) {
        @Nullable Output[][] seen = new @Nullable Output[Scenario.MAX_SHUFFLES][];
        while (!work.isEmpty()) {
            for (Output input : work.remove().inputs) {
                int shuffle = input.stage.shuffle;
                if (seen[shuffle] == null) {
                    seen[shuffle] = new @Nullable Output[scenario.shuffles[shuffle].partitions()];
                }
                Output other = seen[shuffle][input.partition];
                if (other == null) {
                    seen[shuffle][input.partition] = input;
                    work.add(input);
                } else if (other != input) {
                    require(
                            other.content == input.content,
                            "I2 one version",
                            () -> "results rest on attempts " + other.attempt + " and " + input.attempt + " of shuffle "
                                    + shuffle + " partition " + input.partition);
                }
            }
        }
    }

    /** The job fails for a fault that was injected, and not too early. */
    void failed(JobFailed failed, @Nullable StageView[] shuffles, @Nullable StageView[] results) {
        JobFailure failure = failed.failure();
        if (failure instanceof JobFailure.TaskFailed task) {
            taskFailed(task);
        } else if (failure instanceof JobFailure.PoisonPartition poison) {
            world.reach(Reached.JOB_FAILED_BY_POISON);
            require(poison.losses().size() >= MAX_LOSSES, "I14 cause", () -> "too few losses: " + poison);
            require(
                    losses(poison, shuffles, results) >= MAX_LOSSES,
                    "I14 cause",
                    () -> "never lost so often: " + poison);
        } else if (failure instanceof JobFailure.TooManyFetchFailures fetch) {
            world.reach(Reached.JOB_FAILED_BY_FETCH_WAVES);
            StageView stage = shuffles[(int) fetch.shuffle().value()];
            require(
                    fetch.waves() > MAX_FETCH_WAVES && stage != null && stage.fetchFailures >= fetch.waves(),
                    "I14 cause",
                    () -> "too few waves: " + fetch);
        } else if (failure instanceof JobFailure.FinalizationFailed finalization) {
            world.reach(Reached.JOB_FAILED_BY_FINALIZATION);
            requireInjected(finalization.cause(), failure);
        } else if (failure instanceof JobFailure.ResultsAlreadyDelivered) {
            world.reach(Reached.JOB_FAILED_BY_DELIVERED_RESULTS);
            int job = (int) failed.job().value();
            require(
                    scenario.has(Fault.RANDOM_CONTENT)
                            && scenario.jobs.get(job).submission().delivery() == Delivery.STREAMED,
                    "I14 cause",
                    () -> "nothing was handed out or nothing changed: " + failed);
        } else if (failure instanceof JobFailure.Cancelled cancelled) {
            world.reach(Reached.JOB_CANCELLED);
            requireInjected(cancelled.reason(), failure);
        }
    }

    private void taskFailed(JobFailure.TaskFailed task) {
        AttemptFailure last = task.failures().get(task.failures().size() - 1);
        for (AttemptFailure failure : task.failures()) {
            requireInjected(failure.cause(), task);
            require(
                    !(failure instanceof AttemptFailure.FetchFailed),
                    "I18 readers are innocent",
                    () -> "a failed fetch counts against its reader: " + task);
        }
        if (last instanceof AttemptFailure.UserError) {
            world.reach(Reached.JOB_FAILED_BY_USER_ERROR);
        } else {
            world.reach(Reached.JOB_FAILED_BY_FOUR_TRANSIENT_ERRORS);
            require(task.failures().size() == MAX_FAILURES, "I14 cause", () -> "given up too early: " + task);
        }
    }

    private static int losses(
            JobFailure.PoisonPartition poison, @Nullable StageView[] shuffles, @Nullable StageView[] results) {
        int losses = 0;
        for (StageView[] stages : new StageView[][] {shuffles, results}) {
            for (StageView stage : stages) {
                if (stage != null && stage.spec.id().equals(poison.stage())) {
                    losses = Math.max(losses, stage.losses[poison.partition()]);
                }
            }
        }
        return losses;
    }

    private void requireInjected(Object cause, JobFailure failure) {
        require(
                cause instanceof Fault fault && world.strikes(fault) > 0,
                "I14 cause",
                () -> "the cause was never injected: " + failure);
    }

    private static void require(boolean holds, String invariant, Supplier<String> detail) {
        if (!holds) {
            throw new Broken(invariant, detail.get());
        }
    }
}
