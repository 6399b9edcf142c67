package io.vonk.internal.endpoint;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for work that those of the sockets must not wait for: disks, code of users. What waits for them is bounded. Thread safety: safe
 * for use by many threads.
 */
final class SideThreads implements AutoCloseable {
    private static final long IDLE_SECONDS = 10;
    private static final long PATIENCE_MILLIS = 5_000;

    private final ThreadPoolExecutor pool;
    private final List<Thread> made = new CopyOnWriteArrayList<>();

    /**
     * No threads yet.
     *
     * @param name of the threads
     * @param threads how many there are at most
     * @param waiting how much may wait for them
     */
    SideThreads(String name, int threads, int waiting) {
        pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    made.removeIf(earlier -> !earlier.isAlive() && earlier.getState() == Thread.State.TERMINATED);
                    made.add(thread);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** Has work done soon; false if there is too much to do, or these threads have ended. */
    boolean execute(Runnable work) {
        try {
            pool.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    boolean isClosed() {
        return pool.isShutdown();
    }

    /** Interrupts what is being done and waits until the threads have ended, but not for ever. */
    @Override
    public void close() {
        pool.shutdownNow();
        for (Thread thread : made) {
            try {
                if (thread != Thread.currentThread()) {
                    thread.join(PATIENCE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
