package io.vonk.runtime;

import io.vonk.error.VonkException;
import org.jspecify.annotations.Nullable;

/**
 * What a running task may know about itself. Used by the task's thread, except for {@link #cancelled()}.
 *
 * <p>User code reaches the context of the task that it runs in by {@link #get()}.
 */
public abstract class TaskContext {
    /** One value per thread and no global state: the binding ends with the task. */
    private static final ThreadLocal<@Nullable TaskContext> CURRENT = new ThreadLocal<>();

    /**
     * The context of the task that runs on this thread.
     *
     * @throws VonkException if this thread runs no task, as in the driver
     */
    public static TaskContext get() {
        TaskContext context = CURRENT.get();
        if (context == null) {
            throw new VonkException(
                    "no task runs on thread '" + Thread.currentThread().getName()
                            + "'; a task context exists only inside functions that the engine calls in a task");
        }
        return context;
    }

    /** The context of the task that runs on this thread, or null if none does. */
    public static @Nullable TaskContext getOrNull() {
        return CURRENT.get();
    }

    /** Binds {@code context} to this thread until the returned scope is closed. */
    @Internal
    public static Scope enter(TaskContext context) {
        TaskContext previous = CURRENT.get();
        CURRENT.set(context);
        return () -> {
            if (previous == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(previous);
            }
        };
    }

    /** Ends a binding of {@link #enter}. */
    @Internal
    @FunctionalInterface
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** The job's number in the session. */
    public abstract long jobId();

    /** The stage's number in the session. */
    public abstract long stageId();

    /** The partition that the task computes, from 0. */
    public abstract int partition();

    /** The attempt's number, unique in the session. */
    public abstract long attemptId();

    /** Whether the task has been asked to stop; long loops in user code should ask now and then. */
    public abstract boolean cancelled();

    /** Throws if the task has been asked to stop. */
    public abstract void checkCancelled();

    /** Closes {@code resource} when the task ends, however it ends; resources are closed in reverse order. */
    public abstract void onClose(AutoCloseable resource);

    /** Adds {@code delta} to a named counter of the job, counted exactly once however often the task is tried. */
    public abstract void count(String counter, long delta);

    /** Hands the accumulator copy of this task over for merging when the task has succeeded. */
    @Internal
    public abstract void register(Accumulator<?, ?> accumulator);

    /** The value of a broadcast. */
    @Internal
    public abstract Object broadcastValue(long broadcastId);
}
