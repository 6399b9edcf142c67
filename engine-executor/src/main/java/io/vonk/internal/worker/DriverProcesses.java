package io.vonk.internal.worker;

import io.vonk.internal.endpoint.Addresses;
import io.vonk.internal.endpoint.MasterSession;
import io.vonk.internal.file.ContentHash;
import io.vonk.internal.wire.DriverCommand;
import io.vonk.internal.wire.MasterMessages;
import io.vonk.internal.wire.MasterQuestion;
import io.vonk.internal.wire.WorkerMessage;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The drivers that a worker runs. Their jars and files come from the master, each once. Thread safety: safe for use by many threads. */
@SuppressWarnings("FutureReturnValueIgnored") // how processes end is told by their own futures
final class DriverProcesses {
    private static final long FETCH_SECONDS = 120;
    private static final long STOP_MILLIS = 10_000;

    private final WorkerOptions options;
    private final WorkerDirectory directory;
    private final MasterSession session;
    /** Guarded by this. */
    private final Map<String, RunningDriver> running = new LinkedHashMap<>();

    private boolean closed;

    /** From its launch until its end has been told: a master that asks meanwhile must not take it for lost. */
    private static final class RunningDriver {
        final DriverCommand command;
        /** Null as long as what it needs is fetched. */
        @Nullable
        ChildJvm process;

        boolean stopping;

        RunningDriver(DriverCommand command) {
            this.command = command;
        }
    }

    DriverProcesses(WorkerOptions options, WorkerDirectory directory, MasterSession session) {
        this.options = options;
        this.directory = directory;
        this.session = session;
    }

    synchronized List<MasterQuestion.HeldDriver> held() {
        List<MasterQuestion.HeldDriver> held = new ArrayList<>();
        running.forEach((submission, driver) -> held.add(
                new MasterQuestion.HeldDriver(submission, driver.command.cores(), driver.command.memoryBytes())));
        return held;
    }

    /** Fetches what it needs and starts it, on a thread of its own. */
    synchronized void launch(String submission, DriverCommand command) {
        RunningDriver driver = new RunningDriver(command);
        running.put(submission, driver);
        Thread thread = new Thread(() -> start(submission, driver), "vonk-worker-" + submission);
        thread.setDaemon(true);
        thread.start();
    }

    private void start(String submission, RunningDriver driver) {
        DriverCommand command = driver.command;
        try {
            Path work = directory.workOf(submission, "driver");
            List<Path> jars = new ArrayList<>();
            for (DriverCommand.Blob jar : command.jars()) {
                jars.add(blob(jar));
            }
            for (DriverCommand.Blob file : command.files()) {
                Files.copy(blob(file), work.resolve(file.name()), StandardCopyOption.REPLACE_EXISTING);
            }
            List<String> javaOptions = new ArrayList<>();
            command.settings().forEach((key, value) -> javaOptions.add("-D" + key + "=" + value));
            javaOptions.add("-Dvonk.master=vonk://"
                    + options.masters().stream().map(Addresses::text).collect(Collectors.joining(",")));
            javaOptions.addAll(command.javaOptions());
            List<String> arguments = new ArrayList<>();
            arguments.add(DriverMain.class.getName());
            arguments.add(command.mainClass());
            arguments.addAll(command.arguments());
            ChildJvm process = ChildJvm.start(
                    "vonk-worker-" + submission,
                    options.java().line(command.memoryBytes(), javaOptions, jars, arguments),
                    work,
                    command.environment());
            process.logTo(new LogFile(work.resolve("stdout.log")));
            synchronized (this) {
                driver.process = process;
                if (closed || driver.stopping) {
                    process.kill();
                }
            }
            session.tell(MasterMessages.fromWorker(new WorkerMessage.DriverRunning(submission)));
            process.exit().thenAccept(exit -> {
                directory.cleanApplication(submission);
                ended(submission, driver, exit.code(), exit.how());
            });
        } catch (IOException e) {
            log().warn("driver {} cannot be started", submission, e);
            ended(submission, driver, 1, "could not be started: " + e.getMessage());
        }
    }

    private void ended(String submission, RunningDriver driver, int exitCode, String how) {
        session.tellSurely(MasterMessages.fromWorker(new WorkerMessage.DriverExited(submission, exitCode, how)), () -> {
            synchronized (this) {
                running.remove(submission, driver);
            }
        });
    }

    synchronized void stop(String submission) {
        RunningDriver driver = running.get(submission);
        if (driver == null) {
            return;
        }
        driver.stopping = true;
        ChildJvm process = driver.process;
        if (process != null) {
            process.stop(STOP_MILLIS);
        }
    }

    /** No driver begins any more; those that run. */
    synchronized List<ChildJvm> close() {
        closed = true;
        List<ChildJvm> processes = new ArrayList<>();
        for (RunningDriver driver : running.values()) {
            if (driver.process != null) {
                processes.add(driver.process);
            }
        }
        return processes;
    }

    /** The file, which is fetched unless it is here. */
    private Path blob(DriverCommand.Blob blob) throws IOException {
        Path folder = directory.blobs().resolve(blob.hash());
        Path file = folder.resolve(blob.name());
        if (Files.isRegularFile(file) && Files.size(file) == blob.length()) {
            return file;
        }
        byte[] bytes;
        try {
            bytes = session.blob(blob.hash()).get(FETCH_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while fetching " + blob.name(), e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(blob.name() + " cannot be fetched from the master: " + e, e);
        }
        if (!ContentHash.hex(bytes).equals(blob.hash())) {
            throw new IOException(blob.name() + " has come damaged from the master");
        }
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "part", null);
        Files.write(part, bytes);
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private static Logger log() {
        return LoggerFactory.getLogger(DriverProcesses.class);
    }
}
