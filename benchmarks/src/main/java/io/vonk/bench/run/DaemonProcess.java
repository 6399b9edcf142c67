package io.vonk.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;

/**
 * A daemon of a cluster in a process of its own, whose output is read by a thread until it ends.
 *
 * <p>Thread safety: {@link #end} may be called by any thread, and again.
 */
final class DaemonProcess {
    private static final long READY_SECONDS = 60;
    private static final long END_SECONDS = 10;
    private static final int KEPT_LINES = 8;

    private final Process process;
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private DaemonProcess(Process process, DaemonCommand command) {
        this.process = process;
        Thread reader = new Thread(() -> read(command), "vonk-bench-daemon");
        reader.setDaemon(true);
        reader.start();
    }

    static DaemonProcess start(DaemonCommand command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.line()).redirectErrorStream(true);
        builder.environment().putAll(command.environment());
        Process process = builder.start();
        process.getOutputStream().close();
        return new DaemonProcess(process, command);
    }

    private void read(DaemonCommand command) {
        Deque<String> last = new ArrayDeque<>();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher matcher = command.ready().matcher(line);
                if (!ready.isDone() && matcher.find()) {
                    ready.complete(matcher.groupCount() > 0 ? matcher.group(1) : "");
                }
                last.add(line);
                if (last.size() > KEPT_LINES) {
                    last.remove();
                }
            }
        } catch (IOException e) {
            last.add(e.toString());
        }
        // Without effect if it was ready before.
        ready.completeExceptionally(new IOException("a daemon of the cluster has ended: " + String.join(" | ", last)));
    }

    /** Waits until it is ready; its address, or nothing if it has none. */
    String awaitReady() throws InterruptedException, EngineException {
        try {
            return ready.get(READY_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new EngineException(String.valueOf((cause == null ? e : cause).getMessage()));
        } catch (TimeoutException e) {
            throw new EngineException("a daemon of the cluster was not ready within " + READY_SECONDS + " s");
        }
    }

    /** Ends it in good order, and by force what is left after some seconds, also of its executors. Returns when nothing is. */
    void end() {
        List<ProcessHandle> executors = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        executors.forEach(ProcessHandle::destroyForcibly);
        executors.forEach(executor -> executor.onExit().join());
        process.onExit().join();
    }
}
