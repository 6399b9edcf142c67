package io.vonk.internal.driver;

import io.vonk.internal.exchange.SessionShuffles;
import io.vonk.internal.id.ExecutorId;
import io.vonk.internal.scheduler.SchedulerAction;
import io.vonk.internal.scheduler.SchedulerEvent;
import io.vonk.internal.task.StagePlan;
import java.util.function.LongFunction;

/**
 * Where the tasks of a session run: the executors that its scheduler talks of.
 *
 * <p>Thread safety: called by the driver's thread, save where a method says otherwise.
 */
interface TaskBackend {

    /** Hears what happens at executors; may be called by any thread, and returns at once. */
    interface Listener {

        /** Something happened that the scheduler must know. */
        void happened(SchedulerEvent event);

        /**
         * An attempt has ended.
         *
         * @param pressing whether somebody waits for what follows; else the driver may look at it a moment later
         */
        void ended(AttemptEnd end, boolean pressing);

        /** There will be no executors any more, and why: all jobs fail, those that come later too. */
        void broken(String why);
    }

    /**
     * Begins; executors are announced to the listener.
     *
     * @param broadcasts gives the value of a broadcast by its number, or null
     */
    void start(Listener listener, LongFunction<Object> broadcasts);

    /** Waits until there is an executor, but not longer than patience lasts. Any thread may wait. */
    void awaitExecutor(long patienceMillis) throws InterruptedException;

    /** The session's shuffles. */
    SessionShuffles shuffles();

    /** How many tasks can run at once. Any thread may ask. */
    int parallelism();

    /** Whether there may be more executors than one. */
    boolean hasSeveralExecutors();

    /** What executors need of a stage, for the scheduler to hold until it launches tasks. */
    Object payload(StagePlan plan);

    /** Queues a range of attempts at an executor. Nothing happens if it is not there any more. */
    void launch(SchedulerAction.Launch launch);

    /** Takes back attempts that have not started; they are reported as killed. */
    void giveBack(ExecutorId executor, long firstAttempt, int count);

    /** Takes back attempts that have not started, and stops those that run. */
    void kill(ExecutorId executor, long firstAttempt, int count);

    /** Ends the life of an executor. */
    void fence(ExecutorId executor);

    /** Forgets the kept partitions of a node. Any thread may ask for it. */
    void dropKept(long nodeId);

    /** Forgets the value of a broadcast wherever it is. Any thread may ask for it. */
    void destroyBroadcast(long id);

    /** Whether there is work: jobs have begun, or the last one has ended. */
    void busy(boolean busy);

    /** Stops all tasks and waits until they have ended, or have ignored it for too long. Nothing is announced after that. */
    void stop();

    /** Releases everything. */
    void close();
}
