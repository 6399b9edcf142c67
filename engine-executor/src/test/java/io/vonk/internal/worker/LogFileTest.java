package io.vonk.internal.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path directory;

    @Test
    void fullFilesAreRenamedAndTheOldestGoes() throws IOException {
        Path file = directory.resolve("logs").resolve("stdout.log");
        try (LogFile log = new LogFile(file, 10, 2)) {
            for (int i = 0; i < 9; i++) {
                write(log, "line" + i + "\n");
            }
        }
        assertEquals(List.of("stdout.log", "stdout.log.1", "stdout.log.2"), names(directory.resolve("logs")));
        assertEquals("line8\n", Files.readString(file));
        assertEquals(
                "line6\nline7\n", Files.readString(directory.resolve("logs").resolve("stdout.log.1")));
        assertEquals(
                "line4\nline5\n", Files.readString(directory.resolve("logs").resolve("stdout.log.2")));
    }

    @Test
    void anotherProcessGoesOnWhereTheFirstHasEnded() throws IOException {
        Path file = directory.resolve("stdout.log");
        for (int i = 0; i < 2; i++) {
            try (LogFile log = new LogFile(file, 100, 2)) {
                write(log, "run" + i + "\n");
            }
        }
        assertEquals("run0\nrun1\n", Files.readString(file));
    }

    @Test
    void whatCannotBeWrittenIsCounted() throws IOException {
        Path blocked = Files.writeString(directory.resolve("blocked"), "a file, not a directory");
        try (LogFile log = new LogFile(blocked.resolve("stdout.log"), 100, 2)) {
            write(log, "lost\n");
            write(log, "lost too\n");
            Files.delete(blocked);
            write(log, "there\n");
        }
        String text = Files.readString(blocked.resolve("stdout.log"));
        assertTrue(text.startsWith("[14 bytes could not be written here]\n"), text);
        assertTrue(text.endsWith("there\n"), text);
    }

    private static void write(LogFile log, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        log.write(bytes, bytes.length);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
