package io.vonk.internal.driver;

import io.vonk.internal.id.JobId;
import io.vonk.internal.scheduler.PartitionRange;
import io.vonk.internal.scheduler.SchedulerAction.Launch;
import io.vonk.internal.task.RunningTask;
import io.vonk.internal.task.TaskOutcome;
import io.vonk.internal.task.TaskRunner;
import io.vonk.internal.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run tasks in this process: each pulls one partition at a time from the ranges that were launched, the
 * jobs in turn. Threads start when there is work for them.
 *
 * <p>Thread safety: {@link #launch}, {@link #giveBack} and {@link #kill} are called by the driver's thread, the rest is
 * internal.
 */
final class Slots {

    /** Hears how attempts end; called by the slots' threads. */
    interface Listener {

        /** An attempt has ended by itself. */
        void ended(long attempt, Launch launch, TaskOutcome outcome, long runNanos);
    }

    private final String name;
    private final int count;
    private final TaskRunner runner;
    private final LongFunction<Object> broadcasts;
    private final Listener listener;
    private final Clock clock;
    /** Guards everything below. */
    private final Object lock = new Object();

    private final Map<JobId, Deque<Range>> queues = new LinkedHashMap<>();
    private final Map<Long, Slot> running = new HashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private long queued;
    private boolean closed;

    Slots(String name, int count, TaskRunner runner, LongFunction<Object> broadcasts, Clock clock, Listener listener) {
        this.name = name;
        this.count = count;
        this.runner = runner;
        this.broadcasts = broadcasts;
        this.clock = clock;
        this.listener = listener;
    }

    /** Queues a range of attempts. */
    void launch(Launch launch) {
        synchronized (lock) {
            PartitionRange partitions = launch.partitions();
            queues.computeIfAbsent(launch.job(), job -> new ArrayDeque<>()).add(new Range(launch, partitions.from()));
            queued += partitions.size();
            lock.notifyAll();
            for (int free = threads.size() - running.size(); free < queued && threads.size() < count; free++) {
                start();
            }
        }
    }

    private void start() {
        Thread thread = new Thread(this::work, name + "-slot-" + threads.size());
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /**
     * Takes back those of the attempts that have not started.
     *
     * @return the attempts taken back, as pairs of the first and how many
     */
    List<long[]> giveBack(long firstAttempt, int attempts) {
        List<long[]> given = new ArrayList<>();
        synchronized (lock) {
            long end = firstAttempt + attempts;
            for (Deque<Range> queue : queues.values()) {
                Deque<Range> kept = new ArrayDeque<>();
                for (Range range : queue) {
                    long from = Math.max(firstAttempt, range.nextAttempt());
                    long until = Math.min(end, range.endAttempt());
                    if (from >= until) {
                        kept.add(range);
                        continue;
                    }
                    given.add(new long[] {from, until - from});
                    queued -= until - from;
                    range.without(from, until, kept);
                }
                queue.clear();
                queue.addAll(kept);
            }
            queues.values().removeIf(Deque::isEmpty);
        }
        return given;
    }

    /** Stops those of the attempts that run; each is reported when it has ended. */
    void kill(long firstAttempt, int attempts) {
        synchronized (lock) {
            running.forEach((attempt, slot) -> {
                if (attempt >= firstAttempt && attempt < firstAttempt + attempts) {
                    slot.stop();
                }
            });
        }
    }

    /** Stops everything and waits until all threads have ended, or a task has ignored the request for too long. */
    void close(long patienceMillis) {
        List<Thread> ending;
        synchronized (lock) {
            closed = true;
            queues.clear();
            queued = 0;
            running.values().forEach(Slot::stop);
            lock.notifyAll();
            ending = List.copyOf(threads);
        }
        join(ending, patienceMillis, clock);
    }

    /** Waits until all threads have ended, but not longer than patience lasts. */
    static void join(List<Thread> ending, long patienceMillis, Clock clock) {
        boolean interrupted = false;
        long end = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        for (Thread thread : ending) {
            try {
                if (thread != Thread.currentThread()) {
                    thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - clock.nanos())));
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (true) {
            Range range;
            long attempt;
            RunningTask task;
            synchronized (lock) {
                range = next();
                if (range == null) {
                    return;
                }
                attempt = range.nextAttempt();
                task = range.pull(broadcasts);
                queued--;
                running.put(attempt, new Slot(task, Thread.currentThread()));
            }
            long start = clock.nanos();
            TaskOutcome outcome = range.tasks().run(runner, task);
            long end = clock.nanos();
            synchronized (lock) {
                running.remove(attempt);
                // A kill that came too late must not stop the next task.
                Thread.interrupted();
            }
            listener.ended(attempt, range.launch, outcome, end - start);
        }
    }

    /** The range to pull from, the jobs in turn; waits if there is none. Null when closed. */
    private @Nullable Range next() {
        while (!closed) {
            if (!queues.isEmpty()) {
                JobId job = queues.keySet().iterator().next();
                Deque<Range> queue = Objects.requireNonNull(queues.remove(job));
                Range range = queue.element();
                if (range.isLast()) {
                    queue.poll();
                }
                if (!queue.isEmpty()) {
                    queues.put(job, queue); // to the end of the line
                }
                return range;
            }
            try {
                lock.wait();
            } catch (InterruptedException e) {
                // A kill that came too late, or close(), which the loop sees.
            }
        }
        return null;
    }

    /** An attempt at work. */
    private record Slot(RunningTask task, Thread thread) {
        void stop() {
            task.cancel();
            thread.interrupt();
        }
    }

    /** What is left of a launched range. */
    private static final class Range {
        private final Launch launch;
        private int next;
        private final int until;

        Range(Launch launch, int next) {
            this(launch, next, launch.partitions().until());
        }

        private Range(Launch launch, int next, int until) {
            this.launch = launch;
            this.next = next;
            this.until = until;
        }

        StageTasks tasks() {
            return (StageTasks) launch.stage().payload();
        }

        long nextAttempt() {
            return attemptOf(next);
        }

        long endAttempt() {
            return attemptOf(until);
        }

        boolean isLast() {
            return next + 1 == until;
        }

        private long attemptOf(int partition) {
            return launch.firstAttempt() + partition - launch.partitions().from();
        }

        RunningTask pull(LongFunction<Object> broadcasts) {
            long attempt = nextAttempt();
            int partition = next++;
            return new RunningTask(launch.job().value(), launch.stage().id().value(), partition, attempt, broadcasts);
        }

        /** Adds to {@code kept} what remains when some attempts are taken out. */
        void without(long from, long end, Deque<Range> kept) {
            int first = (int) (launch.partitions().from() + from - launch.firstAttempt());
            int last = (int) (launch.partitions().from() + end - launch.firstAttempt());
            if (next < first) {
                kept.add(new Range(launch, next, first));
            }
            if (last < until) {
                kept.add(new Range(launch, last, until));
            }
        }
    }
}
