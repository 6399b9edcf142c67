package io.vonk.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Half a minute of what {@code vonk chaos} does for hours. */
class ChaosTest {
    @TempDir
    Path directory;

    @Test
    @Timeout(300)
    void resultsAreRightWhateverIsKilled() throws IOException {
        List<String> happened = new ArrayList<>();

        Chaos.Report report = Chaos.run(directory.resolve("chaos"), 20, Duration.ofSeconds(30), happened::add);

        assertTrue(report.isGood() && report.jobs() > 0, () -> report.describe() + String.join("\n", happened));
    }
}
