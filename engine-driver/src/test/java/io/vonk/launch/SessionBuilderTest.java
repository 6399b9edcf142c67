package io.vonk.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.VonkSession;
import io.vonk.config.Progress;
import io.vonk.error.ConfigurationException;
import io.vonk.internal.driver.ConsoleProgress;
import io.vonk.internal.driver.JobListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionBuilderTest {
    @TempDir
    private Path directory;

    @Test
    void theMasterDecidesHowManyTasksRunAtOnce() {
        try (VonkSession three = Vonk.builder().master("local[3]").open();
                VonkSession one = Vonk.connect("local");
                VonkSession two = Vonk.local(2)) {
            assertEquals(3, three.defaultParallelism());
            assertEquals(1, one.defaultParallelism());
            assertEquals(2, two.defaultParallelism());
        }
    }

    @Test
    void scratchFilesLieInTheDirectoriesThatAreSet() throws IOException {
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");
        try (VonkSession vonk = Vonk.builder()
                .master("local[1]")
                .set("vonk.local.dirs", first + "," + second)
                .open()) {
            assertEquals(1, vonk.defaultParallelism());
            assertEquals(1, entries(first));
            assertEquals(1, entries(second));
        }
        assertEquals(0, entries(first));
        assertEquals(0, entries(second));
    }

    private static long entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    @Test
    void withoutFusionNoStageGetsCodeOfItsOwn() {
        assertTrue(runsGeneratedCode("on"));
        assertEquals(false, runsGeneratedCode("off"));
    }

    /** Whether the last of many records is mapped by a class of the package that holds generated code. */
    private static boolean runsGeneratedCode(String fusion) {
        long records = 2_000_000;
        try (VonkSession vonk =
                Vonk.builder().master("local[1]").set("vonk.fusion", fusion).open()) {
            List<Boolean> last = vonk.parallelize(List.of(records), 1)
                    .flatMap(n -> Stream.iterate(1L, i -> i + 1).limit(n).iterator())
                    .filter(i -> i > 0)
                    .map(i -> i == records
                            && Arrays.stream(new Throwable().getStackTrace())
                                    .anyMatch(f -> f.getClassName().startsWith("io.vonk.internal.fusion.")))
                    .filter(generated -> generated)
                    .collect();
            return !last.isEmpty();
        }
    }

    @Test
    void progressCanBeForcedAndSilenced() {
        assertInstanceOf(ConsoleProgress.class, SessionBuilder.progress(Progress.ON));
        assertSame(JobListener.NONE, SessionBuilder.progress(Progress.OFF));
    }

    @Test
    void anUnknownKeyFailsWhereItIsSet() {
        SessionBuilder builder = Vonk.builder();

        ConfigurationException failure =
                assertThrows(ConfigurationException.class, () -> builder.set("vonk.fussion", "off"));
        assertTrue(String.valueOf(failure.getMessage()).contains("the nearest is vonk.fusion"), failure.getMessage());
    }

    @Test
    void aMasterThatIsNoneOpensNothing() {
        assertThrows(ConfigurationException.class, () -> Vonk.connect("host:7077"));
        assertThrows(ConfigurationException.class, () -> Vonk.local(0));
    }
}
