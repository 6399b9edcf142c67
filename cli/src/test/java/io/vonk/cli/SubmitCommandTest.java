package io.vonk.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.cli.program.Counting;
import io.vonk.testkit.MiniCluster;
import io.vonk.testkit.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code vonk submit} on a cluster of processes. */
@Timeout(120)
class SubmitCommandTest {
    private static final Pattern ID = Pattern.compile("driver-[0-9\\-]+");

    @TempDir
    Path directory;

    private MiniCluster cluster;
    private Path jar;

    @BeforeEach
    void start() throws IOException {
        cluster = MiniCluster.start(directory.resolve("cluster"), 2, 1);
        jar = jar(directory.resolve("a program.jar"), Counting.class);
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aProgramRunsHereWithItsExecutorsOnTheCluster() throws IOException {
        Run run = submit(List.of("--class", Counting.class.getName(), "--queue", "root"), "7");

        assertEquals(ExitCodes.OK, run.exitCode(), run.err());
        assertEquals("500", Files.readString(directory.resolve("result")));
        assertTrue(run.err().contains("--queue has no effect here"), run.err());
    }

    @Test
    void aFailureEndsWithWhatWhereAndWhatNext() {
        Run run = submit(List.of("--class", Counting.class.getName()), "0");

        assertEquals(ExitCodes.JOB_FAILED, run.exitCode());
        assertTrue(run.err().contains("ArithmeticException: / by zero"), run.err());
        assertTrue(run.err().contains("Counting.java:"), run.err());
        assertTrue(run.err().contains("next "), run.err());
    }

    @Test
    void aWorkerRunsTheDriverAndTheMasterKnowsItsState() throws IOException {
        Run run = submit(
                List.of(
                        "--class",
                        Counting.class.getName(),
                        "--deploy-mode",
                        "cluster",
                        "--driver-memory",
                        "128m",
                        "--conf",
                        "spark.standalone.submit.waitAppCompletion=true"),
                "3");

        assertEquals(ExitCodes.OK, run.exitCode(), run.err() + run.out());
        assertEquals("500", Files.readString(directory.resolve("result")));
        Run status = vonk("--status", id(run));
        assertEquals(ExitCodes.OK, status.exitCode());
        // As Airflow reads it.
        String line = status.out()
                .lines()
                .filter(each -> each.contains("driverState"))
                .findFirst()
                .orElseThrow();
        assertEquals("FINISHED", line.split(" : ")[1].replaceAll("[\",]", "").strip());
    }

    @Test
    void aDriverThatFailsIsReportedAndOneThatWaitsIsKilled() {
        Run failing = submit(
                List.of(
                        "--class",
                        Counting.class.getName(),
                        "--deploy-mode",
                        "cluster",
                        "--driver-memory",
                        "128m",
                        "--conf",
                        "spark.standalone.submit.waitAppCompletion=true"),
                "0");
        assertEquals(ExitCodes.JOB_FAILED, failing.exitCode());
        assertTrue(failing.out().contains("is FAILED: ended with exit code 1"), failing.out());
        assertTrue(failing.out().contains("by zero"), failing.out());

        Run waiting = submit(
                List.of("--class", Counting.class.getName(), "--deploy-mode", "cluster", "--driver-memory", "128m"),
                "wait");
        Waiting.until("the driver runs", () -> Files.exists(directory.resolve("waits")));
        vonk("--kill", id(waiting));
        Waiting.until(
                "the driver is killed",
                () -> vonk("--status", id(waiting)).out().contains("\"KILLED\""));
    }

    @Test
    void aSubmittedDriverOutlivesItsMaster() {
        Run waiting = submit(
                List.of("--class", Counting.class.getName(), "--deploy-mode", "cluster", "--driver-memory", "128m"),
                "wait");
        Waiting.until("the driver runs", () -> Files.exists(directory.resolve("waits")));
        cluster.stopMaster();
        cluster.startMaster();
        cluster.awaitWorkers(2);

        assertTrue(vonk("--status", id(waiting)).out().contains("\"RUNNING\""));
        vonk("--kill", id(waiting));
        Waiting.until(
                "the driver is killed",
                () -> vonk("--status", id(waiting)).out().contains("\"KILLED\""));
    }

    @Test
    void whatIsWrongIsNamed() {
        assertTrue(
                submit(List.of("--class", "no.such.Program"), "1").err().contains("there is no class no.such.Program"));
        Run unknown = vonk("--no-such-option");
        assertEquals(ExitCodes.USAGE, unknown.exitCode());
        assertTrue(unknown.err().contains("--no-such-option"), unknown.err());
        assertTrue(vonk("--conf", "vonk.fussion=off", "x.jar").err().contains("vonk.fusion"));
        Run mode = submit(List.of("--class", Counting.class.getName(), "--deploy-mode", "moon"), "1");
        assertEquals(ExitCodes.USAGE, mode.exitCode());
        Run status = vonk("--status", "driver-1-1");
        assertEquals(ExitCodes.JOB_FAILED, status.exitCode());
        assertTrue(status.out().contains("\"success\" : false"), status.out());
        assertFalse(status.out().contains("secret"));
    }

    // ---- how it is run ----------------------------------------------------------------------------------------------

    private record Run(int exitCode, String out, String err) {}

    private Run submit(List<String> options, String argument) {
        List<String> line = new ArrayList<>(options);
        line.addAll(List.of(jar.toString(), directory.resolve("result").toString(), argument));
        return vonk(line.toArray(String[]::new));
    }

    private Run vonk(String... options) {
        List<String> line = new ArrayList<>(List.of("submit"));
        cluster.settings().forEach((key, value) -> line.addAll(List.of("--conf", key + "=" + value)));
        line.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(line.toArray(String[]::new), Map.of(), new PrintWriter(out), new PrintWriter(err));
        return new Run(exitCode, out.toString(), err.toString());
    }

    private static String id(Run run) {
        Matcher id = ID.matcher(run.out());
        assertTrue(id.find(), run.out());
        return id.group();
    }

    /** A jar with a class of the tests, which the cluster has from nowhere else but its own class path. */
    private static Path jar(Path file, Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out);
                InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
            jar.putNextEntry(new JarEntry(name));
            bytes.transferTo(jar);
            jar.closeEntry();
        }
        return file;
    }
}
