package io.vonk.internal.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerDirectoryTest {
    @TempDir
    Path root;

    @Test
    void oneWorkerHasADirectoryAtATime() throws IOException {
        Path directory = root.resolve("a directory");
        try (WorkerDirectory taken = WorkerDirectory.open(directory)) {
            ConfigurationException refused =
                    assertThrows(ConfigurationException.class, () -> WorkerDirectory.open(directory));
            assertTrue(refused.getMessage().contains("another worker uses the directory"), refused::getMessage);
            assertTrue(Files.isDirectory(taken.workOf("app-1", "executor-1")));
        }
        WorkerDirectory.open(directory).close();
    }

    @Test
    void workersOfOneMachineFindDirectoriesOfTheirOwn() {
        try (WorkerDirectory first = WorkerDirectory.openBelow(root);
                WorkerDirectory second = WorkerDirectory.openBelow(root)) {
            assertNotEquals(first.root(), second.root());
        }
    }

    @Test
    void whatAnApplicationLeavesIsRemovedAndItsLogsAreKept() throws IOException {
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            Path work = directory.workOf("app-1", "executor-1");
            Files.writeString(work.resolve("spill"), "data");
            Files.writeString(work.resolve("stdout.log"), "printed");
            Path outputs = Files.createDirectories(
                    root.resolve("outputs").resolve("app-app-1").resolve("shuffle-1"));
            Files.writeString(outputs.resolve("0-1.data"), "data");
            Path other = Files.createDirectories(root.resolve("outputs").resolve("app-app-2"));

            directory.cleanProcess("app-1", "executor-1");
            assertFalse(Files.exists(work.resolve("spill")));
            assertTrue(Files.exists(work.resolve("stdout.log")));
            assertTrue(Files.exists(outputs), "map outputs outlive their executor");

            directory.cleanApplication("app-1");
            assertFalse(Files.exists(work));
            assertFalse(Files.exists(outputs));
            assertTrue(Files.exists(other), "what belongs to another application stays");
            assertEquals("printed", Files.readString(root.resolve("logs/app-1/executor-1/stdout.log")));
        }
    }

    @Test
    void whatADeadWorkerHasLeftIsRemovedByTheNext() throws IOException {
        Files.createDirectories(root.resolve("outputs/app-app-1/shuffle-1"));
        Files.createDirectories(root.resolve("work/app-1/executor-1"));
        Files.writeString(root.resolve("work/app-1/executor-1/stdout.log"), "printed");
        Files.writeString(root.resolve("work/app-1/executor-1/spill"), "data");

        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            assertFalse(Files.exists(root.resolve("outputs")));
            assertFalse(Files.exists(root.resolve("work")));
            assertTrue(Files.exists(root.resolve("logs/app-1/executor-1/stdout.log")));
            assertEquals(root.toAbsolutePath().normalize(), directory.root());
        }
    }

    @Test
    void onlySoManyLogsAreKept() throws IOException {
        try (WorkerDirectory directory = WorkerDirectory.open(root)) {
            for (int i = 0; i < 60; i++) {
                Files.writeString(directory.workOf("app-" + i, "executor").resolve("stdout.log"), "printed");
                directory.cleanApplication("app-" + i);
            }
            try (var logs = Files.list(root.resolve("logs"))) {
                assertEquals(50, logs.count());
            }
        }
    }
}
