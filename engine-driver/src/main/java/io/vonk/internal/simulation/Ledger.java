package io.vonk.internal.simulation;

import io.vonk.internal.id.JobId;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.scheduler.AttemptFailure;
import io.vonk.internal.scheduler.Scheduler;
import io.vonk.internal.scheduler.SchedulerAction;
import io.vonk.internal.scheduler.SchedulerAction.LaunchMode;
import io.vonk.internal.scheduler.SchedulerCounters;
import io.vonk.internal.scheduler.SchedulerEvent;
import io.vonk.internal.scheduler.SchedulerEvent.OutputKeeper;
import io.vonk.internal.scheduler.StageSpec;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Keeps its own books of what the scheduler was told and what it ordered, and compares. It never looks into the
 * scheduler (but for the public counters), so that it cannot share its mistakes.
 *
 * <p>Safety, after every event:
 *
 * <ul>
 *   <li>I1: a result is accepted once for each partition until it is discarded; a job succeeds with exactly the wanted ones
 *   <li>I2: everything that went into the results of a job, through all stages, has one version
 *   <li>I3: nothing is accepted but from an attempt that was launched, reported success just now, on an executor whose
 *       life is registered, and that was neither stopped nor reported before; nothing that deserves acceptance is dropped
 *   <li>I5: no executor is given work of a job beyond its slots, none while an attempt must be alone, none while silent;
 *       the scheduler's count of unreported attempts equals the ledger's
 *   <li>I6: a reader is launched only when all map outputs it reads are registered, finalized, and on live executors
 *   <li>I7: one live attempt for each partition, and one copy if the stage allows it, on another executor
 *   <li>I8: attempt ids, epochs and tickets only rise; a refused life of an executor stays out
 *   <li>I9: nothing is launched, accepted or left running for a job that has ended; at the end no state is left
 *   <li>I10: messages of lives that are not registered change nothing and are answered by a fence
 * </ul>
 *
 * <p>Liveness: I13 every job ends; I14 a failed job names a fault that was injected, and one that justifies failing;
 * I15 the attempts of an ended job are stopped at once; I16 the number of events is bounded.
 *
 * <p>Cost: I17 a map output is unregistered only if it was lost, proved unreadable or rests on changed content, and then
 * in the same event; only unregistered ones are computed; I18 a failed fetch is not counted against the reader; I19 each
 * launch has a reason: the first, the end of the attempt before, or one copy. A partition is tried at most four times.
 */
final class Ledger {

    private static final int COUNT_EVERY = 32;
    private static final int MAX_FAILURES = 4;

    private final Scenario scenario;
    private final World world;
    private final Scheduler scheduler;
    private final Books books;
    private final Verdicts verdicts;
    private long lastTicket;

    Ledger(Scenario scenario, World world, Scheduler scheduler, Books books) {
        this.scenario = scenario;
        this.world = world;
        this.scheduler = scheduler;
        this.books = books;
        this.verdicts = new Verdicts(scenario, world);
    }

    // --- each action, in order ---

    void check(SchedulerAction action) {
        if (action instanceof SchedulerAction.Launch launch) {
            launch(launch);
        } else if (action instanceof SchedulerAction.MapOutputsAccepted accepted) {
            StageView stage = books.shuffle(accepted.shuffle());
            for (int i = 0; i < accepted.partitions().size(); i++) {
                Attempt attempt = accept(stage, accepted.partitions().from() + i, accepted.firstAttempt() + i);
                require(
                        attempt.executor.id.equals(accepted.executor()),
                        "I3 acceptance",
                        () -> "wrong executor: " + accepted);
            }
            rangeReached(accepted.partitions().size());
            stage.readable = stage.isComplete() && !isFinalized(stage);
            if (stage.readable) {
                stage.forgive();
            }
        } else if (action instanceof SchedulerAction.ResultsAccepted accepted) {
            int job = (int) accepted.job().value();
            require(books.isActive(job), "I9 nothing after the end", () -> "result for " + accepted.job());
            for (int i = 0; i < accepted.partitions().size(); i++) {
                accept(books.result(job), accepted.partitions().from() + i, accepted.firstAttempt() + i);
            }
            rangeReached(accepted.partitions().size());
        } else if (action instanceof SchedulerAction.MapOutputsUnregistered gone) {
            unregister(gone);
        } else if (action instanceof SchedulerAction.Kill kill) {
            for (int i = 0; i < kill.count(); i++) {
                Attempt attempt = books.attempts.get((int) kill.firstAttempt() + i);
                attempt.killed = true;
                attempt.stage.removeLive(attempt);
            }
        } else if (action instanceof SchedulerAction.ResultsDiscarded discarded) {
            discard((int) discarded.job().value());
        } else if (action instanceof SchedulerAction.FinalizeShuffle question) {
            finalizing(question);
        } else if (action instanceof SchedulerAction.JobSucceeded success) {
            int job = end(success.job());
            verdicts.succeeded(books.result(job));
        } else if (action instanceof SchedulerAction.JobFailed failed) {
            end(failed.job());
            verdicts.failed(failed, books.shuffles, books.results);
        } else if (action instanceof SchedulerAction.DropShuffle drop) {
            drop(drop.shuffle());
        } else if (action instanceof SchedulerAction.Fence fence) {
            books.mustFence.remove(fence.executor());
            require(!books.isRegistered(fence.executor()), "I10 fencing", () -> fence.executor() + " is registered");
        }
    }

    private void rangeReached(int size) {
        if (size > 1) {
            world.reach(Reached.RANGE_ACCEPTED);
        }
    }

    private Attempt accept(StageView stage, int partition, long id) {
        Attempt attempt = books.attempts.get((int) id);
        Output output = attempt.output;
        require(
                attempt.stage == stage && attempt.partition == partition,
                "I3 acceptance",
                () -> "attempt of another task");
        require(
                attempt.succeededInEvent == books.event,
                "I3 acceptance",
                () -> "attempt " + id + " did not succeed just now");
        require(
                books.isRegistered(attempt.executor.id),
                "I3 acceptance",
                () -> attempt.executor.id + " is not registered");
        require(!attempt.killed, "I3 acceptance", () -> "attempt " + id + " was stopped before");
        require(
                stage.accepted[partition] == null,
                "I1 accepted once",
                () -> "partition " + partition + " of " + stage.spec.id());
        if (output == null) {
            throw new Broken("I3 acceptance", "attempt " + id + " made nothing");
        }
        if (stage.copied[partition]) {
            stage.copied[partition] = false;
            world.reach(attempt.mode == LaunchMode.COPY ? Reached.COPY_WON : Reached.ORIGINAL_WON_AGAINST_COPY);
        }
        if (stage.everAccepted[partition] && stage.shuffle >= 0) {
            world.reach(Reached.OUTPUT_RECOMPUTED);
            if (stage.lastContent[partition] != output.content) {
                books.changedBits |= 1 << stage.shuffle;
            } else if (stage.readSinceChange) {
                world.reach(Reached.OUTPUT_RECOMPUTED_WITH_SAME_CONTENT_AFTER_READ);
            }
        }
        stage.everAccepted[partition] = true;
        stage.lastContent[partition] = output.content;
        stage.accepted[partition] = output;
        return attempt;
    }

    private void unregister(SchedulerAction.MapOutputsUnregistered gone) {
        StageView stage = books.shuffle(gone.shuffle());
        boolean restsOnChange = (scenario.ancestorBits[stage.shuffle] & books.changedBits) != 0;
        if (restsOnChange) {
            world.reach(Reached.CONTENT_CHANGED_TWO_STAGES_AWAY);
        }
        for (int p = gone.partitions().from(); p < gone.partitions().until(); p++) {
            Output output = stage.accepted[p];
            if (output == null) {
                throw new Broken("I17 cost of recovery", gone + ", which is not registered");
            }
            boolean homeLost = scenario.keeper == OutputKeeper.EXECUTOR && !books.isRegistered(output.home.id);
            boolean justified = restsOnChange
                    || homeLost
                    || output.home.id.equals(books.nodeLost)
                    || isDisproved(stage, p, output.attempt);
            require(justified, "I17 cost of recovery", () -> "a good map output is given up: " + gone);
            stage.accepted[p] = null;
            output.lost |= world.random.nextBoolean();
        }
        stage.readable = false;
        stage.ticket = -1;
    }

    private boolean isDisproved(StageView stage, int partition, long attempt) {
        for (AttemptFailure.FetchFailed fetch : books.failedFetches) {
            if (fetch.shuffle().value() == stage.shuffle
                    && fetch.mapPartition() == partition
                    && fetch.mapAttempt() == attempt) {
                return true;
            }
        }
        return false;
    }

    private void discard(int job) {
        world.reach(Reached.RESULTS_DISCARDED);
        require(
                (scenario.jobs.get(job).shuffleBits() & books.changedBits) != 0,
                "I19 reasons to run",
                () -> "results discarded though nothing changed");
        require(
                scenario.jobs.get(job).submission().delivery() == SchedulerEvent.Delivery.AT_END,
                "I2 one version",
                () -> "results taken back that were handed out");
        Arrays.fill(books.result(job).accepted, null);
    }

    private void finalizing(SchedulerAction.FinalizeShuffle question) {
        StageView stage = books.shuffle(question.shuffle());
        require(question.ticket() > lastTicket, "I8 only rises", () -> "ticket " + question.ticket());
        require(stage.isComplete(), "I6 order", () -> question + " with map outputs missing");
        lastTicket = question.ticket();
        stage.ticket = question.ticket();
        if (stage.finalizations++ > 0) {
            world.reach(Reached.SHUFFLE_FINALIZED_AGAIN);
        }
    }

    private int end(JobId id) {
        int job = (int) id.value();
        require(books.isActive(job), "I9 nothing after the end", () -> id + " ends a second time");
        books.ended[job] = true;
        books.jobEnded = true;
        return job;
    }

    private void drop(ShuffleId shuffle) {
        int index = (int) shuffle.value();
        require(
                (books.activeBits(-1) & 1 << index) == 0,
                "I9 nothing after the end",
                () -> shuffle + " dropped while in use");
        if (!books.isOver()) {
            world.reach(Reached.SHUFFLE_DROPPED_DURING_RUN);
        }
        books.shuffles[index] = null;
    }

    // --- launches ---

    private void launch(SchedulerAction.Launch launch) {
        boolean isResult = launch.stage().output() instanceof StageSpec.ResultOutput;
        StageView stage = isResult
                ? books.result((int) launch.job().value())
                : books.shuffle(((StageSpec.ShuffleOutput) launch.stage().output()).shuffle());
        require(books.isActive((int) launch.job().value()), "I9 nothing after the end", () -> launch.toString());
        require(
                launch.firstAttempt() == books.attempts.size(),
                "I8 only rises",
                () -> "attempt " + launch.firstAttempt());
        require(launch.epoch() >= stage.epoch, "I8 only rises", () -> "epoch of " + launch);
        stage.epoch = launch.epoch();
        ExecutorView view = books.executors.get(launch.executor());
        if (view == null) {
            throw new Broken("I6 order", "launched on a lost executor: " + launch);
        }
        checkRoom(view, launch);
        Output[] located = locate(stage);
        for (int i = 0; i < launch.partitions().size(); i++) {
            Attempt attempt = new Attempt(
                    launch.firstAttempt() + i,
                    stage,
                    launch.partitions().from() + i,
                    view.executor,
                    launch.job(),
                    launch.mode(),
                    launch.firstAttempt(),
                    located);
            checkReason(attempt);
            stage.addLive(attempt);
            books.attempts.add(attempt);
            view.add(attempt);
            if (launch.mode() == LaunchMode.ALONE) {
                world.reach(Reached.LAUNCHED_ALONE);
                view.alone = attempt;
                stage.mustRunAlone[attempt.partition] = false;
            }
        }
        if (launch.partitions().size() > 1) {
            world.reach(Reached.RANGE_LAUNCHED);
        }
    }

    private void checkRoom(ExecutorView view, SchedulerAction.Launch launch) {
        require(!books.isSuspect(view), "I5 room", () -> "launched on a silent executor: " + launch);
        require(view.alone == null, "I5 room", () -> "launched beside an attempt that must be alone: " + launch);
        boolean room = launch.mode() == LaunchMode.ALONE
                ? view.outstanding == 0
                : launch.mode() == LaunchMode.COPY
                        ? view.outstanding < view.executor.slots
                        : view.outstanding(launch.job()) < view.executor.slots;
        require(
                room,
                "I5 room",
                () -> view.outstanding + " unreported attempts on " + launch.executor() + " before " + launch);
    }

    private Output[] locate(StageView stage) {
        int count = 0;
        for (StageView parent : stage.parents) {
            count += parent.accepted.length;
        }
        Output[] located = new Output[count];
        int next = 0;
        for (StageView parent : stage.parents) {
            require(parent.readable, "I6 order", () -> stage.spec.id() + " reads incomplete shuffle " + parent.shuffle);
            parent.readSinceChange = true;
            for (Output output : parent.accepted) {
                if (output == null) {
                    throw new Broken("I6 order", stage.spec.id() + " reads a missing map output");
                }
                require(
                        scenario.keeper == OutputKeeper.NODE || books.isRegistered(output.home.id),
                        "I6 order",
                        () -> stage.spec.id() + " reads from lost executor " + output.home.id);
                located[next++] = output;
            }
        }
        return located;
    }

    private void checkReason(Attempt attempt) {
        StageView stage = attempt.stage;
        int partition = attempt.partition;
        require(
                stage.accepted[partition] == null,
                "I19 reasons to run",
                () -> "a done partition is launched: " + attempt.id);
        require(
                stage.failures[partition] < MAX_FAILURES,
                "I19 reasons to run",
                () -> "a fifth try of partition " + partition);
        Attempt other = stage.first[partition] == null ? stage.second[partition] : stage.first[partition];
        if (attempt.mode == LaunchMode.COPY) {
            world.reach(Reached.COPY_LAUNCHED);
            stage.copied[partition] = true;
            require(
                    other != null && stage.liveCount(partition) == 1 && other.executor != attempt.executor,
                    "I7 live attempts",
                    () -> "copy of partition " + partition + " beside " + stage.liveCount(partition));
            require(
                    stage.spec.traits().contains(StageSpec.Trait.SPECULATABLE),
                    "I7 live attempts",
                    () -> "copy not allowed");
        } else {
            require(
                    other == null,
                    "I7 live attempts",
                    () -> "partition " + partition + " of " + stage.spec.id() + " runs already");
            require(
                    attempt.mode == LaunchMode.ALONE || !stage.mustRunAlone[partition],
                    "I5 room",
                    () -> "partition " + partition + " ran out of memory and must run alone");
        }
    }

    // --- after the scheduler has spoken ---

    void after() {
        require(books.mustFence.isEmpty(), "I10 fencing", () -> "not fenced: " + books.mustFence);
        if (books.changedBits != 0) {
            world.reach(Reached.CONTENT_CHANGED);
        }
        for (Attempt attempt : books.succeeded) {
            checkNotDropped(attempt);
        }
        for (AttemptFailure.FetchFailed fetch : books.failedFetches) {
            StageView stage = books.shuffles[(int) fetch.shuffle().value()];
            Output output = stage == null ? null : stage.accepted[fetch.mapPartition()];
            require(
                    output == null || output.attempt != fetch.mapAttempt(),
                    "I17 cost of recovery",
                    () -> "an unreadable map output stays registered: " + fetch);
        }
        require(
                !books.userError || books.jobEnded,
                "I19 reasons to run",
                () -> "a deterministic user error did not end the job");
        if (books.lost) {
            checkLostOutputs();
        }
        if (books.jobEnded) {
            checkStopped();
        }
        if (books.event % COUNT_EVERY == 0) {
            checkCounters(scheduler.counters());
        }
    }

    /** What deserved acceptance when it was reported may be dropped only for what the same event brought about. */
    private void checkNotDropped(Attempt attempt) {
        boolean done = attempt.stage.accepted[attempt.partition] != null;
        require(
                done || attempt.killed || books.changedBits != 0 || books.jobEnded,
                "I3 acceptance",
                () -> "a good outcome was dropped: attempt " + attempt.id);
    }

    private void checkLostOutputs() {
        for (StageView stage : books.shuffles) {
            if (stage == null) {
                continue;
            }
            for (Output output : stage.accepted) {
                require(
                        output == null
                                || (scenario.keeper == OutputKeeper.NODE
                                        ? !output.home.id.equals(books.nodeLost)
                                        : books.isRegistered(output.home.id)),
                        "I17 cost of recovery",
                        () -> "a map output stays registered on a lost executor, shuffle " + stage.shuffle);
            }
        }
    }

    private void checkStopped() {
        int active = books.activeBits(-1);
        for (StageView stage : books.shuffles) {
            if (stage != null) {
                stage.forgive();
                require(
                        (active & 1 << stage.shuffle) != 0 || stage.runningCount(1) == 0,
                        "I15 stopped at the end",
                        () -> stage.spec.id().toString());
            }
        }
        for (StageView stage : books.results) {
            require(
                    stage == null || !books.ended[stage.job] || stage.runningCount(1) == 0,
                    "I15 stopped at the end",
                    () -> "results");
        }
    }

    private void checkCounters(SchedulerCounters counters) {
        require(
                counters.outstandingAttempts() == books.outstanding()
                        && counters.activeJobs() == books.activeJobs()
                        && counters.runningPartitions() == books.running(1)
                        && counters.copies() == books.running(2),
                "I5 counters",
                () -> books.outstanding() + " unreported, " + books.activeJobs() + " jobs, " + books.running(1)
                        + " running, " + books.running(2) + " copies, but " + counters);
    }

    void checkEmpty() {
        SchedulerCounters counters = scheduler.counters();
        require(
                counters.activeJobs() == 0
                        && counters.activeStages() == 0
                        && counters.runningPartitions() == 0
                        && counters.outstandingAttempts() == 0
                        && counters.histories() == 0
                        && counters.copies() == 0
                        && counters.shuffles() == 0,
                "I9 nothing is left at the end",
                () -> counters.toString());
    }

    private static boolean isFinalized(StageView stage) {
        return stage.spec.traits().contains(StageSpec.Trait.FINALIZED);
    }

    private static void require(boolean holds, String invariant, Supplier<String> detail) {
        if (!holds) {
            throw new Broken(invariant, detail.get());
        }
    }
}
