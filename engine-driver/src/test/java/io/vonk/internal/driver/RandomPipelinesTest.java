package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.vonk.api.VonkSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Programs made at random from all operators must give what a simple evaluation by lists gives.
 *
 * <p>{@code -Dvonk.pipelines=N} runs another number of them; {@code -Dvonk.seed=S} runs one.
 */
class RandomPipelinesTest {
    private static final int PIPELINES = Integer.getInteger("vonk.pipelines", 80);
    private static final Long ONLY = Long.getLong("vonk.seed");

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Backend.class)
    @Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyPipelineGivesWhatTheOracleGives(Backend backend) throws IOException {
        Path scratch = Files.createDirectory(directory.resolve("scratch"));
        RunningSession engine = backend.start(scratch);
        int compared = 0;
        try (VonkSession vonk = new VonkSession(engine.session(), 1)) {
            vonk.setCheckpointDir(directory.resolve("checkpoints").toString());
            long first = ONLY == null ? backend.ordinal() * 1_000_000L : ONLY;
            long end = ONLY == null ? first + PIPELINES : first + 1;
            for (long seed = first; seed < end; seed++) {
                Pipeline pipeline = Pipeline.random(seed);
                String difference = difference(vonk, pipeline);
                if (difference == null) {
                    compared++;
                } else if (!difference.isEmpty()) {
                    report(backend, vonk, seed, pipeline, difference);
                }
            }
        }
        assertTrue(ONLY != null || compared > PIPELINES / 3, compared + " of " + PIPELINES + " were small enough");
        Leftovers.assertNone(engine, scratch);
    }

    private static void report(Backend backend, VonkSession vonk, long seed, Pipeline pipeline, String difference) {
        Pipeline shrunk = pipeline.shrunk(smaller -> isDifferent(difference(vonk, smaller)));
        String small = difference(vonk, shrunk);
        fail(backend + ", seed " + seed + ": " + pipeline + "\n  " + difference + "\nshrunk to: " + shrunk + "\n  "
                + small
                + "\nreproduce: mvn -pl engine-driver -am test -Dtest=RandomPipelinesTest -Dvonk.seed=" + seed
                + " -Dsurefire.failIfNoSpecifiedTests=false");
    }

    private static boolean isDifferent(String difference) {
        return difference != null && !difference.isEmpty();
    }

    /** Null if both agree, empty if the pipeline is too large to be worth while, else the difference. */
    private static String difference(VonkSession vonk, Pipeline pipeline) {
        Object expected;
        try {
            expected = Oracle.result(pipeline);
        } catch (Oracle.TooLarge e) {
            return "";
        } catch (Exception e) {
            throw new AssertionError("the oracle cannot evaluate " + pipeline, e);
        }
        Object actual;
        try {
            actual = new PipelineOnVonk(vonk).result(pipeline);
        } catch (RuntimeException | Error e) {
            StringBuilder text = new StringBuilder("failed: " + e);
            for (Throwable cause = e; cause != null && cause.getCause() != cause; cause = cause.getCause()) {
                text.append("\n    ").append(cause);
                for (int i = 0; i < Math.min(8, cause.getStackTrace().length); i++) {
                    text.append("\n      at ").append(cause.getStackTrace()[i]);
                }
            }
            return text.toString();
        }
        return expected == null
                ? actual == null ? null : "expected null, got " + shortened(actual)
                : expected.equals(actual)
                        ? null
                        : "expected " + shortened(expected) + "\n  got      " + shortened(actual);
    }

    private static String shortened(Object result) {
        String text = String.valueOf(result);
        return text.length() <= 400 ? text : text.substring(0, 400) + "… (" + text.length() + " characters)";
    }
}
