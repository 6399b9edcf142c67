package io.vonk.internal.driver;

import io.vonk.internal.id.JobId;
import io.vonk.internal.stage.Stage;
import io.vonk.internal.time.Clock;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One line on a terminal that says how far the running jobs are, repainted in place, and a summary at the end of the
 * session. Says nothing of jobs that take less than half a second.
 *
 * <p>Used by the driver's thread.
 */
public final class ConsoleProgress implements JobListener {
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long REPAINT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream terminal;
    private final Clock clock;
    private final Map<JobId, Running> running = new HashMap<>();
    private final long sessionStart;
    private long busySince;
    private long painted;
    private boolean visible;
    private long tasksWanted;
    private long tasksDone;
    private long allTasks;
    private long jobs;
    private long failedJobs;
    private long records;
    private long bytes;
    private String action = "";

    /** Paints on {@code terminal}. */
    public ConsoleProgress(PrintStream terminal, Clock clock) {
        this.terminal = terminal;
        this.clock = clock;
        this.sessionStart = clock.nanos();
    }

    private record Running(int stages, long tasks) {}

    @Override
    public void jobStarted(JobId job, String label, List<Stage> stages) {
        if (running.isEmpty()) {
            busySince = clock.nanos();
            tasksWanted = 0;
            tasksDone = 0;
        }
        long tasks = stages.stream().mapToLong(Stage::partitionCount).sum();
        running.put(job, new Running(stages.size(), tasks));
        tasksWanted += tasks;
        jobs++;
        action = label;
    }

    @Override
    public void tasksDone(int count, long recordsRead, long bytesRead) {
        tasksDone += count;
        allTasks += count;
        records += recordsRead;
        bytes += bytesRead;
        long now = clock.nanos();
        if (now - busySince >= QUIET_NANOS && now - painted >= REPAINT_NANOS) {
            painted = now;
            visible = true;
            terminal.print(CLEAR_LINE + line(now));
            terminal.flush();
        }
    }

    private String line(long now) {
        int stages = running.values().stream().mapToInt(Running::stages).sum();
        // Stages whose shuffles are there already have nothing to do, so this is an upper bound until the job ends.
        long wanted = Math.max(tasksWanted, tasksDone);
        double seconds = (now - busySince) / 1e9;
        double left = tasksDone == 0 ? 0 : seconds * (wanted - tasksDone) / tasksDone;
        return String.format(
                Locale.ROOT,
                "%s: %d %s, %,d of %,d tasks, %s, %.0f s, about %.0f s left",
                action,
                stages,
                stages == 1 ? "stage" : "stages",
                tasksDone,
                wanted,
                input(),
                seconds,
                left);
    }

    private String input() {
        return String.format(Locale.ROOT, "%,d records", records) + (bytes == 0 ? "" : " from " + size(bytes));
    }

    private static String size(long bytes) {
        return bytes >= 10L << 20
                ? String.format(Locale.ROOT, "%,d MB", bytes >> 20)
                : String.format(Locale.ROOT, "%,d kB", bytes >> 10);
    }

    @Override
    public void jobEnded(JobId job, boolean succeeded) {
        Running ended = running.remove(job);
        if (ended != null) {
            failedJobs += succeeded ? 0 : 1;
        }
        if (running.isEmpty() && visible) {
            visible = false;
            terminal.print(CLEAR_LINE);
            terminal.flush();
        }
    }

    @Override
    public void sessionEnded() {
        if (jobs == 0) {
            return;
        }
        String failed = failedJobs == 0 ? "" : " (" + failedJobs + " failed)";
        terminal.printf(
                Locale.ROOT,
                "Vonk: %,d %s%s, %,d tasks, %s, %.1f s%n",
                jobs,
                jobs == 1 ? "job" : "jobs",
                failed,
                allTasks,
                input(),
                (clock.nanos() - sessionStart) / 1e9);
        terminal.flush();
    }
}
