package io.vonk.internal.task;

import io.vonk.internal.id.JobId;
import io.vonk.internal.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
 * <p>Thread safety: {@link #launch}, {@link #giveBack} and {@link #kill} are called by one thread at a
 * time, the rest is internal.
 */
public final class Slots {

    /** Hears how attempts end; called by the slots' threads. */
    public interface Listener {

        /**
         * An attempt has ended, by itself or because it was stopped.
         *
         * @param moreToPull whether attempts of the same range wait to be pulled, so that the slots have work even if
         *     nobody looks at this end for a moment
         */
        void ended(long attempt, TaskRange range, TaskOutcome outcome, long runNanos, boolean moreToPull);
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
    private final List<Slot> slots = new ArrayList<>();
    private int running;
    private long queued;
    private boolean closed;

    /**
     * Slots without work.
     *
     * @param name the first part of the threads' names
     * @param count how many tasks can run at once
     * @param broadcasts gives the value of a broadcast by its number, or null; may block
     */
    public Slots(
            String name,
            int count,
            TaskRunner runner,
            LongFunction<Object> broadcasts,
            Clock clock,
            Listener listener) {
        this.name = name;
        this.count = count;
        this.runner = runner;
        this.broadcasts = broadcasts;
        this.clock = clock;
        this.listener = listener;
    }

    /** Queues a range of attempts. */
    public void launch(TaskRange range) {
        synchronized (lock) {
            queues.computeIfAbsent(range.job(), job -> new ArrayDeque<>())
                    .add(new Range(range, range.from(), range.until()));
            queued += range.size();
            lock.notifyAll();
            for (int free = slots.size() - running; free < queued && slots.size() < count; free++) {
                Slot slot = new Slot(name + "-slot-" + slots.size());
                slots.add(slot);
                slot.thread.start();
            }
        }
    }

    /**
     * Takes back those of the attempts that have not started.
     *
     * @return the attempts taken back, as pairs of the first and how many
     */
    public List<long[]> giveBack(long firstAttempt, int attempts) {
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
    public void kill(long firstAttempt, int attempts) {
        synchronized (lock) {
            for (Slot slot : slots) {
                if (slot.attempt >= firstAttempt && slot.attempt < firstAttempt + attempts) {
                    slot.stop();
                }
            }
        }
    }

    /** Stops everything and waits until all threads have ended, or a task has ignored the request for too long. */
    public void close(long patienceMillis) {
        List<Thread> ending = new ArrayList<>();
        synchronized (lock) {
            closed = true;
            queues.clear();
            queued = 0;
            for (Slot slot : slots) {
                slot.stop();
                ending.add(slot.thread);
            }
            lock.notifyAll();
        }
        join(ending, patienceMillis, clock);
    }

    /** Waits until all threads have ended, but not longer than patience lasts. */
    public static void join(List<Thread> ending, long patienceMillis, Clock clock) {
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

    /** A range to pull from, the jobs in turn; null if there is none now. */
    private @Nullable Range poll() {
        if (queues.isEmpty()) {
            return null;
        }
        Map.Entry<JobId, Deque<Range>> first = queues.entrySet().iterator().next();
        Deque<Range> queue = first.getValue();
        Range range = queue.element();
        if (range.isLast()) {
            queue.poll();
        }
        if (queue.isEmpty()) {
            queues.remove(first.getKey());
        } else if (queues.size() > 1) {
            JobId job = first.getKey();
            queues.remove(job);
            queues.put(job, queue); // to the end of the line
        }
        return range;
    }

    /** A thread that runs attempts, and the one that it is at. The fields that change are guarded by the lock. */
    private final class Slot implements Runnable {
        private static final long NONE = -1;

        private final Thread thread;
        private long attempt = NONE;
        private @Nullable RunningTask task;
        private @Nullable Range range;

        Slot(String name) {
            thread = new Thread(this, name);
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            while (await()) {
                // One turn of the lock ends an attempt and begins the next, which is what small tasks mostly cost.
                boolean pulled = true;
                while (pulled) {
                    RunningTask current = Objects.requireNonNull(task);
                    Range from = Objects.requireNonNull(range);
                    long ended = attempt;
                    long start = clock.nanos();
                    TaskOutcome outcome = from.range.tasks().run(runner, current);
                    long nanos = clock.nanos() - start;
                    boolean moreToPull;
                    synchronized (lock) {
                        leave();
                        moreToPull = from.hasMore();
                        pulled = pull();
                    }
                    listener.ended(ended, from.range, outcome, nanos, moreToPull);
                }
            }
        }

        /** Waits for an attempt and begins it; false when closed. */
        private boolean await() {
            synchronized (lock) {
                while (!closed) {
                    if (pull()) {
                        return true;
                    }
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        // A kill that came too late, or close(), which the loop sees.
                    }
                }
                return false;
            }
        }

        /** Begins an attempt, if there is one; with the lock. */
        private boolean pull() {
            Range next = closed ? null : poll();
            if (next == null) {
                return false;
            }
            range = next;
            attempt = next.nextAttempt();
            task = next.pull(broadcasts);
            queued--;
            running++;
            return true;
        }

        /** Ends the attempt; with the lock. */
        private void leave() {
            attempt = NONE;
            task = null;
            range = null;
            running--;
            // A kill that came too late must not stop the next task.
            Thread.interrupted();
        }

        /** Stops the attempt, if there is one; with the lock. */
        void stop() {
            if (task != null) {
                task.cancel();
                thread.interrupt();
            }
        }
    }

    /** What is left of a launched range. */
    private static final class Range {
        private final TaskRange range;
        private int next;
        private final int until;

        Range(TaskRange range, int next, int until) {
            this.range = range;
            this.next = next;
            this.until = until;
        }

        long nextAttempt() {
            return range.attemptOf(next);
        }

        long endAttempt() {
            return range.attemptOf(until);
        }

        boolean isLast() {
            return next + 1 == until;
        }

        boolean hasMore() {
            return next < until;
        }

        RunningTask pull(LongFunction<Object> broadcasts) {
            long attempt = nextAttempt();
            int partition = next++;
            return new RunningTask(range.job().value(), range.stage().value(), partition, attempt, broadcasts);
        }

        /** Adds to {@code kept} what remains when some attempts are taken out. */
        void without(long from, long end, Deque<Range> kept) {
            int first = (int) (range.from() + from - range.firstAttempt());
            int last = (int) (range.from() + end - range.firstAttempt());
            if (next < first) {
                kept.add(new Range(range, next, first));
            }
            if (last < until) {
                kept.add(new Range(range, last, until));
            }
        }
    }
}
