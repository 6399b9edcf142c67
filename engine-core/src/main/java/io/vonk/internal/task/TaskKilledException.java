package io.vonk.internal.task;

/** Ends a task that was asked to stop. Not for users to catch, but harmless if they do: the next check throws it again. */
final class TaskKilledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TaskKilledException() {
        super("the task was asked to stop", null, false, false);
    }
}
