package io.vonk.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.VonkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchDirectoryTest {
    @TempDir
    Path root;

    private long entries(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.count();
        }
    }

    @Test
    void filesGoToTheRootsInTurnUnderDifferentNames() throws IOException {
        Path a = root.resolve("a");
        Path b = root.resolve("b");
        try (ScratchDirectory scratch = ScratchDirectory.create(List.of(a, b))) {
            Path first = scratch.newFile("spill");
            Path second = scratch.newFile("spill");
            Path third = scratch.newFile("spill");
            assertTrue(first.startsWith(a) && second.startsWith(b) && third.startsWith(a));
            assertNotEquals(first, third);
            Files.writeString(first, "x");
            assertTrue(first.getFileName().toString().startsWith("spill-"));
        }
        assertEquals(0, entries(a));
        assertEquals(0, entries(b));
    }

    @Test
    void onlyTheUserMayLookInside() throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.create(List.of(root))) {
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(scratch.directories().get(0))));
        }
    }

    @Test
    void directoriesOfDeadOwnersAreSweptAndOthersLeft() throws Exception {
        Process shortLived = new ProcessBuilder("true").start();
        long deadPid = shortLived.pid();
        shortLived.waitFor();
        ProcessIdentity self = ProcessIdentity.current();
        Path dead = owned("vonk-1-a", "1 " + deadPid + " 0 " + self.host());
        Path reused = owned("vonk-1-b", "1 " + self.pid() + " " + (self.startMillis() - 60_000) + " " + self.host());
        Path live = owned("vonk-1-c", "1 " + self.pid() + " " + self.startMillis() + " " + self.host());
        Path elsewhere = owned("vonk-1-d", "1 " + deadPid + " 0 other-machine");
        Path later = owned("vonk-1-e", "2 something new");
        Path foreign = Files.createDirectory(root.resolve("vonk-notes-f"));
        try (ScratchDirectory scratch = ScratchDirectory.create(List.of(root))) {
            assertTrue(Files.exists(scratch.directories().get(0)));
            assertFalse(Files.exists(dead));
            assertFalse(Files.exists(reused));
            for (Path kept : List.of(live, elsewhere, later, foreign)) {
                assertTrue(Files.exists(kept), kept.toString());
            }
        }
    }

    private Path owned(String name, String owner) throws IOException {
        Path directory = Files.createDirectory(root.resolve(name));
        Files.writeString(directory.resolve("OWNER"), owner + "\n");
        Files.writeString(directory.resolve("spill-0"), "data");
        return directory;
    }

    @Test
    void aRootThatCannotBeUsedIsNamedAndNothingIsLeft() throws IOException {
        Path good = root.resolve("good");
        Path file = Files.writeString(root.resolve("file"), "x");
        String message = assertThrows(VonkException.class, () -> ScratchDirectory.create(List.of(good, file)))
                .getMessage();
        assertTrue(message.contains(file.toString()), message);
        assertEquals(0, entries(good));
    }

    @Test
    void nothingIsHandedOutAfterClose() {
        ScratchDirectory scratch = ScratchDirectory.create(List.of(root));
        scratch.close();
        scratch.close();
        assertThrows(IllegalStateException.class, () -> scratch.newFile("spill"));
    }

    /** What nobody may write to, not even the administrator whom tests may run as: a file where the directory was. */
    private static void spoil(Path directory) throws IOException {
        FileTrees.delete(directory);
        Files.writeString(directory, "a file");
    }

    @Test
    void directoriesThatCannotBeWrittenGetNoNewFiles() throws IOException {
        Path a = root.resolve("a");
        Path b = root.resolve("b");
        try (ScratchDirectory scratch = ScratchDirectory.create(List.of(a, b))) {
            assertFalse(scratch.takeOutUnwritable());
            spoil(scratch.directories().get(0));

            assertTrue(scratch.takeOutUnwritable());

            for (int i = 0; i < 4; i++) {
                assertTrue(scratch.newFile("spill").startsWith(b));
            }
            assertEquals(1, entries(scratch.directories().get(1)), "nothing is left of the trial but the owner's file");
            spoil(scratch.directories().get(1));
            assertTrue(scratch.takeOutUnwritable());
            UncheckedIOException none = assertThrows(UncheckedIOException.class, () -> scratch.newFile("spill"));
            assertTrue(none.getMessage().contains(a.toString())
                    && none.getMessage().contains(b.toString()));
        }
    }
}
