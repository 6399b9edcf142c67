package io.vonk.internal.wire;

/** What a master tells a worker. */
public sealed interface WorkerOrder {

    /** The master lives. */
    record Heartbeat() implements WorkerOrder {}

    /**
     * Start an executor.
     *
     * @param driver host:port of its driver
     */
    record LaunchExecutor(String application, String executor, int cores, long memoryBytes, String driver)
            implements WorkerOrder {}

    /** End an executor. */
    record StopExecutor(String application, String executor, String why) implements WorkerOrder {}

    /** The application has ended: delete what it has left. */
    record CleanApplication(String application) implements WorkerOrder {}

    /** Start a driver. */
    record LaunchDriver(String submission, DriverCommand command) implements WorkerOrder {}

    /** End a driver. */
    record StopDriver(String submission) implements WorkerOrder {}
}
