package io.vonk.internal.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.OutputException;
import io.vonk.internal.output.ModelFileSystem.Crash;
import io.vonk.internal.output.ModelFileSystem.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of the protocol is the last one, or fails, in every scenario. */
class OutputCrashTest {
    private static final OutputOwner FIRST = OutputScenario.owner(1, 1);
    private static final OutputOwner SECOND = OutputScenario.owner(2, 2);
    private static final OutputOwner THIRD = OutputScenario.owner(3, 3);

    /** Nobody catches it, as nobody catches the end of the process. */
    private static final class Crashed extends Error {
        private static final long serialVersionUID = 1;

        Crashed() {
            super("crash", null, false, false);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    static List<OutputScenario> scenarios() {
        return OutputScenario.all();
    }

    /** Runs until operation number {@code crashAt}, where the process dies; the operations that were done. */
    private static List<Operation> runUntil(int crashAt, ModelFileSystem files, Work work) throws IOException {
        List<Operation> done = new ArrayList<>();
        files.beforeOperation = operation -> {
            if (done.size() >= crashAt) {
                throw new Crashed();
            }
            done.add(operation);
        };
        try {
            work.run();
        } catch (Crashed crashed) {
            assertEquals(crashAt, done.size());
        } finally {
            files.beforeOperation = operation -> {};
        }
        return done;
    }

    private static ModelFileSystem prepared(OutputScenario scenario, boolean deletesBackwards) throws IOException {
        ModelFileSystem files = new ModelFileSystem(deletesBackwards);
        scenario.prepare(files);
        return files;
    }

    private static void assertNothingIsLeft(ModelFileSystem files, String what) {
        for (String path : files.paths()) {
            assertTrue(!path.contains("/.vonk") && !path.contains("_vonk"), what + " leaves " + path);
        }
    }

    /** The operations of a job that nothing happens to. */
    private static List<Operation> operations(OutputScenario scenario, boolean deletesBackwards) throws IOException {
        ModelFileSystem files = prepared(scenario, deletesBackwards);
        List<Operation> operations =
                runUntil(Integer.MAX_VALUE, files, () -> scenario.run(files, FIRST, OutputScenario.JOB));
        assertEquals(scenario.newState(OutputScenario.JOB), OutputScenario.read(files));
        scenario.checkSuccessFile(files);
        assertNothingIsLeft(files, "a job without a crash");
        return operations;
    }

    /** Crashing before an operation that only reads is the same as crashing before the one after it. */
    private static List<Integer> crashPoints(List<Operation> operations) {
        List<Integer> points = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            if (!operations.get(i).reads()) {
                points.add(i);
            }
        }
        points.add(operations.size());
        return points;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aCrashAnywhereLeavesOldOrNewAlsoIfRecoveryCrashes(OutputScenario scenario, TestReporter reporter)
            throws IOException {
        int crashes = 0;
        int recoveryCrashes = 0;
        for (boolean backwards :
                scenario.partitions() == 1 && scenario.hive() ? List.of(false, true) : List.of(false)) {
            List<Operation> operations = operations(scenario, backwards);
            Set<String> explored = new HashSet<>();
            Map<String, List<String>> recoveredTo = new HashMap<>();
            for (int point : crashPoints(operations)) {
                ModelFileSystem files = prepared(scenario, backwards);
                runUntil(point, files, () -> scenario.run(files, FIRST, OutputScenario.JOB));
                String what = scenario + " after operation " + point + " of " + operations.size()
                        + (point < operations.size() ? ", before " + operations.get(point) : "");
                for (ModelFileSystem crashed : states(files)) {
                    crashes++;
                    if (!explored.add(crashed.toString() + (point == operations.size()))) {
                        continue;
                    }
                    List<String> seen = OutputScenario.read(crashed);
                    assertTrue(
                            seen.equals(scenario.oldState())
                                    || seen.equals(scenario.newState(OutputScenario.JOB))
                                    || (scenario.hasGap() && seen.equals(OutputScenario.NOTHING)),
                            () -> what + ": a reader finds " + seen + " in " + crashed.paths());
                    recoveryCrashes += recover(scenario, crashed, point == operations.size(), what, recoveredTo);
                }
            }
        }
        reporter.publishEntry("crashes", String.valueOf(crashes));
        reporter.publishEntry("crashes of recovery", String.valueOf(recoveryCrashes));
    }

    /** Everything that may be there after a crash now. */
    private static List<ModelFileSystem> states(ModelFileSystem files) {
        List<ModelFileSystem> states = new ArrayList<>(files.afterLosingAnyChange());
        for (Crash crash : Crash.values()) {
            states.add(files.after(crash));
        }
        return states;
    }

    /**
     * Recovers, also with a crash at every operation of it; how many crashes that were.
     *
     * @param recoveredTo what is known already of states: the content after recovery
     */
    private static int recover(
            OutputScenario scenario,
            ModelFileSystem crashed,
            boolean mustBeNew,
            String what,
            Map<String, List<String>> recoveredTo)
            throws IOException {
        ModelFileSystem recovered = crashed.after(Crash.PROCESS);
        List<Operation> operations = runUntil(
                Integer.MAX_VALUE, recovered, () -> Recovery.recover(recovered, OutputScenario.DESTINATION, SECOND));
        List<String> decided = OutputScenario.read(recovered);
        boolean isNew = decided.equals(scenario.newState(OutputScenario.JOB));
        assertTrue(
                isNew || (!mustBeNew && decided.equals(scenario.oldState())), () -> what + ": recovered to " + decided);
        assertNothingIsLeft(recovered, what);
        if (isNew && !decided.equals(scenario.oldState())) {
            scenario.checkSuccessFile(recovered);
        }
        // Finishing a job has steps that depend on each other, and one file shows all of them; removing one has none.
        boolean committed = crashed.paths().stream().anyMatch(path -> path.endsWith("/" + CommitRecord.FILE));
        boolean oneFile = scenario.partitions() == 1;
        int crashes = 0;
        for (int point : committed || (oneFile && !scenario.hive()) ? crashPoints(operations) : List.<Integer>of()) {
            ModelFileSystem again = crashed.after(Crash.PROCESS);
            runUntil(point, again, () -> Recovery.recover(again, OutputScenario.DESTINATION, SECOND));
            for (ModelFileSystem third : committed && oneFile ? states(again) : List.of(again.after(Crash.PROCESS))) {
                String state = third.toString();
                List<String> after = recoveredTo.get(state);
                if (after == null) {
                    Recovery.recover(third, OutputScenario.DESTINATION, THIRD);
                    assertNothingIsLeft(third, what);
                    after = OutputScenario.read(third);
                    recoveredTo.put(state, after);
                }
                assertEquals(decided, after, () -> what + ", then again after operation " + point + " of recovery");
                crashes++;
            }
        }
        return crashes;
    }

    /** How operations fail. */
    private enum Fault {
        /** One operation fails, as by an error of the disk. */
        ONCE(false, operation -> true),
        /** The disk is full from now on. */
        DISK_FULL(true, Operation::takesSpace),
        /** Nothing may be changed from now on. */
        READ_ONLY(true, operation -> !operation.reads()),
        /** Nothing works any more. */
        GONE(true, operation -> true);

        final boolean lasting;
        final Predicate<Operation> hits;

        Fault(boolean lasting, Predicate<Operation> hits) {
            this.lasting = lasting;
            this.hits = hits;
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aFailureAnywhereIsReportedAsItIsAndTheNextRunCleansUp(OutputScenario scenario, TestReporter reporter)
            throws IOException {
        List<Operation> operations = operations(scenario, false);
        int failures = 0;
        for (Fault fault : Fault.values()) {
            for (int point = 0; point < operations.size(); point++) {
                if (fault.hits.test(operations.get(point))) {
                    failAt(scenario, fault, point, operations.get(point));
                    failures++;
                }
            }
        }
        reporter.publishEntry("failures", String.valueOf(failures));
    }

    private static void failAt(OutputScenario scenario, Fault fault, int point, Operation operation)
            throws IOException {
        String what = scenario + " with " + fault + " at operation " + point + ", " + operation;
        ModelFileSystem files = prepared(scenario, false);
        int[] count = {0};
        files.beforeOperation = each -> {
            int number = count[0]++;
            if (number == point || (number > point && fault.lasting && fault.hits.test(each))) {
                throw new IOException("injected at " + each);
            }
        };
        boolean succeeded = false;
        boolean decided = false;
        try {
            scenario.run(files, FIRST, OutputScenario.JOB);
            succeeded = true;
        } catch (OutputException failed) {
            decided = failed.decided();
            assertTrue(failed.getMessage().contains(OutputScenario.DESTINATION), failed.getMessage());
        } catch (IOException failedInATask) {
            assertTrue(failedInATask.getMessage().contains("injected"), what + ": " + failedInATask);
        }
        files.beforeOperation = each -> {};
        List<String> seen = OutputScenario.read(files);
        if (!decided) {
            assertEquals(succeeded ? scenario.newState(OutputScenario.JOB) : scenario.oldState(), seen, what);
        }
        Recovery.recover(files, OutputScenario.DESTINATION, SECOND);
        List<String> recovered = OutputScenario.read(files);
        boolean isNew = recovered.equals(scenario.newState(OutputScenario.JOB));
        boolean isOld = recovered.equals(scenario.oldState());
        assertTrue(succeeded ? isNew : (decided && isNew) || isOld, () -> what + ": recovered to " + recovered);
        assertNothingIsLeft(files, what);
        if (!isNew) {
            scenario.run(files, SECOND, OutputScenario.OTHER_JOB);
            assertEquals(
                    scenario.newState(OutputScenario.OTHER_JOB), OutputScenario.read(files), what + ", then again");
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aReaderInterruptedByAWholeJobSeesOldOrNew(OutputScenario scenario) throws IOException {
        if (scenario.hasGap()) {
            // Replaced files are gone for a reader that has listed them; it fails then, which is not wrong data.
            return;
        }
        ModelFileSystem quiet = prepared(scenario, false);
        int reads = runUntil(Integer.MAX_VALUE, quiet, () -> OutputScenario.read(quiet))
                .size();
        for (int point = 0; point < reads; point++) {
            ModelFileSystem files = prepared(scenario, false);
            int at = point;
            int[] count = {0};
            files.beforeOperation = operation -> {
                if (count[0]++ == at) {
                    scenario.run(files, FIRST, OutputScenario.JOB);
                }
            };
            List<String> seen = OutputScenario.read(files);
            assertTrue(
                    seen.equals(scenario.oldState()) || seen.equals(scenario.newState(OutputScenario.JOB)),
                    () -> scenario + " during operation " + at + ": a reader finds " + seen);
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aJobInterruptedByAReaderShowsOldUntilItShowsNew(OutputScenario scenario) throws IOException {
        ModelFileSystem files = prepared(scenario, false);
        boolean[] reading = {false};
        boolean[] becameNew = {false};
        boolean differs = !scenario.oldState().equals(scenario.newState(OutputScenario.JOB));
        files.beforeOperation = operation -> {
            if (reading[0]) {
                return;
            }
            reading[0] = true;
            List<String> seen = OutputScenario.read(files);
            boolean isNew = seen.equals(scenario.newState(OutputScenario.JOB));
            boolean gap = scenario.hasGap() && seen.equals(OutputScenario.NOTHING);
            assertTrue(isNew || gap || seen.equals(scenario.oldState()), () -> scenario + ": a reader finds " + seen);
            assertTrue(isNew || !becameNew[0] || !differs, "it showed the new content, and then the old again");
            becameNew[0] |= isNew;
            reading[0] = false;
        };
        scenario.run(files, FIRST, OutputScenario.JOB);
        assertTrue(becameNew[0]);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void ofTwoJobsThatStartTogetherExactlyOneWrites(OutputScenario scenario) throws IOException {
        for (boolean staleLock : new boolean[] {false, true}) {
            int operations = race(scenario, staleLock, Integer.MAX_VALUE);
            for (int point = 0; point < operations; point++) {
                race(scenario, staleLock, point);
            }
        }
    }

    /** Starts a second job between two operations of the first one's start; how many operations that has. */
    private static int race(OutputScenario scenario, boolean staleLock, int point) throws IOException {
        ModelFileSystem files = prepared(scenario, false);
        if (staleLock) {
            files.createWhole(
                    OutputPlaces.of(OutputScenario.DESTINATION).lock(4),
                    "{\"version\":1,\"jobId\":\"dead\",\"host\":\"host\",\"pid\":0,\"startMillis\":0}".getBytes());
        }
        int[] count = {0};
        List<AutoCloseable> winners = new ArrayList<>();
        files.beforeOperation = operation -> {
            if (count[0]++ == point) {
                start(scenario, files, OutputScenario.OTHER_JOB, winners);
            }
        };
        start(scenario, files, OutputScenario.JOB, winners);
        int operations = count[0];
        files.beforeOperation = operation -> {};
        assertEquals(1, winners.size(), () -> scenario + ": jobs that write, with the second starting at " + point);
        OutputException third =
                assertThrows(OutputException.class, () -> start(files, scenario, "00000000000000cc", FIRST));
        assertTrue(third.getMessage().contains("is being written by job 00000000000000"), third.getMessage());
        closeAll(winners);
        closeAll(List.of(start(files, scenario, "00000000000000cc", FIRST)));
        assertNothingIsLeft(files, "a job that was given up");
        return operations;
    }

    private static void start(
            OutputScenario scenario, ModelFileSystem files, String jobId, List<AutoCloseable> winners) {
        try {
            winners.add(start(files, scenario, jobId, FIRST));
        } catch (OutputException lost) {
            assertTrue(lost.getMessage().contains("is being written by job"), lost.getMessage());
        }
    }

    private static AutoCloseable start(
            ModelFileSystem files, OutputScenario scenario, String jobId, OutputOwner owner) {
        return OutputJob.start(scenario.order(files), owner, jobId).orElseThrow();
    }

    private static void closeAll(List<AutoCloseable> jobs) {
        for (AutoCloseable job : jobs) {
            ((OutputJob<?>) job).close();
        }
    }
}
