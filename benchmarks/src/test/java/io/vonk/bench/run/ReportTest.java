package io.vonk.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Job;
import io.vonk.bench.run.Outcome.Failed;
import io.vonk.bench.run.Outcome.Measured;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import picocli.CommandLine;

class ReportTest {
    private static Outcome ran(double seconds, Answer answer) {
        return new Measured("1", seconds * 3, List.of(seconds * 2, seconds, seconds, seconds), List.of(), 100, answer);
    }

    private static Results results() {
        Results results = new Results();
        results.put(Job.JOIN, "vonk", ran(1, Answer.of(5, 6)));
        results.put(Job.JOIN, "spark", ran(8, Answer.of(5, 6)));
        results.put(Job.SORT_BY_KEY, "vonk", ran(0.05, Answer.of(5, 6)));
        results.put(Job.SORT_BY_KEY, "spark", ran(0.1, Answer.of(5, 6)));
        results.put(Job.K_MEANS, "vonk", ran(1, new Answer(1, 0, 1.0)));
        results.put(Job.K_MEANS, "spark", ran(0.5, new Answer(1, 0, 1.0 + 1e-12)));
        return results;
    }

    @Test
    void meansLossesAndMissedTargetsAreNamed() {
        String summary = new ResultTable(results(), List.of("vonk", "spark")).summary();
        assertTrue(
                summary.contains(
                        "Over 2 shuffle jobs Vonk is 4.0 times as fast as Spark (geometric mean), at least 2.0"),
                summary);
        assertTrue(summary.contains("Slower than Spark: k-means."), summary);
        assertTrue(summary.contains("Target missed: sort-by-key, k-means."), summary);
        assertTrue(summary.contains("All engines gave the same answers."), summary);
    }

    @Test
    void differentAnswersAndFailuresAreComplaints() {
        Results results = results();
        results.put(Job.TERA_SORT, "vonk", ran(1, Answer.of(5, 6)));
        results.put(Job.TERA_SORT, "spark", ran(1, Answer.of(5, 7)));
        results.put(Job.TERA_SORT, "java", new Failed("no disk"));
        assertEquals(2, results.complaints().size(), results.complaints()::toString);
        assertTrue(results.complaints().get(0).startsWith("tera-sort: vonk and spark have different answers"));
        assertEquals("tera-sort: java failed: no disk", results.complaints().get(1));
    }

    @Test
    void theTableHasRatiosAndAllTimes() {
        String table = new ResultTable(results(), List.of("vonk", "spark")).overview();
        assertTrue(table.contains("| 8.0×"), table);
        assertTrue(table.contains("50.0 ms"), table);
        Set<Integer> widths = new HashSet<>();
        table.lines().forEach(line -> widths.add(line.length()));
        assertEquals(1, widths.size(), table);
    }

    @Test
    void theChartIsAnSvgWithABarPerRatio() throws Exception {
        String svg = new ResultChart(results()).svg();
        var document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertEquals(3, document.getElementsByTagName("rect").getLength());
    }

    @Test
    void warmRunsGoOnWhileAnEngineGetsFasterAndEnd() {
        Effort effort = new Effort(2, 10, 10, 1);
        assertTrue(effort.wantsMore(List.of()));
        assertTrue(effort.wantsMore(List.of(20.0)), "two at least");
        assertFalse(effort.wantsMore(List.of(20.0, 20.0)));
        assertTrue(effort.wantsMore(List.of(8.0, 6.0)), "still getting faster");
        assertFalse(effort.wantsMore(List.of(18.0, 15.0)), "but not for ever");
        assertTrue(effort.wantsMore(List.of(3.0, 3.0, 3.0, 3.0)), "too few");
        assertFalse(effort.wantsMore(List.of(3.0, 3.0, 3.0, 3.0, 3.0)));
        assertFalse(effort.wantsMore(List.of(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)));
    }

    @Test
    void yardsticksAreMeasuredLess() {
        Effort effort = Effort.FULL.forYardsticks();
        assertTrue(effort.wantsMore(List.of()));
        assertFalse(effort.wantsMore(List.of(20.0)));
    }

    @Test
    void theMedianIsOfTheSteadyRuns() {
        Measured measured = new Measured("1", 9, List.of(8.0, 7.0, 6.0, 3.0, 2.0, 4.0), List.of(), -1, Answer.NONE);
        assertEquals(3.0, measured.median());
        assertEquals(4.0, measured.slowest());
        assertEquals(2.0, measured.fastest());
    }

    @Test
    void wrongOptionsAreExplained() {
        assertRefused("there is no job 'sort'", "--jobs", "sort");
        assertRefused("there is no engine 'flink'", "--engines", "flink");
        assertRefused("the scale is 0.0", "--scale", "0");
        assertRefused("Unknown option: '--fast'", "--fast");
        assertRefused("--threads is 0", "--threads", "0");
    }

    @Test
    void everyJobIsListed() {
        StringWriter out = new StringWriter();
        CommandLine line = BenchMain.commandLine(new Installation(Path.of("nowhere")));
        line.setOut(new PrintWriter(out));
        assertEquals(0, line.execute("--list"));
        Arrays.stream(Job.values()).forEach(job -> assertTrue(out.toString().contains(job.id()), job.id()));
    }

    private static void assertRefused(String message, String... arguments) {
        StringWriter errors = new StringWriter();
        CommandLine line = BenchMain.commandLine(new Installation(Path.of("nowhere")));
        line.setErr(new PrintWriter(errors));
        assertEquals(2, line.execute(arguments), errors::toString);
        assertTrue(errors.toString().contains(message), errors.toString());
        assertTrue(errors.toString().contains("See 'vonk bench --help'."), errors.toString());
    }
}
