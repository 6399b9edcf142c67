package io.vonk.internal.wire;

import java.util.List;

/** What a master can be asked. */
public sealed interface MasterQuestion {

    /**
     * A worker offers its cores.
     *
     * @param address host:port where it serves map outputs
     * @param executors those that run there already
     * @param drivers those that run there already
     */
    record RegisterWorker(
            String worker,
            String address,
            int cores,
            long memoryBytes,
            List<HeldExecutor> executors,
            List<HeldDriver> drivers)
            implements MasterQuestion {}

    /** An executor that runs at a worker. */
    record HeldExecutor(String application, String executor, int cores, long memoryBytes) {}

    /** A driver that runs at a worker. */
    record HeldDriver(String submission, int cores, long memoryBytes) {}

    /**
     * A driver wants executors.
     *
     * @param driver host:port where it awaits them
     * @param maxCores 0 for no limit
     * @param executorCores 0 for all that are free on a worker
     * @param maxExecutors 0 for no limit
     */
    record RegisterApplication(
            String application,
            String name,
            String driver,
            int maxCores,
            int executorCores,
            int maxExecutors,
            long executorMemoryBytes)
            implements MasterQuestion {}

    /** Run a driver on a worker. */
    record SubmitDriver(DriverCommand command) implements MasterQuestion {}

    /** How is it with a driver? */
    record DriverStatus(String submission) implements MasterQuestion {}

    /** End a driver. */
    record KillDriver(String submission) implements MasterQuestion {}

    /** How is it with the cluster? */
    record ClusterStatus() implements MasterQuestion {}
}
