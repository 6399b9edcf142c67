package io.vonk.testkit;

/** What a link of a worker of a {@link MiniCluster} leads to. */
public enum LinkKind {
    /** From a worker to its master. */
    TO_MASTER,
    /** From the executors of a worker to a driver. */
    TO_DRIVER,
    /** From executors of other workers to the map outputs that a worker serves. */
    TO_OUTPUTS
}
