package io.vonk.internal.wire;

import java.util.List;

/** How it is with a cluster, as its master sees it. */
public record ClusterReport(List<Worker> workers, List<Application> applications, List<Driver> drivers) {

    /** A worker. */
    public record Worker(
            String worker,
            String address,
            int cores,
            int coresUsed,
            long memoryBytes,
            long memoryUsedBytes,
            boolean connected) {}

    /** An application. */
    public record Application(String application, String name, int cores, int executors) {}

    /**
     * A driver that was submitted.
     *
     * @param found whether the master knows it; else the rest means nothing
     * @param state SUBMITTED, RUNNING, FINISHED, FAILED, KILLED, RELAUNCHING or LOST
     * @param worker where it runs or ran; empty for nowhere
     * @param message why it is in this state; may be empty
     */
    public record Driver(String submission, boolean found, String state, String worker, String message) {}
}
