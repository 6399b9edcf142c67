package io.vonk.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.VonkException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileSystemTest {
    private final LocalFileSystem files = new LocalFileSystem();

    @TempDir
    Path directory;

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private void write(String name, String text) throws IOException {
        try (OutputStream out = files.create(path(name))) {
            out.write(text.getBytes(UTF_8));
        }
    }

    @Test
    void plainPathsAndFileUrisNameTheSameFile() throws IOException {
        write("a b%20c.txt", "x");
        for (String prefix : List.of("", "file:", "file://", "file://localhost")) {
            FileEntry entry = files.find(prefix + path("a b%20c.txt")).orElseThrow();
            assertEquals(new FileEntry(path("a b%20c.txt"), false, 1), entry, prefix);
            assertEquals("a b%20c.txt", entry.name());
        }
    }

    @Test
    void relativePathsAreOfTheWorkingDirectory() throws IOException {
        assertEquals(
                Path.of("").toAbsolutePath().toString(),
                files.find(".").orElseThrow().path());
    }

    @Test
    void otherSchemesAreRefusedByName() {
        for (String path : List.of("s3://bucket/x", "hdfs:/x", "abfss://a@b/x")) {
            String scheme = path.substring(0, path.indexOf(':'));
            String message =
                    assertThrows(VonkException.class, () -> files.find(path)).getMessage();
            assertTrue(message.contains("'" + scheme + "'") && message.contains("file:"), message);
        }
        assertTrue(assertThrows(VonkException.class, () -> files.find("file://host/x"))
                .getMessage()
                .contains("not a local path"));
        assertTrue(assertThrows(VonkException.class, () -> files.find(""))
                .getMessage()
                .contains("empty"));
        assertThrows(VonkException.class, () -> files.find("a\0b"));
    }

    @Test
    void listingIsSortedAndFailsWhereThereIsNoDirectory() throws IOException {
        write("b", "22");
        write("a", "1");
        files.createDirectories(path("c/d"));
        assertEquals(
                List.of(
                        new FileEntry(path("a"), false, 1),
                        new FileEntry(path("b"), false, 2),
                        new FileEntry(path("c"), true, 0)),
                files.list(directory.toString()));
        assertThrows(NoSuchFileException.class, () -> files.list(path("none")));
        assertThrows(NotDirectoryException.class, () -> files.list(path("a")));
    }

    @Test
    void nothingIsFoundBelowAFile() throws IOException {
        write("a", "1");
        assertEquals(Optional.empty(), files.find(path("a/b")));
        assertEquals(Optional.empty(), files.find(path("a/b/c")));
        assertEquals(Optional.empty(), files.find(path("none")));
    }

    @Test
    void aLinkToNowhereIsListedSoThatReadingItFails() throws IOException {
        Files.createSymbolicLink(directory.resolve("link"), Path.of("gone"));
        assertEquals(List.of(new FileEntry(path("link"), false, 0)), files.list(directory.toString()));
        assertThrows(NoSuchFileException.class, () -> files.open(path("link")));
    }

    @Test
    void readingStartsAnywhereAndEndsWithMinusOne() throws IOException {
        write("a", "0123456789");
        try (FileInput input = files.open(path("a"))) {
            byte[] bytes = new byte[8];
            assertEquals(10, input.sizeBytes());
            assertEquals(path("a"), input.path());
            assertEquals(3, input.read(4, bytes, 2, 3));
            assertEquals("456", new String(bytes, 2, 3, UTF_8));
            assertEquals(1, input.read(9, bytes, 0, 8));
            assertEquals(-1, input.read(10, bytes, 0, 8));
            assertEquals(0, input.read(10, bytes, 0, 0));
        }
        assertThrows(IOException.class, () -> files.open(directory.toString()));
        assertThrows(NoSuchFileException.class, () -> files.open(path("none")));
    }

    @Test
    void creatingMakesDirectoriesAndNeverOverwrites() throws IOException {
        write("x/y/z", "old");
        assertThrows(FileAlreadyExistsException.class, () -> write("x/y/z", "new"));
        assertEquals("old", Files.readString(directory.resolve("x/y/z")));
        files.sync(path("x/y/z"));
        files.sync(path("x/y"));
    }

    @Test
    void ofManyCreatorsOfAWholeFileOneWins() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 20; round++) {
                String target = path("lock-" + round);
                List<Future<Boolean>> tries = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    byte[] content = {(byte) i, (byte) i, (byte) i};
                    tries.add(pool.submit(() -> {
                        try {
                            files.createWhole(target, content);
                            return true;
                        } catch (FileAlreadyExistsException lost) {
                            return false;
                        }
                    }));
                }
                int winner = -1;
                for (int i = 0; i < 4; i++) {
                    if (tries.get(i).get()) {
                        assertEquals(-1, winner, "two won");
                        winner = i;
                    }
                }
                byte won = (byte) winner;
                assertArrayEquals(new byte[] {won, won, won}, Files.readAllBytes(Path.of(target)));
            }
        } finally {
            pool.shutdownNow();
            assertTrue(pool.awaitTermination(10, TimeUnit.SECONDS));
        }
        assertEquals(20, files.list(directory.toString()).size(), "no temporary file is left");
    }

    @Test
    void renamingReplacesFilesButNoFullDirectory() throws IOException {
        write("a", "new");
        write("b", "old");
        files.rename(path("a"), path("b"));
        assertEquals("new", Files.readString(directory.resolve("b")));
        write("d1/x", "1");
        write("d2/y", "2");
        assertThrows(IOException.class, () -> files.rename(path("d1"), path("d2")));
        files.delete(path("d2"));
        files.rename(path("d1"), path("d2"));
        assertEquals("1", Files.readString(directory.resolve("d2/x")));
    }

    @Test
    void deletingTakesEverythingInADirectoryButFollowsNoLink() throws IOException {
        write("keep/x", "1");
        write("d/e/f", "1");
        Files.createSymbolicLink(directory.resolve("d/link"), directory.resolve("keep"));
        files.delete(path("d"));
        files.delete(path("d"));
        assertFalse(Files.exists(directory.resolve("d")));
        assertTrue(Files.exists(directory.resolve("keep/x")));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("keep"));
        files.delete(path("link"));
        files.delete(path("keep/x"));
        assertEquals(List.of(new FileEntry(path("keep"), true, 0)), files.list(directory.toString()));
    }
}
