package io.vonk.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VonkConfigTest {
    @TempDir
    private Path directory;

    @Test
    void withoutAnythingAllValuesAreDefaults() {
        VonkConfig config = VonkConfig.resolve(Map.of(), Map.of(), Map.of());

        config.values().forEach(value -> assertEquals(new Origin.Default(), value.origin()));
        assertEquals(
                Runtime.getRuntime().availableProcessors(), ((MasterUrl.Local) config.get(Settings.MASTER)).slots());
        assertEquals(List.of(Path.of(System.getProperty("java.io.tmpdir"))), config.get(Settings.LOCAL_DIRS));
        assertEquals(Progress.AUTO, config.get(Settings.PROGRESS));
        assertEquals(true, config.get(Settings.FUSION));
        assertEquals(Optional.empty(), config.get(Settings.SECURITY_DIR));
        assertEquals(false, config.get(Settings.TLS));
    }

    @Test
    void programComesBeforePropertyBeforeVariableBeforeFile() throws IOException {
        Path file = file("# mine", "", " vonk.master =  local[2] ");
        Map<String, String> code = Map.of("vonk.master", "local[5]");
        Map<String, String> properties = Map.of("vonk.master", "local[4]");
        Map<String, String> variables = Map.of("VONK_MASTER", "local[3]", "VONK_CONF", file.toString());
        Map<String, String> onlyFile = Map.of("VONK_CONF", file.toString());

        assertMaster(5, new Origin.Code(), VonkConfig.resolve(code, properties, variables));
        assertMaster(4, new Origin.SystemProperty("vonk.master"), VonkConfig.resolve(Map.of(), properties, variables));
        assertMaster(3, new Origin.Environment("VONK_MASTER"), VonkConfig.resolve(Map.of(), Map.of(), variables));
        assertMaster(2, new Origin.FileLine(file, 3), VonkConfig.resolve(Map.of(), Map.of(), onlyFile));
    }

    private static void assertMaster(int slots, Origin origin, VonkConfig config) {
        assertEquals(slots, ((MasterUrl.Local) config.get(Settings.MASTER)).slots());
        assertEquals(origin, config.value(Settings.MASTER).origin());
    }

    @Test
    void theFileOfTheDistributionIsReadIfItIsThere() throws IOException {
        Map<String, String> home = Map.of("vonk.home", directory.toString());
        assertEquals(Progress.AUTO, VonkConfig.resolve(Map.of(), home, Map.of()).get(Settings.PROGRESS));

        Files.createDirectory(directory.resolve("conf"));
        Files.writeString(directory.resolve("conf/vonk.conf"), "vonk.progress = off\n");
        assertEquals(Progress.OFF, VonkConfig.resolve(Map.of(), home, Map.of()).get(Settings.PROGRESS));

        Path named = file("vonk.progress = on");
        assertEquals(
                Progress.ON,
                VonkConfig.resolve(
                                Map.of(),
                                Map.of("vonk.home", directory.toString(), "vonk.conf", named.toString()),
                                Map.of("VONK_CONF", "nowhere"))
                        .get(Settings.PROGRESS));
    }

    @Test
    void aNamedFileMustExist() {
        String missing = directory.resolve("missing.conf").toString();

        assertTrue(failure(Map.of(), Map.of("VONK_CONF", missing)).contains(missing));
    }

    @Test
    void unknownKeysOfProgramAndFileNameTheNearest() throws IOException {
        Path file = file("vonk.fusion = on", "vonk.progres = on");

        assertEquals(
                "there is no setting 'local.dir' (set by the program); the nearest is vonk.local.dirs. 'vonk config' lists"
                        + " all.",
                failure(Map.of("local.dir", "/tmp"), Map.of()));
        assertEquals(
                "there is no setting 'vonk.progres' (" + file
                        + ", line 2); the nearest is vonk.progress. 'vonk config' lists all.",
                failure(Map.of(), Map.of("VONK_CONF", file.toString())));
    }

    @Test
    void unknownOrEmptyPropertiesAndVariablesAreSomebodyElses() {
        VonkConfig config = VonkConfig.resolve(
                Map.of(),
                Map.of("vonk.home", directory.toString(), "vonk.progres", "on", "vonk.master", ""),
                Map.of("VONK_HEAP", "4g", "VONK_JAVA_OPTS", "-ea", "VONK_MASTER", " "));

        config.values().forEach(value -> assertEquals(new Origin.Default(), value.origin()));
    }

    @Test
    void aBadValueNamesKeyOriginAndWhatIsExpected() {
        assertEquals(
                "vonk.fusion is 'maybe' (environment variable VONK_FUSION), but must be on or off",
                failure(Map.of(), Map.of("VONK_FUSION", "maybe")));
        for (String url : List.of(
                "",
                "local[0]",
                "local[]",
                "local[10000]",
                "local[-1]",
                "local[4",
                "vonk://",
                "vonk://a b",
                "vonk://h:x")) {
            assertTrue(failure(Map.of("vonk.master", url), Map.of()).contains("local[N]"), url);
        }
        assertTrue(failure(Map.of("vonk.local.dirs", "/a,,/b"), Map.of()).contains("commas"));
        assertTrue(failure(Map.of("vonk.progress", "sometimes"), Map.of()).contains("auto, on or off"));
    }

    @Test
    void badLinesAreNamed() throws IOException {
        for (String line : List.of("vonk.master", "= local", "vonk.master =")) {
            Path file = file("# first", line);
            String message = failure(Map.of(), Map.of("VONK_CONF", file.toString()));
            assertTrue(message.startsWith(file + ", line 2: expected 'key = value'"), message);
        }
        Path twice = file("vonk.fusion = on", "vonk.fusion = off");
        String message = failure(Map.of(), Map.of("VONK_CONF", twice.toString()));
        assertTrue(message.startsWith(twice + ", line 2: vonk.fusion is set already in line 1"), message);
    }

    @Test
    void directoriesMayBeSeveral() {
        VonkConfig config =
                VonkConfig.resolve(Map.of("vonk.local.dirs", " /a b, ${java.io.tmpdir}/c "), Map.of(), Map.of());

        assertEquals(
                List.of(Path.of("/a b"), Path.of(System.getProperty("java.io.tmpdir") + "/c")),
                config.get(Settings.LOCAL_DIRS));
    }

    @Test
    void theSecurityDirectoryIsAPathOrNone() {
        assertEquals(Optional.of(Path.of("/etc/vonk keys")), securityDirectory(" /etc/vonk keys "));
        assertEquals(Optional.of(Path.of("./none")), securityDirectory("./none"));
        assertEquals(Optional.empty(), securityDirectory("none"));
        assertTrue(failure(Map.of("vonk.security.dir", ""), Map.of()).contains("must be a directory, or none"));
    }

    private static Optional<Path> securityDirectory(String text) {
        return VonkConfig.resolve(Map.of("vonk.security.dir", text), Map.of(), Map.of())
                .get(Settings.SECURITY_DIR);
    }

    private Path file(String... lines) throws IOException {
        return Files.write(directory.resolve("my.conf"), List.of(lines));
    }

    private static String failure(Map<String, String> code, Map<String, String> environment) {
        return String.valueOf(
                assertThrows(ConfigurationException.class, () -> VonkConfig.resolve(code, Map.of(), environment))
                        .getMessage());
    }
}
