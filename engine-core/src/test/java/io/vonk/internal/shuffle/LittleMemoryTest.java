package io.vonk.internal.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs {@link LittleMemory} in JVMs of 256 MB; takes minutes, so only with {@code -Dvonk.slowTests=true}. */
@EnabledIfSystemProperty(named = "vonk.slowTests", matches = "true")
class LittleMemoryTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"sort, 20000000", "group, 20000000", "join, 20000000", "distinct, 50000000", "hot, 10000000"})
    void finishesInAHeapOf256Megabytes(String scenario, long count) throws Exception {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LittleMemory.class.getName(),
                        scenario,
                        Long.toString(count))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(30, TimeUnit.MINUTES), "still running after 30 minutes");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> read(output));
        assertTrue(read(output).contains(" with a heap of "), () -> read(output));
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
