package io.vonk.internal.session;

import io.vonk.internal.plan.PlanNode;
import java.util.concurrent.CompletableFuture;

/** A partition function that needs the result of another job first, such as the small side of a broadcast join. */
public interface Deferred {

    /** Whether {@link #prepare} has succeeded. */
    boolean prepared();

    /** The plan whose records it needs. */
    PlanNode needs();

    /**
     * Runs the job that it needs, in the driver.
     *
     * @param group the group of the job that waits for it
     */
    CompletableFuture<Void> prepare(JobRunner runner, String group);
}
