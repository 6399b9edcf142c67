package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.error.JobFailedException;
import io.vonk.internal.file.FileTrees;
import io.vonk.internal.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that spill, and directories that cannot be written any more. */
class UnwritableDirectoriesTest {
    private static final long RECORDS = 200_000;
    private static final long MEMORY_BYTES = 4L << 20;

    @TempDir
    Path directory;

    private VonkSession open(List<Path> roots) {
        LocalOptions options = new LocalOptions(Backend.prefix() + "unwritable", 2, MEMORY_BYTES, roots, false, false);
        RunningSession engine = Backend.started(
                options, new LocalBackend(options, Clock.SYSTEM, UnwritableDirectoriesTest.class.getClassLoader()));
        return new VonkSession(engine.session(), 42);
    }

    /** Puts a file where the session's directory was: not even an administrator, whom tests may run as, can write there. */
    private static void spoil(Path root) throws IOException {
        Path own;
        try (Stream<Path> found = Files.list(root)) {
            own = found.findFirst().orElseThrow();
        }
        FileTrees.delete(own);
        Files.writeString(own, "a file");
    }

    private static Rdd<String> sorted(VonkSession vonk) {
        return vonk.range(0, RECORDS, 1, 2).mapToObj(i -> text(RECORDS - 1 - i)).sortBy(text -> text, true, 2);
    }

    private static String text(long number) {
        return String.format("a text of some length that takes memory %08d", number);
    }

    @Test
    void jobsGoOnWithTheDirectoriesThatAreLeft() throws IOException {
        Path good = directory.resolve("good");
        Path bad = directory.resolve("bad");
        try (VonkSession vonk = open(List.of(bad, good))) {
            spoil(bad);
            assertEquals(
                    LongStream.range(0, RECORDS)
                            .mapToObj(UnwritableDirectoriesTest::text)
                            .toList(),
                    sorted(vonk).collect());
        }
    }

    @Test
    void aJobWithoutAnyFailsAndSaysSo() throws IOException {
        Path first = directory.resolve("first");
        Path second = directory.resolve("second");
        try (VonkSession vonk = open(List.of(first, second))) {
            spoil(first);
            spoil(second);

            JobFailedException failure =
                    assertThrows(JobFailedException.class, () -> sorted(vonk).collect());

            assertTrue(failure.getMessage().contains("no directory for scratch files is left"), failure::getMessage);
            assertTrue(failure.getMessage().contains(first.toString()), failure::getMessage);
            assertEquals(10L, vonk.range(0, 10).count(), "what needs no directory still runs");
        }
    }
}
