package io.vonk.internal.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that this process has started. Its standard input stays open as long as this process lives, whatever way it ends: the child
 * waits for the end of it, and ends then. What it is not to show to others, secrets above all, comes to it in that way too.
 *
 * <p>What it prints goes to a log, as soon as there is one; the last lines are kept for the message in which its end is told.
 *
 * <p>Thread safety: safe for use by many threads.
 */
final class ChildJvm {
    private static final int LAST_LINES = 40;
    private static final int LINE_LENGTH = 400;
    private static final int SIGNALLED = 128;
    private static final int OUT_OF_MEMORY = 3;

    /** How it has ended. */
    record Exit(int code, String how) {}

    private final Process process;
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private @Nullable LogFile log;

    private ChildJvm(Process process) {
        this.process = process;
    }

    /**
     * Starts a JVM.
     *
     * @param name in the name of the thread that reads what it prints
     * @param command its command line
     * @param directory its working directory
     * @param environment additional variables
     */
    static ChildJvm start(String name, List<String> command, Path directory, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        ChildJvm child = new ChildJvm(builder.start());
        Thread reader = new Thread(child::read, name + "-output");
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    /** Writes lines to its standard input, and an empty one. */
    void tell(List<String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(one -> text.append(one).append('\n'));
        text.append('\n');
        OutputStream in = process.getOutputStream();
        in.write(text.toString().getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** From now on what it prints goes here; closed when it has ended. */
    synchronized void logTo(LogFile file) {
        log = file;
        // What was printed before belongs to it too.
        lastLines.forEach(earlier -> {
            byte[] bytes = (earlier + "\n").getBytes(StandardCharsets.UTF_8);
            file.write(bytes, bytes.length);
        });
    }

    /** Completes when it has ended and everything that it has printed is in the log. */
    CompletableFuture<Exit> exit() {
        return exit;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Has it end by itself, and ends it if it does not do so as long as patience lasts. Does not wait. */
    @SuppressWarnings("FutureReturnValueIgnored") // its exit is told
    void stop(long patienceMillis) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended.
        }
        exit.copy().orTimeout(patienceMillis, TimeUnit.MILLISECONDS).exceptionally(late -> {
            kill();
            return null;
        });
    }

    /** Ends it at once. */
    void kill() {
        process.destroyForcibly();
    }

    private void read() {
        byte[] bytes = new byte[8192];
        try (InputStream out = process.getInputStream()) {
            for (int count = out.read(bytes); count >= 0; count = out.read(bytes)) {
                printed(bytes, count);
            }
        } catch (IOException e) {
            // The pipe is broken: it has ended.
        }
        int code = -1;
        boolean waiting = true;
        while (waiting) {
            try {
                code = process.waitFor();
                waiting = false;
            } catch (InterruptedException e) {
                // Nobody interrupts this thread for a reason.
            }
        }
        synchronized (this) {
            if (log != null) {
                log.close();
            }
        }
        exit.complete(new Exit(code, how(code)));
    }

    private synchronized void printed(byte[] bytes, int count) {
        if (log != null) {
            log.write(bytes, count);
        }
        for (char c : new String(bytes, 0, count, StandardCharsets.UTF_8).toCharArray()) {
            if (c == '\n') {
                endLine();
            } else if (line.length() < LINE_LENGTH) {
                line.append(c);
            }
        }
    }

    private void endLine() {
        lastLines.add(line.toString().stripTrailing());
        line.setLength(0);
        if (lastLines.size() > LAST_LINES) {
            lastLines.poll();
        }
    }

    private synchronized String how(int code) {
        StringBuilder how = new StringBuilder();
        if (code > SIGNALLED) {
            int signal = code - SIGNALLED;
            how.append("was ended by signal ").append(signal);
            how.append(signal == 9 ? " (SIGKILL)" : signal == 15 ? " (SIGTERM)" : signal == 6 ? " (SIGABRT)" : "");
        } else if (code == OUT_OF_MEMORY) {
            how.append("ran out of memory (exit code 3); give it more");
        } else {
            how.append("ended with exit code ").append(code);
        }
        if (line.length() > 0) {
            endLine();
        }
        if (code != 0 && !lastLines.isEmpty()) {
            how.append("; the last that it printed: ").append(String.join(" | ", lastLines));
        }
        return how.toString();
    }
}
