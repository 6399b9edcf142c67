package io.vonk.bench.run;

import io.vonk.bench.data.DataMaker;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Job;
import io.vonk.bench.worker.Worker;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * One process with one engine and one job, as {@link Worker} describes; used by one thread.
 *
 * <p>{@link #close} ends the process and removes its scratch directory. A process that does not answer in time is killed.
 */
final class EngineProcess implements AutoCloseable {
    private static final long PATIENCE_MINUTES = 15;

    /** How a line begins that the JVM writes of an exception; logs have the word elsewhere. */
    private static final Pattern THROWN =
            Pattern.compile("Caused by: |Exception in thread |[\\w.$]+(Exception|Error)\\b");

    /** Whether there are commands for signals and for the page cache. */
    private static final boolean LIKE_UNIX = File.separatorChar == '/';

    /** An answer of the process, and how long it took. */
    record Run(double seconds, double cpuSeconds, Answer answer) {}

    private final Process process;
    private final PrintStream toProcess;
    private final BufferedReader fromProcess;
    private final Path scratch;
    private final Path errors;
    private final long started;
    private final Thread endWithUs;
    private boolean ended;

    private EngineProcess(Process process, Path scratch, Path errors, long started) {
        this.process = process;
        this.scratch = scratch;
        this.errors = errors;
        this.started = started;
        toProcess = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        fromProcess = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        // A paused process would not see that nobody asks it any more.
        endWithUs = new Thread(this::abandon, "vonk-bench-end");
        Runtime.getRuntime().addShutdownHook(endWithUs);
    }

    /** Starts a process that waits to be asked. */
    static EngineProcess start(Rival rival, Job job, Setting setting) throws IOException {
        return start(rival, job, setting, List.of());
    }

    /** Starts a process that does its job once and ends; returns the seconds that it lived, or empty if it does no such job. */
    static OptionalDouble once(Rival rival, Job job, Setting setting)
            throws IOException, InterruptedException, EngineException {
        try (EngineProcess process = start(rival, job, setting, List.of("once"))) {
            process.awaitEnd();
            double seconds = process.age();
            process.ended = true;
            int exitCode = process.process.exitValue();
            if (exitCode != 0 && exitCode != Worker.UNSUPPORTED) {
                throw process.failure();
            }
            return exitCode == 0 ? OptionalDouble.of(seconds) : OptionalDouble.empty();
        }
    }

    private static EngineProcess start(Rival rival, Job job, Setting setting, List<String> more) throws IOException {
        Path scratch = Files.createTempDirectory("vonk-bench-");
        Path errors = Files.createTempFile(scratch, "errors-", ".log");
        Path work = Files.createDirectory(scratch.resolve("work"));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + rival.heap()));
        command.addAll(rival.jvmOptions());
        command.addAll(List.of(
                "-cp",
                rival.classPath(),
                Worker.class.getName(),
                rival.opener(),
                job.id(),
                Integer.toString(setting.threads()),
                Double.toString(setting.scale()),
                setting.data().toString(),
                work.toString(),
                setting.master()));
        command.addAll(more);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        long started = System.nanoTime();
        return new EngineProcess(builder.start(), scratch, errors, started);
    }

    /** Seconds since the process was started. */
    double age() {
        return (System.nanoTime() - started) / 1e9;
    }

    /**
     * Waits until the job is prepared.
     *
     * @return the version of the engine; empty if it does not do this job
     */
    Optional<String> awaitReady() throws IOException, EngineException {
        String line = answer();
        if (line.equals("unsupported")) {
            ended = true;
            return Optional.empty();
        }
        return Optional.of(after("ready ", line));
    }

    /**
     * Stops the process where it is, until {@link #resume}: a JVM that waits still compiles and collects, which takes the
     * processors from the one that is measured. Without effect where processes cannot be paused.
     */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Lets a paused process go on. */
    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /**
     * Waits until everything that was written is on disk. Otherwise an engine that makes its output durable would wait for the
     * files of the one before, which did not.
     */
    static void settleFiles() throws IOException, InterruptedException {
        if (LIKE_UNIX) {
            runCommand("sync");
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        if (LIKE_UNIX && process.isAlive()) {
            runCommand("kill", name, Long.toString(process.pid()));
        }
    }

    private static void runCommand(String... command) throws IOException, InterruptedException {
        new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    /** Runs the job once. */
    Run run() throws IOException, EngineException {
        toProcess.println("run");
        String[] words = after("ran ", answer()).split(" ");
        return new Run(Long.parseLong(words[0]) / 1e9, Long.parseLong(words[1]) / 1e9, parse(words, 2));
    }

    /** The whole answer of the last run. */
    Answer check() throws IOException, EngineException {
        toProcess.println("check");
        return parse(after("checked ", answer()).split(" "), 0);
    }

    /** Ends the process in good order; returns the most memory that it had, in MiB, or -1. */
    long end() throws IOException, InterruptedException, EngineException {
        toProcess.println("end");
        long kibibytes = Long.parseLong(after("peak ", answer()));
        awaitEnd();
        ended = true;
        return kibibytes < 0 ? -1 : kibibytes >> 10;
    }

    private void awaitEnd() throws InterruptedException, EngineException {
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            throw new EngineException("the process did not end within " + PATIENCE_MINUTES + " minutes");
        }
    }

    private String answer() throws IOException, EngineException {
        Thread watch = killer();
        try {
            String line = fromProcess.readLine();
            if (line == null) {
                throw failure();
            }
            return line;
        } finally {
            watch.interrupt();
        }
    }

    /** Kills the process when it does not answer, which ends the wait for its line. */
    private Thread killer() {
        Thread killer = new Thread(
                () -> {
                    try {
                        TimeUnit.MINUTES.sleep(PATIENCE_MINUTES);
                        process.destroyForcibly();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // answered
                    }
                },
                "vonk-bench-killer");
        killer.setDaemon(true);
        killer.start();
        return killer;
    }

    private static String after(String word, String line) throws EngineException {
        if (!line.startsWith(word)) {
            throw new EngineException("the process said '" + line + "' instead of '" + word + "…'");
        }
        return line.substring(word.length());
    }

    private static Answer parse(String[] words, int from) {
        return new Answer(
                Long.parseLong(words[from]), Long.parseLong(words[from + 1]), Double.parseDouble(words[from + 2]));
    }

    /** What the process complained of last. */
    private EngineException failure() throws IOException {
        List<String> lines = Files.readAllLines(errors, StandardCharsets.UTF_8);
        String cause = lines.stream()
                .filter(line -> THROWN.matcher(line).lookingAt())
                .reduce((first, second) -> second.startsWith("Caused by") ? second : first)
                .orElse(lines.isEmpty() ? "the process ended without a word" : lines.get(lines.size() - 1));
        return new EngineException(cause);
    }

    private void abandon() {
        process.destroyForcibly().onExit().join();
        try {
            DataMaker.deleteTree(scratch);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("vonk bench: " + scratch + " could not be removed: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            process.destroyForcibly();
        }
        process.onExit().join();
        try {
            Runtime.getRuntime().removeShutdownHook(endWithUs);
        } catch (IllegalStateException e) {
            return; // the hook runs, and removes everything
        }
        fromProcess.close();
        toProcess.close();
        DataMaker.deleteTree(scratch);
    }
}
