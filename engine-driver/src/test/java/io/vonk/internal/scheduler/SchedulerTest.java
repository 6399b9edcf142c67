package io.vonk.internal.scheduler;

import static io.vonk.internal.scheduler.Play.SECOND;
import static io.vonk.internal.scheduler.Play.id;
import static io.vonk.internal.scheduler.Play.map;
import static io.vonk.internal.scheduler.Play.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.id.JobId;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.StageId;
import io.vonk.internal.scheduler.SchedulerAction.FinalizeShuffle;
import io.vonk.internal.scheduler.SchedulerAction.JobFailed;
import io.vonk.internal.scheduler.SchedulerAction.JobSucceeded;
import io.vonk.internal.scheduler.SchedulerAction.Kill;
import io.vonk.internal.scheduler.SchedulerAction.Launch;
import io.vonk.internal.scheduler.SchedulerAction.MapOutputsAccepted;
import io.vonk.internal.scheduler.SchedulerAction.MapOutputsUnregistered;
import io.vonk.internal.scheduler.SchedulerAction.ResultsAccepted;
import io.vonk.internal.scheduler.SchedulerAction.ResultsDiscarded;
import io.vonk.internal.scheduler.SchedulerEvent.Delivery;
import io.vonk.internal.scheduler.SchedulerEvent.ExecutorRegistered;
import io.vonk.internal.scheduler.SchedulerEvent.JobCancelled;
import io.vonk.internal.scheduler.SchedulerEvent.JobSubmitted;
import io.vonk.internal.scheduler.SchedulerEvent.Liveness;
import io.vonk.internal.scheduler.SchedulerEvent.OutputKeeper;
import io.vonk.internal.scheduler.SchedulerEvent.ShuffleFinalized;
import io.vonk.internal.scheduler.SchedulerEvent.ShuffleReleased;
import io.vonk.internal.scheduler.StageSpec.Trait;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The main stories, told one by one. */
class SchedulerTest {

    private final Play play = new Play();

    // --- the usual course of a job ---

    @Test
    void aJobRunsItsShuffleThenItsResultsThenSucceeds() {
        play.executor("e", 2);

        play.submit(1, map(0, 2), result(1, 2, 0));
        assertEquals(List.of(0, 1), play.runningPartitions(0));
        assertEquals(List.of(), play.runningPartitions(1));

        play.succeed(0, 0);
        assertEquals(1, play.last(MapOutputsAccepted.class).size());
        assertEquals(List.of(), play.runningPartitions(1), "no reader before the last map output");
        play.succeed(0, 1);
        assertEquals(List.of(0, 1), play.runningPartitions(1));

        play.succeed(1, 1);
        assertEquals(List.of(new PartitionRange(1, 2)), partitions(play.last(ResultsAccepted.class)));
        play.succeed(1, 0);
        assertEquals(List.of(new JobSucceeded(new JobId(1))), play.last(JobSucceeded.class));
        assertTrue(play.isAtRest());
    }

    @Test
    void mapOutputsAreAcceptedBeforeTheLaunchThatReadsThem() {
        play.executor("e", 1).submit(1, map(0, 1), result(1, 1, 0));

        List<SchedulerAction> actions = play.succeed(0, 0);

        assertInstanceOf(MapOutputsAccepted.class, actions.get(0));
        assertInstanceOf(Launch.class, actions.get(1));
    }

    @Test
    void aRangeOfTasksCostsOneLaunchAndOneReport() {
        play.executor("e", 2).submit(1, result(0, 1_000));

        Launch first = play.last(Launch.class).get(0);
        assertEquals(new PartitionRange(0, 250), first.partitions());
        play.report(id("e"), new AttemptReport.Succeeded(first.firstAttempt(), 250, new long[0], 250));

        assertEquals(List.of(new PartitionRange(0, 250)), partitions(play.last(ResultsAccepted.class)));
    }

    @Test
    void onlyWantedPartitionsRun() {
        play.executor("e", 8);
        StageId stage = new StageId(0);

        play.submit(
                1,
                StageSpec.resultOf(
                        stage, 9, List.of(new PartitionRange(2, 3), new PartitionRange(5, 7)), List.of(), "x"));

        assertEquals(List.of(2, 5, 6), play.runningPartitions(0));
    }

    @Test
    void aJobWithoutPartitionsSucceedsAtOnceAndRunsNothing() {
        play.executor("e", 1);

        List<SchedulerAction> actions = play.submit(1, map(0, 3), result(1, 0, 0));

        assertEquals(List.of(new JobSucceeded(new JobId(1))), actions);
        assertTrue(play.isAtRest());
    }

    @Test
    void aJobWaitsForTheFirstExecutor() {
        play.submit(1, result(0, 1));
        assertEquals(List.of(), play.runningPartitions(0));

        play.executor("e", 1);

        assertEquals(List.of(0), play.runningPartitions(0));
    }

    // --- sharing ---

    @Test
    void aDiamondRunsItsSharedShuffleOnce() {
        play.executor("e", 4).submit(1, map(0, 1), map(1, 1, 0), map(2, 1, 0), result(3, 1, 1, 2));
        assertEquals(List.of(0), play.runningPartitions(0));

        play.succeed(0, 0);
        assertEquals(List.of(0), play.runningPartitions(1));
        assertEquals(List.of(0), play.runningPartitions(2));
        play.succeed(1, 0);
        assertEquals(List.of(), play.runningPartitions(3));
        play.succeed(2, 0);
        play.succeed(3, 0);

        assertTrue(play.isAtRest());
    }

    @Test
    void twoActiveJobsShareTheRunningShuffle() {
        play.executor("e", 4);
        play.submit(1, map(0, 2), result(1, 1, 0));
        play.submit(2, map(0, 2), result(2, 1, 0));
        assertEquals(List.of(0, 1), play.runningPartitions(0));

        play.succeedAll(0);

        assertEquals(List.of(0), play.runningPartitions(1));
        assertEquals(List.of(0), play.runningPartitions(2));
    }

    @Test
    void aLaterJobReusesMapOutputsAndRunsOnlyWhatIsMissing() {
        play.executor("a", 1).executor("b", 1);
        play.submit(1, map(0, 2), result(1, 1, 0));
        play.succeedAll(0);
        play.succeedAll(1);
        play.lose("a");
        assertTrue(play.isAtRest(), "nobody needs what was lost");

        play.submit(2, map(0, 2), result(2, 1, 0));

        assertEquals(1, play.runningPartitions(0).size());
    }

    @Test
    void aReleasedShuffleIsDroppedWithWhatWasMadeFromItOnceUnused() {
        play.executor("e", 1).submit(1, map(0, 1), map(1, 1, 0), result(2, 1, 1));
        play.succeedAll(0);
        play.succeedAll(1);
        assertEquals(List.of(), play.send(new ShuffleReleased(new ShuffleId(0))), "a job uses it");

        play.succeedAll(2);

        assertEquals(
                List.of(new ShuffleId(0), new ShuffleId(1)),
                play.last(SchedulerAction.DropShuffle.class).stream()
                        .map(SchedulerAction.DropShuffle::shuffle)
                        .toList());
        assertEquals(0, play.scheduler.counters().shuffles());
    }

    @Test
    void aShortJobIsLaunchedBesideALongOne() {
        play.executor("e", 2).submit(1, result(0, 10_000));

        play.submit(2, result(1, 2));

        assertEquals(List.of(0, 1), play.runningPartitions(1));
    }

    // --- work of the driver between writers and readers ---

    @Test
    void readersWaitUntilTheShellHasFinalizedTheShuffle() {
        play.executor("e", 1).submit(1, map(0, 1).with(Trait.FINALIZED), result(1, 1, 0));
        play.succeed(0, 0);
        FinalizeShuffle question = play.last(FinalizeShuffle.class).get(0);
        assertEquals(List.of(), play.runningPartitions(1));

        play.send(new ShuffleFinalized(question.shuffle(), question.ticket()));

        assertEquals(List.of(0), play.runningPartitions(1));
    }

    @Test
    void anAnswerAboutMapOutputsThatWereLostMeanwhileDoesNotCount() {
        play.executor("a", 1).executor("b", 1).submit(1, map(0, 1).with(Trait.FINALIZED), result(1, 1, 0));
        play.succeed(0, 0);
        FinalizeShuffle first = play.last(FinalizeShuffle.class).get(0);
        play.lose("a");

        play.send(new ShuffleFinalized(first.shuffle(), first.ticket()));
        assertEquals(List.of(), play.runningPartitions(1));
        play.succeed(0, 0);
        FinalizeShuffle second = play.last(FinalizeShuffle.class).get(0);
        assertEquals(first.epoch(), second.epoch(), "nothing was read, nothing has changed");
        play.send(new ShuffleFinalized(second.shuffle(), second.ticket()));

        assertEquals(List.of(0), play.runningPartitions(1));
    }

    @Test
    void aFailedFinalizationFailsTheJob() {
        play.executor("e", 1).submit(1, map(0, 1).with(Trait.FINALIZED), result(1, 1, 0));
        play.succeed(0, 0);
        FinalizeShuffle question = play.last(FinalizeShuffle.class).get(0);

        play.send(new SchedulerEvent.ShuffleFinalizationFailed(question.shuffle(), question.ticket(), "comparator"));

        assertEquals(new JobFailure.FinalizationFailed(new ShuffleId(0), "comparator"), failure());
        assertTrue(play.isAtRest());
    }

    // --- failures of tasks ---

    @Test
    void aUserErrorFailsTheJobAtOnceAndStopsTheOtherTasks() {
        play.executor("e", 2).submit(1, result(0, 2));
        long other = play.attempt(0, 1);

        play.fail(0, 0, new AttemptFailure.UserError("boom"));

        JobFailure.TaskFailed failure = assertInstanceOf(JobFailure.TaskFailed.class, failure());
        assertEquals(List.of(new AttemptFailure.UserError("boom")), failure.failures());
        assertEquals(List.of(new Kill(id("e"), other, 1)), play.last(Kill.class));
        play.giveBack(other);
        assertTrue(play.isAtRest());
    }

    @Test
    void aTransientErrorIsTriedFourTimesAndTheHistoryIsTold() {
        play.executor("e", 1).submit(1, result(0, 1));
        for (int i = 1; i <= 3; i++) {
            play.fail(0, 0, new AttemptFailure.TransientError("disk " + i));
            assertEquals(List.of(), play.last(JobFailed.class));
        }

        play.fail(0, 0, new AttemptFailure.TransientError("disk 4"));

        JobFailure.TaskFailed failure = assertInstanceOf(JobFailure.TaskFailed.class, failure());
        assertEquals(
                List.of("disk 1", "disk 2", "disk 3", "disk 4"),
                failure.failures().stream().map(AttemptFailure::cause).toList());
    }

    @Test
    void afterAnOutOfMemoryATaskRunsWithNothingBesideIt() {
        play.executor("e", 2).submit(1, result(0, 4));
        play.fail(0, 0, new AttemptFailure.OutOfMemory("3 GiB"));
        assertEquals(List.of(), play.last(Launch.class), "the executor is being drained");
        play.succeed(0, 1);

        Launch alone = play.last(Launch.class).get(0);
        assertEquals(SchedulerAction.LaunchMode.ALONE, alone.mode());
        assertEquals(List.of(0), play.runningPartitions(0));
        play.succeed(0, 0);

        assertEquals(List.of(2, 3), play.runningPartitions(0));
    }

    @Test
    void aReportedAttemptIsNotAcceptedAgain() {
        play.executor("e", 1).submit(1, result(0, 2));
        long attempt = play.attempt(0, 0);
        play.finish(attempt, 0);

        play.report(id("e"), new AttemptReport.Succeeded(attempt, 1, new long[0], 1));

        assertEquals(List.of(), play.last(ResultsAccepted.class));
        assertEquals(1, play.scheduler.counters().unknownAttempts());
    }

    // --- losses ---

    @Test
    void theTasksOfALostExecutorRunElsewhereAndAreNotBlamed() {
        play.executor("a", 1).executor("b", 1).submit(1, result(0, 2));

        play.lose("a");
        play.succeed(0, 1);

        assertEquals(List.of(0), play.runningPartitions(0));
        play.succeed(0, 0);
        assertTrue(play.isAtRest());
    }

    @Test
    void lostMapOutputReRunsOnlyItsPartition() {
        play.executor("a", 1).executor("b", 1).submit(1, map(0, 2), result(1, 2, 0));
        play.succeed(0, 0);
        play.succeed(0, 1);

        play.lose("a");

        assertEquals(List.of(new PartitionRange(0, 1)), unregistered());
        play.succeed(1, 1);
        assertEquals(List.of(0), play.runningPartitions(0), "the reader that has all it needs was not disturbed");
        play.succeed(0, 0);
        play.succeed(1, 0);
        assertTrue(play.isAtRest());
    }

    @Test
    void mapOutputsKeptByTheNodeSurviveTheExecutor() {
        play.send(new ExecutorRegistered(id("a"), 1, Liveness.HEARTBEATS, OutputKeeper.NODE));
        play.executor("b", 1).submit(1, map(0, 1), result(1, 1, 0));
        play.succeed(0, 0);

        play.lose("a");
        assertEquals(List.of(), unregistered());
        assertEquals(List.of(0), play.runningPartitions(1));
        play.send(new SchedulerEvent.OutputsLost(id("a")));

        assertEquals(List.of(new PartitionRange(0, 1)), unregistered());
    }

    @Test
    void aFailedFetchUnregistersTheOutputThatWasAskedForAndDoesNotCountAgainstTheReader() {
        play.executor("e", 4).submit(1, map(0, 3), result(1, 1, 0));
        long bad = play.attempt(0, 1);
        play.succeedAll(0);

        for (int i = 0; i < 6; i++) {
            play.fail(1, 0, new AttemptFailure.FetchFailed(new ShuffleId(0), 1, bad, "checksum"));
            assertEquals(List.of(new PartitionRange(1, 2)), unregistered());
            assertEquals(List.of(1), play.runningPartitions(0));
            bad = play.attempt(0, 1);
            play.succeedAll(0);
        }

        play.succeedAll(1);
        assertTrue(play.isAtRest());
    }

    @Test
    void outputsThatAreLostTogetherAreComputedAgainTogether() {
        play.executor("e", 4).submit(1, map(0, 4), result(1, 1, 0));
        long bad = play.attempt(0, 1);
        Map<Integer, Long> others = Map.of(2, play.attempt(0, 2), 3, play.attempt(0, 3) + 100);
        play.succeedAll(0);

        play.fail(1, 0, new AttemptFailure.FetchFailed(new ShuffleId(0), 1, bad, others, "checksum"));

        assertEquals(List.of(new PartitionRange(1, 3)), unregistered(), "that of partition 3 is another one by now");
        assertEquals(List.of(1, 2), play.runningPartitions(0));
        play.succeedAll(0);
        play.succeedAll(1);
        assertTrue(play.isAtRest());
    }

    @Test
    void fetchesThatFailForEverFailTheJob() {
        play.executor("e", 1).submit(1, map(0, 1), result(1, 1, 0));
        for (int wave = 1; wave <= 9; wave++) {
            assertEquals(List.of(), play.last(JobFailed.class));
            long bad = play.attempt(0, 0);
            play.succeedAll(0);
            play.fail(1, 0, new AttemptFailure.FetchFailed(new ShuffleId(0), 0, bad, "no route"));
        }

        assertEquals(new JobFailure.TooManyFetchFailures(new ShuffleId(0), 9, "no route"), failure());
        assertTrue(play.isAtRest());
    }

    @Test
    void aReaderThatAsksForAnOutputReplacedBeforeItsLaunchIsItselfAtFault() {
        play.executor("e", 1).submit(1, map(0, 1), result(1, 1, 0));
        long replaced = play.attempt(0, 0);
        play.succeedAll(0);
        play.fail(1, 0, new AttemptFailure.FetchFailed(new ShuffleId(0), 0, replaced, "gone"));
        play.succeedAll(0);

        for (int i = 0; i < 4; i++) {
            assertEquals(List.of(), play.last(JobFailed.class));
            play.fail(1, 0, new AttemptFailure.FetchFailed(new ShuffleId(0), 0, replaced, "gone"));
            assertEquals(List.of(), unregistered());
        }

        assertInstanceOf(JobFailure.TaskFailed.class, failure());
    }

    @Test
    void aPartitionThatKillsThreeExecutorsFailsTheJobByName() {
        play.executor("a", 2).executor("b", 2).executor("c", 2).executor("d", 2);
        play.submit(1, result(0, 2));
        for (String victim : List.of("a", "b")) {
            String executor = play.running.get(play.attempt(0, 0)).executor().name();
            assertEquals(List.of(), play.last(JobFailed.class), victim);
            play.lose(executor);
        }
        Launch last = play.running.get(play.attempt(0, 0));
        assertEquals(SchedulerAction.LaunchMode.ALONE, last.mode(), "so that no neighbour is blamed");

        play.lose(last.executor().name());

        JobFailure.PoisonPartition failure = assertInstanceOf(JobFailure.PoisonPartition.class, failure());
        assertEquals(0, failure.partition());
        assertEquals(3, failure.losses().size());
    }

    // --- silence ---

    @Test
    void aSilentExecutorIsSuspectAfterTwoSecondsAndLostAfterTen() {
        play.remoteExecutor("a", 1).executor("b", 1).submit(1, result(0, 6));
        long zombie = play.attempt(0, 0);
        play.tick(3 * SECOND);
        play.succeed(0, 1);
        assertTrue(play.last(Launch.class).stream()
                .noneMatch(launch -> launch.executor().equals(id("a"))));

        play.tick(7 * SECOND);
        assertEquals(List.of(new SchedulerAction.Fence(id("a"))), play.last(SchedulerAction.Fence.class));
        play.finish(zombie, 0);

        assertEquals(List.of(), play.last(ResultsAccepted.class), "a fenced executor contributes nothing");
        assertEquals(List.of(new SchedulerAction.Fence(id("a"))), play.last(SchedulerAction.Fence.class));
        assertEquals(1, play.scheduler.counters().fencedMessages());
    }

    @Test
    void aFencedLifeIsNotLetInAgainButItsSuccessorIs() {
        play.remoteExecutor("a", 1);
        play.tick(10 * SECOND);
        play.submit(1, result(0, 1));

        play.remoteExecutor("a", 1);
        assertEquals(List.of(), play.runningPartitions(0));
        play.send(new ExecutorRegistered(new ExecutorId("a", 1), 1, Liveness.HEARTBEATS, OutputKeeper.EXECUTOR));

        assertEquals(List.of(0), play.runningPartitions(0));
    }

    // --- content that changes ---

    @Test
    void recomputedOutputWithOtherContentUndoesEverythingMadeFromTheOld() {
        play.executor("a", 1).executor("b", 2).submit(1, map(0, 2), map(1, 1, 0), result(2, 2, 1, 0));
        play.finish(play.attempt(0, 0), 10);
        play.finish(play.attempt(0, 1), 11);
        play.succeedAll(1);
        play.succeed(2, 0);
        play.lose("a");

        play.finish(play.attempt(0, 0), 99);

        assertEquals(List.of(new ResultsDiscarded(new JobId(1))), play.last(ResultsDiscarded.class));
        assertEquals(List.of(0), play.runningPartitions(1), "the middle stage is computed from the new content");
        long stale = play.attempt(2, 1);
        play.finish(stale, 0);
        assertEquals(List.of(), play.last(ResultsAccepted.class), "made from the old content");
        play.succeedAll(1);
        play.succeedAll(2);
        assertEquals(List.of(new JobSucceeded(new JobId(1))), play.last(JobSucceeded.class));
    }

    @Test
    void recomputedOutputWithTheSameContentDisturbsNobody() {
        play.executor("a", 1).executor("b", 2).submit(1, map(0, 1), result(1, 2, 0));
        play.finish(play.attempt(0, 0), 10);
        play.succeed(1, 0);
        play.lose("a");

        play.finish(play.attempt(0, 0), 10);

        assertEquals(List.of(), play.last(ResultsDiscarded.class));
    }

    @Test
    void resultsThatWereHandedOutCannotBeTakenBackSoTheJobFails() {
        play.executor("a", 1).executor("b", 1);
        play.send(new JobSubmitted(new JobId(1), List.of(map(0, 1), result(1, 3, 0)), Delivery.STREAMED));
        play.finish(play.attempt(0, 0), 10);
        play.succeed(1, 1);
        play.lose("a");
        play.succeed(1, 2);

        play.finish(play.attempt(0, 0), 99);

        assertEquals(new JobFailure.ResultsAlreadyDelivered(new ShuffleId(0), 0), failure());
    }

    // --- second attempts ---

    @Test
    void aSlowTaskGetsACopyElsewhereAndTheFirstToFinishWins() {
        play.executor("a", 1).executor("b", 1);
        play.submit(1, result(0, 4).with(Trait.SPECULATABLE));
        play.now += SECOND;
        long slow = play.attempt(0, 0);
        for (int partition : List.of(1, 2, 3)) {
            play.succeed(0, partition);
        }
        play.tick(2 * SECOND);
        assertEquals(List.of(), play.last(Launch.class));

        play.tick(4 * SECOND);
        Launch copy = play.last(Launch.class).get(0);
        assertEquals(SchedulerAction.LaunchMode.COPY, copy.mode());
        assertEquals(id("b"), copy.executor());
        play.finish(copy.firstAttempt(), 0);

        assertEquals(List.of(new Kill(id("a"), slow, 1)), play.last(Kill.class));
        play.giveBack(slow);
        assertTrue(play.isAtRest());
    }

    @Test
    void queuedWorkMovesFromABusyExecutorToAnIdleOne() {
        play.executor("a", 1).submit(1, result(0, 8));
        assertEquals(4, play.runningPartitions(0).size());
        play.executor("b", 1);
        for (int partition : List.of(4, 5, 6, 7)) {
            play.succeed(0, partition);
        }

        SchedulerAction.Revoke revoke = play.last(SchedulerAction.Revoke.class).get(0);
        assertEquals(id("a"), revoke.executor());
        assertEquals(2, revoke.count());
        play.giveBack(revoke.firstAttempt());

        assertEquals(id("b"), play.last(Launch.class).get(0).executor());
    }

    // --- cancellation ---

    @Test
    void cancellingStopsWhatOnlyThisJobNeeds() {
        play.executor("e", 4);
        play.submit(1, map(0, 2), map(1, 2), result(2, 1, 0, 1));
        play.submit(2, map(0, 2), result(3, 1, 0));

        play.send(new JobCancelled(new JobId(1), "user"));

        assertEquals(new JobFailure.Cancelled("user"), failure());
        assertEquals(List.of(new Kill(id("e"), play.attempt(1, 0), 2)), play.last(Kill.class));
        play.giveBack(play.attempt(1, 0));
        play.giveBack(play.attempt(1, 1));
        play.succeedAll(0);
        play.succeedAll(3);
        assertTrue(play.isAtRest());
    }

    // --- nonsense ---

    @Test
    void nonsenseIsRefusedAndChangesNothing() {
        play.executor("e", 1).submit(1, map(0, 1), result(1, 1, 0));
        SchedulerCounters before = play.scheduler.counters();

        assertThrows(IllegalArgumentException.class, () -> play.submit(1, result(5, 1)));
        assertThrows(IllegalArgumentException.class, () -> play.submit(2, map(6, 1)));
        assertThrows(IllegalArgumentException.class, () -> play.submit(2, result(6, 1, 77)));
        assertThrows(IllegalArgumentException.class, () -> play.submit(2, map(0, 2), result(6, 1, 0)));
        assertThrows(
                IllegalArgumentException.class,
                () -> play.report(id("e"), new AttemptReport.Succeeded(0, 1, new long[0], 1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> play.report(
                        id("e"),
                        new AttemptReport.Failed(0, new AttemptFailure.FetchFailed(new ShuffleId(0), 0, 0, "x"))));

        assertEquals(before, play.scheduler.counters());
    }

    private JobFailure failure() {
        return play.last(JobFailed.class).get(0).failure();
    }

    private List<PartitionRange> unregistered() {
        return play.last(MapOutputsUnregistered.class).stream()
                .map(MapOutputsUnregistered::partitions)
                .toList();
    }

    private static List<PartitionRange> partitions(List<ResultsAccepted> accepted) {
        return accepted.stream().map(ResultsAccepted::partitions).toList();
    }
}
