package io.vonk.internal.master;

/** An executor that was given to an application, from its launch until its end has been told. */
final class Grant {
    final ApplicationState application;
    final WorkerState worker;
    final String executor;
    final int cores;
    final long memoryBytes;
    final long launchedNanos;
    /** Whether it was told to end: what it holds is not free yet, but does not count for its application any more. */
    boolean stopping;

    Grant(
            ApplicationState application,
            WorkerState worker,
            String executor,
            int cores,
            long memoryBytes,
            long launchedNanos) {
        this.application = application;
        this.worker = worker;
        this.executor = executor;
        this.cores = cores;
        this.memoryBytes = memoryBytes;
        this.launchedNanos = launchedNanos;
    }
}
