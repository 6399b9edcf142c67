package io.vonk.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.config.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {
    private record Run(int exitCode, String out, String err) {}

    @Test
    void helpListsTheCommandsAndTheExitCodes() {
        Run run = vonk("--help");

        assertEquals(ExitCodes.OK, run.exitCode());
        for (String command : List.of("version", "config", "security", "simulate", "demo", "run-example")) {
            assertTrue(run.out().contains("\n  " + command), run.out());
        }
        assertTrue(run.out().contains("70  Vonk itself failed"), run.out());
        assertEquals("", run.err());
    }

    @Test
    void versionNamesVonkItsCommitAndJava() {
        Run run = vonk("version");

        assertEquals(ExitCodes.OK, run.exitCode());
        assertTrue(run.out().matches("(?s)vonk \\d+\\.\\d+\\.\\d+\\S* \\(commit [0-9a-z]+\\)\\Rjava .*"), run.out());
        assertTrue(run.out().contains(System.getProperty("java.runtime.version")), run.out());
    }

    @Test
    void simulatePlaysSchedulesFromASeed() {
        Run run = vonk("simulate", "--schedules", "200", "--seed", "5");

        assertEquals(ExitCodes.OK, run.exitCode());
        assertTrue(run.out().contains("200 schedules, each played twice"), run.out());
        assertTrue(run.out().contains("no invariant was broken"), run.out());
    }

    @Test
    void configShowsEverySettingAndWhereItsValueCameFrom() {
        Run run = vonk(Map.of("VONK_PROGRESS", "off", "VONK_HEAP", "4g"), "config");

        assertEquals(ExitCodes.OK, run.exitCode(), run.err());
        List<String> lines = run.out().lines().toList();
        int progress = lines.indexOf("vonk.progress = off");
        assertTrue(progress >= 0, run.out());
        assertEquals("    from: environment variable VONK_PROGRESS", lines.get(progress + 1));
        assertEquals("    " + Settings.PROGRESS.doc(), lines.get(progress + 2));
        assertEquals(3 * Settings.ALL.size(), lines.size());
    }

    @Test
    void configNamesASettingThatIsWrong() {
        Run run = vonk(Map.of("VONK_FUSION", "maybe"), "config");

        assertEquals(ExitCodes.JOB_FAILED, run.exitCode());
        assertTrue(run.err().startsWith("vonk: vonk.fusion is 'maybe'"), run.err());
    }

    @Test
    void noCommandIsAUsageError() {
        Run run = vonk();

        assertEquals(ExitCodes.USAGE, run.exitCode());
        assertTrue(run.err().contains("which command?"), run.err());
    }

    @Test
    void unknownCommandNamesTheNearestOne() {
        Run run = vonk("verison");

        assertEquals(ExitCodes.USAGE, run.exitCode());
        assertEquals(
                List.of("vonk: unknown command 'verison'", "Did you mean 'version'?", "See 'vonk --help'."),
                run.err().lines().toList());
        assertEquals("", run.out());
    }

    @Test
    void unknownOptionNamesTheNearestOne() {
        Run run = vonk("version", "--verbos");

        assertEquals(ExitCodes.USAGE, run.exitCode());
        assertEquals(
                List.of("vonk: unknown option '--verbos'", "Did you mean '--verbose'?", "See 'vonk version --help'."),
                run.err().lines().toList());
    }

    @Test
    void aWordLikeNoOtherGetsNoSuggestion() {
        Run run = vonk("xyzzy");

        assertEquals(ExitCodes.USAGE, run.exitCode());
        assertFalse(run.err().contains("Did you mean"), run.err());
    }

    @Test
    void runExampleWithoutANameListsTheExamples() {
        Run run = vonk("run-example");

        assertEquals(ExitCodes.USAGE, run.exitCode());
        assertTrue(run.err().contains("  Greeting  Greets its arguments."), run.err());
        assertTrue(run.err().contains("  Failing   Fails as a job does."), run.err());
    }

    @Test
    void unknownExampleNamesTheNearestOne() {
        Run run = vonk("run-example", "Greetings");

        assertEquals(ExitCodes.USAGE, run.exitCode());
        assertTrue(run.err().contains("Did you mean 'Greeting'?"), run.err());
    }

    @Test
    void anExampleGetsItsOwnOptions() {
        PrintStream original = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Run run;
        try {
            run = vonk("run-example", "greeting", "--lines", "3", "input.txt");
        } finally {
            System.setOut(original);
        }

        assertEquals(ExitCodes.OK, run.exitCode(), run.err());
        assertEquals(
                "greeting [--lines, 3, input.txt]",
                printed.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void aFailureSaysWhatWhereAndWhyWithoutAStackTrace() {
        Run run = vonk("run-example", "Failing");

        assertEquals(ExitCodes.JOB_FAILED, run.exitCode());
        List<String> lines = run.err().lines().toList();
        assertEquals("vonk: Failing failed", lines.get(0));
        assertEquals("  what   trips.csv, line 12: expected a number", lines.get(2));
        assertEquals("         got \"abc\"", lines.get(3));
        assertTrue(lines.get(4).matches(" {2}where {2}Failing\\.java:\\d+, in Failing\\.main"), lines.get(4));
        assertEquals("  why    NumberFormatException: For input string: \"abc\"", lines.get(5));
        assertTrue(lines.get(6).startsWith("  next   "), lines.get(6));
        assertEquals(7, lines.size(), run.err());
    }

    @Test
    void verbosePrintsTheStackTrace() {
        Run byOption = vonk("run-example", "Failing", "--verbose");
        Run byEnvironment = vonk(Map.of("VONK_VERBOSE", "1"), "run-example", "Failing");

        assertTrue(byOption.err().contains("\tat io.vonk.cli.program.Failing.main"), byOption.err());
        assertTrue(byEnvironment.err().contains("\tat io.vonk.cli.program.Failing.main"), byEnvironment.err());
    }

    @Test
    void aMissingDemoIsAnInternalError() {
        Run run = vonk("demo");

        assertEquals(ExitCodes.INTERNAL, run.exitCode());
        assertTrue(run.err().contains("TaxiRevenue is not on the class path"), run.err());
    }

    private static Run vonk(String... args) {
        return vonk(Map.of(), args);
    }

    private static Run vonk(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(args, environment, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Run(exitCode, out.toString(), err.toString());
    }
}
