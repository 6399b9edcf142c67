package io.vonk.internal.wire;

/** What a worker tells its master. */
public sealed interface WorkerMessage {

    /** It lives. */
    record Heartbeat() implements WorkerMessage {}

    /** The process of an executor has started. */
    record ExecutorRunning(String application, String executor) implements WorkerMessage {}

    /**
     * The process of an executor has ended, or could not be started.
     *
     * @param failed whether nobody has asked for it
     * @param how in words
     */
    record ExecutorExited(String application, String executor, boolean failed, String how) implements WorkerMessage {}

    /** The process of a driver has started. */
    record DriverRunning(String submission) implements WorkerMessage {}

    /** The process of a driver has ended, or could not be started. */
    record DriverExited(String submission, int exitCode, String how) implements WorkerMessage {}
}
