package io.vonk.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path directory;

    @Test
    void thePageListsTheSettingsAsTheyAre() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "configuration.md")).stream()
                .filter(line -> line.startsWith("| `"))
                .toList();

        assertEquals(
                Settings.ALL.stream()
                        .map(s -> "| `" + s.key() + "` | `" + s.environmentVariable() + "` | `" + s.defaultText()
                                + "` | " + s.doc() + " |")
                        .toList(),
                rows);
    }

    @Test
    void theFileOfTheDistributionListsTheSettingsAsTheyAre() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "dist", "src", "conf", "vonk.conf"));
        int first = lines.indexOf("") + 1;

        assertEquals(
                Settings.ALL.stream()
                        .flatMap(s -> List.of("# " + s.doc(), "# " + s.key() + " = " + s.defaultText()).stream())
                        .toList(),
                lines.subList(first, lines.size()).stream()
                        .filter(line -> !line.isEmpty())
                        .toList());
    }

    @Test
    void defaultsCanBeWrittenIntoAFile() throws IOException {
        Path file = Files.write(
                directory.resolve("defaults.conf"),
                Settings.ALL.stream()
                        .map(s -> s.key() + " = " + s.defaultText())
                        .toList());

        assertEquals(Settings.ALL.size(), SettingsFile.read(file).size());
        Settings.ALL.forEach(s -> s.parse(s.defaultText(), new Origin.Default()));
    }

    @Test
    void thereAreAtMostThirty() {
        assertTrue(Settings.ALL.size() <= 30);
    }

    @Test
    void sizesHaveUnitsOf1024() {
        assertEquals(65536, Values.bytes("65536"));
        assertEquals(64L << 10, Values.bytes("64k"));
        assertEquals(512L << 20, Values.bytes("512M"));
        assertEquals(4L << 30, Values.bytes("4g"));
        assertEquals(1L << 40, Values.bytes("1t"));
        for (String wrong : List.of("", "g", "4 g", "-1", "1.5g", "4x", "9999999t", "99999999999999999999")) {
            assertThrows(IllegalArgumentException.class, () -> Values.bytes(wrong), wrong);
        }
    }

    @Test
    void timesNeedAUnit() {
        assertEquals(Duration.ofMillis(200), Values.time("200ms"));
        assertEquals(Duration.ofSeconds(5), Values.time("5s"));
        assertEquals(Duration.ofMinutes(10), Values.time("10m"));
        assertEquals(Duration.ofHours(2), Values.time("2H"));
        assertEquals(Duration.ofDays(1), Values.time("1d"));
        for (String wrong : List.of("", "5", "s", "-5s", "5 s", "1.5s", "5y", "9223372036854775807d")) {
            assertThrows(IllegalArgumentException.class, () -> Values.time(wrong), wrong);
        }
    }
}
