package io.vonk.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecurityCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void initSaysWhatItMadeAndWhatToDoWithItButNoSecret() throws IOException {
        Path directory = folder.resolve("keys");

        assertEquals(ExitCodes.OK, vonk("security", "init", directory.toString()), err.toString());

        String told = out.toString();
        for (String name : List.of("secret", "node.p12", "trust.p12", "password", "authority.p12")) {
            assertTrue(Files.exists(directory.resolve(name)), name);
            assertTrue(told.contains("\n  " + name + " "), told);
        }
        assertTrue(told.contains("vonk.security.dir = " + directory), told);
        assertTrue(told.contains("rsync -a"), told);
        for (String name : List.of("secret", "password")) {
            assertFalse(told.contains(Files.readString(directory.resolve(name)).strip()), name);
        }
    }

    @Test
    void initRefusesWhatIsThere() throws IOException {
        Path mine = Files.writeString(folder.resolve("mine"), "mine");

        assertEquals(ExitCodes.JOB_FAILED, vonk("security", "init", folder.toString()));

        assertTrue(
                err.toString().startsWith("vonk: the directory " + folder + " exists and is not empty"),
                err.toString());
        assertEquals("", out.toString());
        assertEquals("mine", Files.readString(mine));
    }

    @Test
    void initNeedsADirectory() {
        assertEquals(ExitCodes.USAGE, vonk("security", "init"));

        assertTrue(err.toString().contains("DIR"), err.toString());
        assertTrue(err.toString().contains("See 'vonk security init --help'."), err.toString());
    }

    @Test
    void securityAloneIsAUsageError() {
        assertEquals(ExitCodes.USAGE, vonk("security"));

        assertTrue(err.toString().contains("which command? 'vonk security init DIR'"), err.toString());
    }

    @Test
    void anUnknownCommandNamesTheNearestOne() {
        assertEquals(ExitCodes.USAGE, vonk("security", "inti"));

        assertTrue(err.toString().contains("Did you mean 'init'?"), err.toString());
    }

    private int vonk(String... args) {
        return Main.run(args, Map.of(), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
