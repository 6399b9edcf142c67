package io.vonk.internal.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.error.OutputException;
import io.vonk.error.VonkException;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.PartitionColumns;
import io.vonk.io.RecordWriter;
import io.vonk.io.Sink;
import io.vonk.io.WriteMode;
import io.vonk.io.text.TextSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The protocol on real files. */
class OutputJobTest {
    private static final OutputOwner OWNER = OutputOwner.thisProcess();

    @TempDir
    Path directory;

    private String destination() {
        return directory.resolve("out").toString();
    }

    private Optional<OutputJob<String>> start(WriteMode mode, @Nullable PartitionColumns<String> columns) {
        return OutputJob.start(
                new OutputJob.Order<>(new LocalFileSystem(), destination(), mode, new TextSink<>(), columns),
                OWNER,
                OutputScenario.JOB);
    }

    private List<OutputFile> write(WriteMode mode, @Nullable PartitionColumns<String> columns, String... rows)
            throws IOException {
        try (OutputJob<String> job = start(mode, columns).orElseThrow();
                OutputAttempt<String> attempt = new OutputAttempt<>(job.target(), 0, 7)) {
            for (String row : rows) {
                attempt.write(row);
            }
            return job.commit(List.of(attempt.finish()));
        }
    }

    private List<String> tree() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> directory.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void filesHaveNamesAsSparkGivesThemAndSuccessSaysWhatTheyAre() throws IOException {
        List<OutputFile> files = write(WriteMode.ERROR_IF_EXISTS, null, "123456789");
        assertEquals(List.of(new OutputFile("part-00000-00000000.txt", 1, 10, 0xa8dab577)), files);
        assertEquals(List.of("out/_SUCCESS", "out/part-00000-00000000.txt"), tree());
        assertEquals("""
                {
                  "version" : 1,
                  "jobId" : "00000000000000aa",
                  "mode" : "ERROR_IF_EXISTS",
                  "complete" : true,
                  "rows" : 1,
                  "bytes" : 10,
                  "files" : [ {
                    "name" : "part-00000-00000000.txt",
                    "rows" : 1,
                    "bytes" : 10,
                    "crc32c" : "a8dab577"
                  } ]
                }
                """, Files.readString(directory.resolve("out/_SUCCESS")));
    }

    @Test
    void existingDirectoriesAreTreatedAsTheModeSays() throws IOException {
        write(WriteMode.IGNORE, null, "first");
        assertEquals(Optional.empty(), start(WriteMode.IGNORE, null));
        String message = assertThrows(OutputException.class, () -> start(WriteMode.ERROR_IF_EXISTS, null))
                .getMessage();
        assertTrue(message.contains(destination()) && message.contains("exists already"), message);
        write(WriteMode.OVERWRITE, null, "second");
        assertEquals("second\n", Files.readString(directory.resolve("out/part-00000-00000000.txt")));
        OutputException collision =
                assertThrows(OutputException.class, () -> write(WriteMode.APPEND, null, "same job id"));
        assertFalse(collision.decided());
        assertEquals(List.of("out/_SUCCESS", "out/part-00000-00000000.txt"), tree());
        assertEquals("second\n", Files.readString(directory.resolve("out/part-00000-00000000.txt")));
    }

    @Test
    void aFileIsNoOutputDirectory() throws IOException {
        Files.writeString(directory.resolve("out"), "x");
        for (WriteMode mode : List.of(WriteMode.OVERWRITE, WriteMode.APPEND)) {
            assertTrue(assertThrows(OutputException.class, () -> start(mode, null))
                    .getMessage()
                    .contains("is a file"));
        }
        assertEquals(List.of("out"), tree());
    }

    @Test
    void aDirectoryThatCannotBeMovedToIsRefused() {
        for (String bad : List.of("/", ".", "a/..", "", "file:/")) {
            assertThrows(
                    VonkException.class,
                    () -> OutputJob.start(
                            new OutputJob.Order<>(
                                    new LocalFileSystem(), bad, WriteMode.OVERWRITE, new TextSink<String>(), null),
                            OWNER,
                            OutputScenario.JOB),
                    bad);
        }
    }

    @Test
    void aSecondJobIsToldWhoTheFirstIs() throws IOException {
        try (OutputJob<String> first = start(WriteMode.APPEND, null).orElseThrow()) {
            String message = assertThrows(OutputException.class, () -> start(WriteMode.APPEND, null))
                    .getMessage();
            assertTrue(
                    message.contains(first.target().jobId())
                            && message.contains(
                                    "process " + ProcessHandle.current().pid()),
                    message);
        }
        assertEquals(List.of(), tree());
    }

    @Test
    void aJobThatIsGivenUpLeavesNothing() throws IOException {
        try (OutputJob<String> job =
                start(WriteMode.OVERWRITE, new OutputScenario.ByKey()).orElseThrow()) {
            OutputAttempt<String> unfinished = new OutputAttempt<>(job.target(), 0, 1);
            unfinished.write("a:1");
            unfinished.close();
            unfinished.close();
            assertEquals(1, tree().size(), "only the lock");
            OutputAttempt<String> finished = new OutputAttempt<>(job.target(), 0, 2);
            finished.write("a:1");
            finished.finish();
            finished.close();
            assertEquals(2, tree().size());
        }
        assertEquals(List.of(), tree());
    }

    @Test
    void moreDirectoriesThanOpenFilesGiveMoreFilesAndAllRows() throws IOException {
        int keys = OutputAttempt.MAX_OPEN_FILES + 50;
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < 3 * keys; i++) {
            rows.add(i % keys + ":row " + i);
        }
        List<OutputFile> files =
                write(WriteMode.ERROR_IF_EXISTS, new OutputScenario.ByKey(), rows.toArray(String[]::new));
        assertEquals(rows.size(), files.stream().mapToLong(OutputFile::rows).sum());
        assertEquals(
                files.size(), new TreeSet<>(files.stream().map(OutputFile::name).toList()).size());
        assertTrue(files.stream().anyMatch(file -> file.name().equals("k=0/part-00000-00000000-1.txt")));
        List<String> read = new ArrayList<>();
        for (OutputFile file : files) {
            Path path = directory.resolve("out").resolve(file.name());
            assertEquals(file.bytes(), Files.size(path));
            read.addAll(Files.readAllLines(path));
        }
        Collections.sort(read);
        Collections.sort(rows);
        assertEquals(rows, read);
    }

    @Test
    void aWriterThatFailsLeavesNothingOpen() throws IOException {
        record Failing() implements Sink<String> {
            @Override
            public String extension() {
                return ".x";
            }

            @Override
            public RecordWriter<String> open(OutputStream out) throws IOException {
                throw new IOException("no writer");
            }

            @Override
            public String describe() {
                return "nothing";
            }
        }
        try (OutputJob<String> job = OutputJob.start(
                        new OutputJob.Order<>(
                                new LocalFileSystem(), destination(), WriteMode.APPEND, new Failing(), null),
                        OWNER,
                        OutputScenario.JOB)
                .orElseThrow()) {
            try (OutputAttempt<String> attempt = new OutputAttempt<>(job.target(), 0, 1)) {
                assertThrows(IOException.class, () -> attempt.write("x"));
            }
            assertEquals(1, tree().size(), "only the lock");
        }
    }

    @Test
    void onlyOneAttemptOfAPartitionMayBeAccepted() throws IOException {
        try (OutputJob<String> job = start(WriteMode.APPEND, null).orElseThrow()) {
            OutputManifest one = new OutputManifest(0, 1, List.of());
            OutputManifest two = new OutputManifest(0, 2, List.of());
            assertThrows(IllegalArgumentException.class, () -> job.commit(List.of(one, two)));
        }
        assertEquals(List.of(), tree());
    }

    @Test
    void anAcceptedFileThatHasGoneOrChangedFailsTheJob() throws IOException {
        for (boolean gone : new boolean[] {true, false}) {
            try (OutputJob<String> job = start(WriteMode.APPEND, null).orElseThrow();
                    OutputAttempt<String> attempt = new OutputAttempt<>(job.target(), 0, 1)) {
                attempt.write("x");
                OutputManifest manifest = attempt.finish();
                Path file = Path.of(job.target().attemptDirectory(0, 1))
                        .resolve(manifest.files().get(0).name());
                if (gone) {
                    Files.delete(file);
                } else {
                    Files.writeString(file, "something else");
                }
                OutputException failed = assertThrows(OutputException.class, () -> job.commit(List.of(manifest)));
                assertFalse(failed.decided());
                assertTrue(failed.getMessage().contains(file.toString()), failed.getMessage());
            }
            assertEquals(List.of(), tree());
        }
    }

    @Test
    void targetsAndManifestsTravel() throws Exception {
        try (OutputJob<String> job =
                start(WriteMode.APPEND, new OutputScenario.ByKey()).orElseThrow()) {
            OutputAttempt<String> attempt = new OutputAttempt<>(copy(job.target()), 3, 4);
            attempt.write("z:1");
            OutputManifest manifest = attempt.finish();
            assertEquals(manifest, copy(manifest));
            assertEquals(1, manifest.rows());
            assertEquals(4, manifest.bytes());
            job.commit(List.of(copy(manifest)));
        }
        assertEquals(List.of("out/_SUCCESS", "out/k=z/part-00003-00000000.txt"), tree());
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    @Test
    void leftoversOfADeadProcessAreRemovedOrFinished() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        OutputOwner dead = new OutputOwner(
                new io.vonk.internal.file.ProcessIdentity(OWNER.self().host(), process.pid(), 0), OWNER.isGone());
        OutputJob<String> abandoned = OutputJob.start(
                        new OutputJob.Order<>(
                                new LocalFileSystem(), destination(), WriteMode.APPEND, new TextSink<String>(), null),
                        dead,
                        OutputJob.newJobId())
                .orElseThrow();
        OutputAttempt<String> attempt = new OutputAttempt<>(abandoned.target(), 0, 1);
        attempt.write("never seen");
        attempt.finish();
        assertEquals(2, tree().size());
        write(WriteMode.ERROR_IF_EXISTS, null, "new");
        assertEquals(List.of("out/_SUCCESS", "out/part-00000-00000000.txt"), tree());
    }

    @Test
    void aFileThatIsNotOurLockIsNamed() throws IOException {
        Files.writeString(directory.resolve(".vonk-lock-0-out"), "{\"version\": 99}");
        String message = assertThrows(OutputException.class, () -> start(WriteMode.APPEND, null))
                .getMessage();
        assertTrue(message.contains(".vonk-lock-0-out") && message.contains("version is 99"), message);
        for (String bad : List.of("", "[]", "{", "{\"version\": 1}", "{\"version\": \"1\"}", "{\"a\":1.5}", "{} {}")) {
            Files.writeString(directory.resolve(".vonk-lock-0-out"), bad);
            message = assertThrows(OutputException.class, () -> start(WriteMode.APPEND, null))
                    .getMessage();
            assertTrue(message.contains(".vonk-lock-0-out"), message);
        }
    }
}
