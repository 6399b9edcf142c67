package io.vonk.internal.master;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.internal.id.ApplicationId;
import io.vonk.internal.id.SubmissionId;
import io.vonk.internal.id.WorkerId;
import io.vonk.internal.master.DriverRecord.State;
import io.vonk.internal.master.MasterAction.CleanApplication;
import io.vonk.internal.master.MasterAction.DisconnectWorker;
import io.vonk.internal.master.MasterAction.EndApplication;
import io.vonk.internal.master.MasterAction.LaunchDriver;
import io.vonk.internal.master.MasterAction.LaunchExecutor;
import io.vonk.internal.master.MasterAction.Persist;
import io.vonk.internal.master.MasterAction.StopDriver;
import io.vonk.internal.master.MasterAction.StopExecutor;
import io.vonk.internal.master.MasterAction.TellApplication;
import io.vonk.internal.master.MasterEvent.ApplicationDemand;
import io.vonk.internal.master.MasterEvent.ApplicationDisconnected;
import io.vonk.internal.master.MasterEvent.ApplicationEnded;
import io.vonk.internal.master.MasterEvent.ApplicationRegistered;
import io.vonk.internal.master.MasterEvent.DriverExited;
import io.vonk.internal.master.MasterEvent.DriverKillRequested;
import io.vonk.internal.master.MasterEvent.DriverSubmitted;
import io.vonk.internal.master.MasterEvent.ExecutorExited;
import io.vonk.internal.master.MasterEvent.HeldDriver;
import io.vonk.internal.master.MasterEvent.HeldExecutor;
import io.vonk.internal.master.MasterEvent.Recovered;
import io.vonk.internal.master.MasterEvent.Tick;
import io.vonk.internal.master.MasterEvent.WorkerDisconnected;
import io.vonk.internal.master.MasterEvent.WorkerHeard;
import io.vonk.internal.master.MasterEvent.WorkerRegistered;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule of the master once. */
class MasterTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long GIB = 1L << 30;

    private static final WorkerId ONE = new WorkerId("one");
    private static final WorkerId TWO = new WorkerId("two");
    private static final ApplicationId A = new ApplicationId("app-a");
    private static final ApplicationId B = new ApplicationId("app-b");
    private static final ApplicationId C = new ApplicationId("app-c");

    private Master master = new Master(1);
    private long now = 5 * SECOND;

    // ---- sharing --------------------------------------------------------------------------------------------------

    @Test
    void anApplicationGetsAnExecutorOnEachWorkerWithAllItsCores() {
        worker(ONE, 4);
        worker(TWO, 2);

        List<LaunchExecutor> launched = launches(register(A, spec(0, 0, 0)));

        assertEquals(
                List.of(ONE, TWO), launched.stream().map(LaunchExecutor::worker).toList());
        assertEquals(List.of(4, 2), launched.stream().map(LaunchExecutor::cores).toList());
        assertEquals("driver:1", launched.get(0).driverAddress());
        assertTrue(!launched.get(0).executor().equals(launched.get(1).executor()));
    }

    @Test
    void whatAnApplicationAsksForIsRespected() {
        worker(ONE, 8);
        assertEquals(
                List.of(3, 3),
                coresOf(launches(register(A, spec(7, 3, 0)))),
                "two of three cores; one more is too many");
        on(new ApplicationEnded(A));
        exitAll(A);
        assertEquals(List.of(2), coresOf(launches(register(B, spec(0, 2, 1)))), "one executor at most");
        on(new ApplicationEnded(B));
        exitAll(B);
        assertEquals(List.of(5), coresOf(launches(register(C, spec(5, 0, 0)))), "five cores at most");
    }

    @Test
    void theMemoryOfAWorkerIsRespected() {
        on(new WorkerRegistered(ONE, "one:1", 8, 2 * GIB, List.of(), List.of()));
        assertEquals(2, launches(register(A, spec(0, 1, 0))).size());
    }

    @Test
    void coresThatBecomeFreeGoToThoseWhoHaveFewest() {
        worker(ONE, 4);
        register(A, spec(3, 1, 0));
        register(B, spec(0, 1, 0));
        assertEquals(1, master.view().applications().get(1).cores());

        worker(TWO, 2);

        assertEquals(3, master.view().applications().get(1).cores());
    }

    @Test
    void whoeverHasWaitedForASecondGetsWhatIdleOnesHold() {
        worker(ONE, 2);
        register(A, spec(0, 0, 0));
        on(new ApplicationDemand(A, 0));
        assertTrue(stops(register(B, spec(0, 0, 0))).isEmpty(), "not at once");
        now += SECOND;

        List<StopExecutor> stopped = stops(on(new Tick()));

        assertEquals(List.of(A), stopped.stream().map(StopExecutor::application).toList());
        assertEquals(List.of(2), coresOf(launches(exit(stopped.get(0).executor(), false))));
        assertEquals(2, coresNow(B));
    }

    @Test
    void whoeverHasWaitedForASecondGetsWhatOthersHaveBeyondTheirShares() {
        worker(ONE, 2);
        register(A, spec(0, 0, 0));
        register(B, spec(0, 0, 0));
        now += SECOND;

        List<StopExecutor> stopped = stops(on(new Tick()));
        assertEquals(1, stopped.size());
        exit(stopped.get(0).executor(), false);

        assertEquals(1, coresNow(A));
        assertEquals(1, coresNow(B));
        for (int i = 0; i < 100; i++) {
            now += SECOND / 2;
            assertTrue(stops(on(new WorkerHeard(ONE))).isEmpty(), "what is shared fairly stays so");
        }
    }

    @Test
    void nothingIsTakenFromAnybodyWhileEverybodyHasSomething() {
        worker(ONE, 3);
        register(A, spec(0, 1, 0));
        on(new ApplicationEnded(A));
        exitAll(A);
        register(B, spec(2, 1, 0));
        register(C, spec(0, 1, 0));
        now += 5 * SECOND;

        assertTrue(stops(on(new Tick())).isEmpty());
    }

    @Test
    void moreApplicationsThanCoresTakeTurnsThatGetLonger() {
        worker(ONE, 1);
        register(A, spec(0, 0, 0));
        register(B, spec(0, 0, 0));
        now += 9 * SECOND;
        on(new WorkerHeard(ONE));
        assertTrue(stops(on(new Tick())).isEmpty(), "the first turn is not over");
        now += SECOND;

        StopExecutor first = only(on(new WorkerHeard(ONE)), StopExecutor.class);
        assertEquals(A, first.application());
        assertEquals(
                B, only(exit(first.executor(), false), LaunchExecutor.class).application());

        now += 9 * SECOND;
        assertTrue(stops(on(new WorkerHeard(ONE))).isEmpty(), "nor is the turn of B");
        now += SECOND;
        StopExecutor second = only(on(new WorkerHeard(ONE)), StopExecutor.class);
        assertEquals(B, second.application());
        assertEquals(
                A, only(exit(second.executor(), false), LaunchExecutor.class).application());

        for (int seconds = 0; seconds < 19; seconds++) {
            now += SECOND;
            assertTrue(stops(on(new WorkerHeard(ONE))).isEmpty(), "the second turn of A is twice as long");
        }
        now += SECOND;
        assertEquals(A, only(on(new WorkerHeard(ONE)), StopExecutor.class).application());
    }

    @Test
    void aTurnEndsByItselfWhenNothingElseHappens() {
        worker(ONE, 1);
        register(A, spec(0, 0, 0));
        register(B, spec(0, 0, 0));
        now += 5 * SECOND;
        on(new WorkerHeard(ONE));

        assertEquals(
                now + 5 * SECOND, only(lastActions, MasterAction.WakeAt.class).nanos());
    }

    @Test
    void noTurnEndsForSomebodyWhoCouldNotBeginInItsPlace() {
        worker(ONE, 2);
        register(A, spec(1, 1, 0));
        register(B, spec(1, 1, 0));
        register(C, spec(0, 2, 0));
        for (int seconds = 0; seconds < 60; seconds++) {
            now += SECOND;
            assertTrue(stops(on(new WorkerHeard(ONE))).isEmpty());
        }
    }

    @Test
    void whoNeedsALargeExecutorGetsItsTurnToo() {
        worker(ONE, 2);
        register(A, spec(0, 0, 0));
        register(B, spec(0, 2, 0));
        now += SECOND;
        StopExecutor stopped = only(on(new WorkerHeard(ONE)), StopExecutor.class);

        LaunchExecutor launched = only(exit(stopped.executor(), false), LaunchExecutor.class);

        assertEquals(B, launched.application());
        assertEquals(2, launched.cores());
    }

    @Test
    void anApplicationThatWaitsIsToldWhyAndOnce() {
        assertEquals(1, tells(register(A, spec(0, 0, 0)), "no worker is registered"));
        assertEquals(0, tells(on(new Tick()), "waiting"));
        on(new WorkerRegistered(ONE, "one:1", 2, GIB / 2, List.of(), List.of()));
        now += SECOND;
        assertEquals(0, tells(on(new Tick()), "no worker is registered"));
        worker(TWO, 1);
        register(B, spec(0, 0, 0));
        assertEquals(1, master.view().applications().get(0).executors());
    }

    // ---- executors and workers --------------------------------------------------------------------------------------

    @Test
    void anExecutorThatEndsIsReplaced() {
        worker(ONE, 2);
        String executor = launches(register(A, spec(0, 0, 0))).get(0).executor();
        now += 5 * SECOND;

        List<LaunchExecutor> again = launches(exit(executor, true));

        assertEquals(1, again.size());
        assertTrue(!again.get(0).executor().equals(executor));
    }

    @Test
    void executorsThatFailAtTheirStartAreTriedLessAndLessOftenAndThenNoMore() {
        worker(ONE, 2);
        String executor = launches(register(A, spec(0, 0, 0))).get(0).executor();
        List<Long> pauses = new ArrayList<>();
        List<MasterAction> last = List.of();
        for (int i = 1; i < 10; i++) {
            assertTrue(launches(exit(executor, true)).isEmpty(), "not at once");
            long failed = now;
            List<LaunchExecutor> again = List.of();
            while (again.isEmpty()) {
                now += 50 * MILLI;
                on(new WorkerHeard(ONE));
                again = launches(lastActions);
            }
            pauses.add(now - failed);
            executor = again.get(0).executor();
        }
        last = exit(executor, true);

        assertEquals(List.of(100 * MILLI, 200 * MILLI, 400 * MILLI), pauses.subList(0, 3));
        assertEquals(5 * SECOND, pauses.get(8));
        EndApplication end = only(last, EndApplication.class);
        assertTrue(end.why().contains("10 executors in a row"), end::why);
        assertTrue(end.why().contains("it broke"), end::why);
    }

    @Test
    void aWorkerWhoseConnectionEndsIsWaitedForAndKeepsItsExecutors() {
        worker(ONE, 2);
        String executor = launches(register(A, spec(0, 0, 0))).get(0).executor();
        on(new WorkerDisconnected(ONE));
        now += 5 * SECOND;
        on(new Tick());
        assertEquals(2, coresNow(A));

        on(new WorkerRegistered(ONE, "one:1", 2, 16 * GIB, List.of(new HeldExecutor(A, executor, 2, GIB)), List.of()));

        assertEquals(2, coresNow(A));
        assertTrue(launches(lastActions).isEmpty());
    }

    @Test
    void aWorkerThatDoesNotComeBackIsLostWithItsExecutors() {
        worker(ONE, 2);
        register(A, spec(0, 0, 0));
        on(new WorkerDisconnected(ONE));
        now += 10 * SECOND;
        on(new Tick());

        assertEquals(0, coresNow(A));
        assertTrue(master.view().workers().isEmpty());
    }

    @Test
    void aWorkerThatIsSilentIsDisconnected() {
        worker(ONE, 2);
        now += 9 * SECOND;
        on(new WorkerHeard(ONE));
        now += 9 * SECOND;
        on(new Tick());
        assertEquals(1, master.view().workers().size());
        now += SECOND;

        assertEquals(ONE, only(on(new Tick()), DisconnectWorker.class).worker());
    }

    @Test
    void executorsOfAnApplicationThatNobodyKnowsAreCleanedUnlessItRegisters() {
        List<HeldExecutor> held =
                List.of(new HeldExecutor(A, "executor-7", 1, GIB), new HeldExecutor(B, "executor-8", 1, GIB));
        on(new WorkerRegistered(ONE, "one:1", 2, 16 * GIB, held, List.of()));
        register(A, spec(0, 0, 0));
        now += 5 * SECOND;
        on(new WorkerHeard(ONE));
        now += 5 * SECOND;

        List<MasterAction> actions = on(new WorkerHeard(ONE));

        assertEquals(B, only(actions, CleanApplication.class).application());
        assertEquals(1, coresNow(A));
    }

    @Test
    void anApplicationThatHasEndedIsCleanedWhereverItWas() {
        worker(ONE, 2);
        worker(TWO, 2);
        register(A, spec(0, 0, 0));

        List<MasterAction> actions = on(new ApplicationEnded(A));

        assertEquals(
                List.of(ONE, TWO),
                actions.stream()
                        .filter(CleanApplication.class::isInstance)
                        .map(action -> ((CleanApplication) action).worker())
                        .toList());
        assertTrue(master.view().applications().isEmpty());
    }

    @Test
    void anApplicationWhoseConnectionEndsHasTenSecondsToComeBack() {
        worker(ONE, 2);
        register(A, spec(0, 0, 0));
        on(new ApplicationDisconnected(A));
        now += 9 * SECOND;
        on(new WorkerHeard(ONE));
        register(A, spec(0, 0, 0));
        assertEquals(2, coresNow(A));
        on(new ApplicationDisconnected(A));
        now += 5 * SECOND;
        on(new WorkerHeard(ONE));
        now += 5 * SECOND;

        assertEquals(A, only(on(new WorkerHeard(ONE)), CleanApplication.class).application());
    }

    // ---- drivers --------------------------------------------------------------------------------------------------

    @Test
    void aDriverIsWrittenDownBeforeItIsLaunched() {
        worker(ONE, 2);

        List<MasterAction> actions = on(new DriverSubmitted(driver(1), driverSpec(false)));

        assertEquals(State.SUBMITTED, ((Persist) actions.get(0)).driver().state());
        assertEquals(State.RUNNING, ((Persist) actions.get(1)).driver().state());
        assertEquals(ONE, ((LaunchDriver) actions.get(2)).worker());
    }

    @Test
    void driversWaitForRoomAndEndAsTheyDo() {
        on(new DriverSubmitted(driver(1), driverSpec(false)));
        assertEquals(State.SUBMITTED, state(1));
        worker(ONE, 2);
        assertEquals(State.RUNNING, state(1));
        on(new DriverExited(ONE, driver(1), 0, ""));
        assertEquals(State.FINISHED, state(1));
        on(new DriverSubmitted(driver(2), driverSpec(false)));
        on(new DriverExited(ONE, driver(2), 1, "it broke"));
        assertEquals(State.FAILED, state(2));
        on(new DriverSubmitted(driver(3), driverSpec(false)));
        assertEquals(
                driver(3),
                only(on(new DriverKillRequested(driver(3))), StopDriver.class).submission());
        on(new DriverExited(ONE, driver(3), 143, ""));
        assertEquals(State.KILLED, state(3));
        assertThrows(
                IllegalArgumentException.class,
                () -> master.on(new DriverSubmitted(driver(3), driverSpec(false)), now));
    }

    @Test
    void aDriverThatWasKilledIsNotStartedAgainByTheMasterThatTakesOver() {
        worker(ONE, 2);
        on(new DriverSubmitted(driver(1), driverSpec(true)));
        List<MasterAction> kill = on(new DriverKillRequested(driver(1)));
        assertEquals(State.RUNNING, state(1), "it has not ended yet");
        Persist written = only(kill, Persist.class);

        master = new Master(1_000);
        on(new Recovered(List.of(written.driver())));
        List<MasterAction> actions = on(
                new WorkerRegistered(ONE, "one:1", 2, 16 * GIB, List.of(), List.of(new HeldDriver(driver(1), 0, GIB))));

        assertEquals(driver(1), only(actions, StopDriver.class).submission());
        assertEquals(State.KILLED, state(1));
        assertTrue(actions.stream().noneMatch(LaunchDriver.class::isInstance));
    }

    @Test
    void aSupervisedDriverIsStartedAgainAfterPausesThatGrow() {
        worker(ONE, 2);
        on(new DriverSubmitted(driver(1), driverSpec(true)));
        for (long pause = SECOND; pause <= 4 * SECOND; pause *= 2) {
            on(new DriverExited(ONE, driver(1), 1, "it broke"));
            assertEquals(State.RELAUNCHING, state(1));
            now += pause - 1;
            on(new WorkerHeard(ONE));
            assertEquals(State.RELAUNCHING, state(1));
            now += 1;
            on(new WorkerHeard(ONE));
            assertEquals(State.RUNNING, state(1));
        }
    }

    @Test
    void aDriverWhoseWorkerIsLostIsLostUnlessItIsSupervised() {
        worker(ONE, 2);
        on(new DriverSubmitted(driver(1), driverSpec(false)));
        on(new DriverSubmitted(driver(2), driverSpec(true)));
        on(new WorkerDisconnected(ONE));
        now += 10 * SECOND;
        on(new Tick());
        assertEquals(State.LOST, state(1));
        assertEquals(State.RELAUNCHING, state(2));
        worker(TWO, 2);
        now += SECOND;
        on(new Tick());
        assertEquals(State.RUNNING, state(2));
    }

    @Test
    void aMasterThatTakesOverClaimsTheDriversThatStillRun() {
        List<DriverRecord> remembered = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            remembered.add(new DriverRecord(
                    driver(i), driverSpec(false), i == 3 ? State.SUBMITTED : State.RUNNING, i == 3 ? "" : "one", ""));
        }
        master = new Master(1_000);
        on(new Recovered(remembered));
        on(new WorkerRegistered(ONE, "one:1", 2, 16 * GIB, List.of(), List.of(new HeldDriver(driver(1), 0, GIB))));

        assertEquals(State.RUNNING, state(1));
        assertEquals(State.LOST, state(2), "its worker has come back without it");
        assertEquals(State.RUNNING, state(3), "it had not been launched before");
        on(new DriverExited(ONE, driver(1), 0, ""));
        assertEquals(State.FINISHED, state(1));
    }

    @Test
    void aDriverThatNobodyClaimsIsLostAfterTenSeconds() {
        on(new Recovered(List.of(new DriverRecord(driver(1), driverSpec(false), State.RUNNING, "one", ""))));
        now += 10 * SECOND;
        on(new Tick());
        assertEquals(State.LOST, state(1));
    }

    @Test
    void theOldestFinishedDriversAreForgotten() {
        worker(ONE, 2);
        for (int i = 0; i < 205; i++) {
            on(new DriverSubmitted(driver(i), driverSpec(false)));
            on(new DriverExited(ONE, driver(i), 0, ""));
        }
        assertTrue(
                master.view().drivers().size() <= 201,
                () -> master.view().drivers().size() + " are kept");
    }

    // ---- how it is played -------------------------------------------------------------------------------------------

    private List<MasterAction> lastActions = List.of();

    private List<MasterAction> on(MasterEvent event) {
        lastActions = master.on(event, now);
        return lastActions;
    }

    private void worker(WorkerId id, int cores) {
        on(new WorkerRegistered(id, id + ":1", cores, 16 * GIB, List.of(), List.of()));
    }

    private List<MasterAction> register(ApplicationId id, ApplicationSpec spec) {
        return on(new ApplicationRegistered(id, spec));
    }

    private static ApplicationSpec spec(int maxCores, int executorCores, int maxExecutors) {
        return new ApplicationSpec("test", "driver:1", maxCores, executorCores, maxExecutors, GIB);
    }

    private static DriverSpec driverSpec(boolean supervise) {
        return new DriverSpec("test", 0, GIB, supervise, "payload");
    }

    private static SubmissionId driver(int number) {
        return new SubmissionId("driver-" + number);
    }

    private State state(int number) {
        return master.view().drivers().stream()
                .filter(record -> record.submission().equals(driver(number)))
                .findFirst()
                .orElseThrow()
                .state();
    }

    private int coresNow(ApplicationId id) {
        return master.view().applications().stream()
                .filter(application -> application.application().equals(id))
                .mapToInt(MasterView.ApplicationView::cores)
                .sum();
    }

    /** The executor ends, wherever it is. */
    private List<MasterAction> exit(String executor, boolean failed) {
        List<MasterAction> actions = new ArrayList<>();
        for (WorkerId worker : List.of(ONE, TWO)) {
            actions.addAll(on(new ExecutorExited(worker, executor, failed, "it broke")));
        }
        lastActions = actions;
        return actions;
    }

    /** All executors that were ever launched end, as those of an application that has ended do. */
    private void exitAll(ApplicationId ended) {
        for (int i = 1; i < 50; i++) {
            exit("executor-" + i, false);
        }
        assertEquals(0, coresNow(ended));
    }

    private static List<LaunchExecutor> launches(List<MasterAction> actions) {
        return actions.stream()
                .filter(LaunchExecutor.class::isInstance)
                .map(LaunchExecutor.class::cast)
                .toList();
    }

    private static List<StopExecutor> stops(List<MasterAction> actions) {
        return actions.stream()
                .filter(StopExecutor.class::isInstance)
                .map(StopExecutor.class::cast)
                .toList();
    }

    private static List<Integer> coresOf(List<LaunchExecutor> launched) {
        return launched.stream().map(LaunchExecutor::cores).toList();
    }

    private static long tells(List<MasterAction> actions, String text) {
        return actions.stream()
                .filter(action ->
                        action instanceof TellApplication tell && tell.message().contains(text))
                .count();
    }

    private static <T> T only(List<MasterAction> actions, Class<T> type) {
        List<T> found =
                actions.stream().filter(type::isInstance).map(type::cast).toList();
        assertEquals(1, found.size(), () -> "in " + actions);
        return found.get(0);
    }
}
