package io.vonk.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.run.Outcome.Failed;
import io.vonk.bench.run.Outcome.Measured;
import io.vonk.bench.run.Outcome.Unsupported;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes with engines made for the test. */
class ComparisonTest {
    private static final Effort SHORT = new Effort(2, 3, 0, 3);

    @TempDir
    Path directory;

    /** Answers 7 with a digest by its number of runs, so that the last run is seen to count. */
    public static final class Counting implements Engine.Opener {
        @Override
        public Engine open(JobContext context) {
            return new Engine() {
                private long runs;

                @Override
                public String version() {
                    return "Counting 1";
                }

                @Override
                public Optional<PreparedJob> prepare(Job job) {
                    return job == Job.JOIN ? Optional.empty() : Optional.of(() -> Answer.of(7, ++runs));
                }

                @Override
                public void close() {}
            };
        }
    }

    /** Fails in its second run. */
    public static final class Failing implements Engine.Opener {
        @Override
        public Engine open(JobContext context) {
            Engine counting = new Counting().open(context);
            return new Engine() {
                @Override
                public String version() {
                    return "Failing 1";
                }

                @Override
                public Optional<PreparedJob> prepare(Job job) throws Exception {
                    PreparedJob inner = counting.prepare(job).orElseThrow();
                    return Optional.of(() -> {
                        Answer answer = inner.run();
                        if (answer.digest() == 2) {
                            throw new IllegalStateException("the second run fails");
                        }
                        return answer;
                    });
                }

                @Override
                public void close() {}
            };
        }
    }

    private static Rival rival(Class<?> opener) {
        return new Rival(
                opener.getSimpleName(),
                opener.getName(),
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                List.of("-XX:TieredStopAtLevel=1"),
                "64m");
    }

    private Map<Rival, Outcome> measure(Job job, Rival... rivals) throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        return new Measurement(new Setting(1, 0.001, data, "local"), SHORT).of(job, List.of(rivals));
    }

    @Test
    void enginesAreMeasuredAndTheLastRunCounts() throws Exception {
        Rival one = rival(Counting.class);
        Rival two = one.withHeap("two", "32m");
        Rival three = one.withOptions("three", List.of("-Dsomething=1"));
        Map<Rival, Outcome> outcomes = measure(Job.REDUCE_BY_KEY, one, two, three);
        assertEquals(List.of(one, two, three), List.copyOf(outcomes.keySet()));
        for (Outcome outcome : outcomes.values()) {
            Measured measured = assertInstanceOf(Measured.class, outcome);
            assertEquals("Counting 1", measured.version());
            assertEquals(measured.warm().size(), measured.cpu().size());
            assertEquals(Answer.of(7, 1 + measured.warm().size()), measured.answer(), "the cold run and each warm one");
            assertTrue(measured.cold() > 0);
        }
    }

    @Test
    void oneThatFailsDoesNotStopTheOther() throws Exception {
        Map<Rival, Outcome> outcomes = measure(Job.REDUCE_BY_KEY, rival(Failing.class), rival(Counting.class));
        Failed failed = assertInstanceOf(Failed.class, outcomes.get(rival(Failing.class)));
        assertTrue(failed.reason().contains("the second run fails"), failed.reason());
        assertInstanceOf(Measured.class, outcomes.get(rival(Counting.class)));
    }

    @Test
    void oneWithoutTheJobIsLeftOut() throws Exception {
        assertInstanceOf(
                Unsupported.class,
                measure(Job.JOIN, rival(Counting.class)).values().iterator().next());
    }

    @Test
    void anOpenerThatDoesNotExistIsAFailure() throws Exception {
        Rival missing =
                new Rival("missing", "no.such.Opener", rival(Counting.class).classPath(), List.of(), "64m");
        Failed failed = assertInstanceOf(
                Failed.class, measure(Job.REDUCE_BY_KEY, missing).get(missing));
        assertTrue(failed.reason().contains("no.such.Opener"), failed.reason());
    }

    @Test
    void wholeProcessesAreTimedFromOutside() throws Exception {
        Rival rival = rival(Counting.class);
        Measured measured =
                assertInstanceOf(Measured.class, measure(Job.START, rival).get(rival));
        assertEquals(2, measured.warm().size());
        assertFalse(measured.median() <= 0);
    }
}
