package io.vonk.internal.session;

import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.ResultFunction;
import java.util.concurrent.CompletableFuture;
import java.util.function.ObjIntConsumer;

/** Runs jobs; the seam between the words a user types and whatever executes them. Safe for use by many threads. */
public interface JobRunner {

    /**
     * Starts a job.
     *
     * @return completes when all partitions have been handed over; fails with {@code JobFailedException} or
     *     {@code CancellationException}. Cancelling it cancels the job.
     */
    <R> CompletableFuture<Void> submit(JobRequest<R> request);

    /** Cancels all running jobs of a group. */
    void cancelGroup(String group, String reason);

    /** Forgets the kept partitions of a node. */
    void dropKept(PlanNode node);

    /** How many tasks can run at once. */
    int parallelism();

    /**
     * A job to run.
     *
     * @param node what to compute
     * @param partitions which of its partitions
     * @param function what to do with each
     * @param receiver gets the results, in the order of {@code partitions}, on a thread of the engine; must be quick
     * @param callSite the action and the user's line
     * @param group the job group, empty for none
     * @param name what the user calls the job, empty for nothing
     * @param <R> the result of a partition
     */
    record JobRequest<R>(
            PlanNode node,
            int[] partitions,
            ResultFunction<R> function,
            ObjIntConsumer<R> receiver,
            CallSite callSite,
            String group,
            String name) {

        /** A job of the engine's own, which prepares another one and is cancelled with its group. */
        public JobRequest(
                PlanNode node,
                int[] partitions,
                ResultFunction<R> function,
                ObjIntConsumer<R> receiver,
                CallSite callSite,
                String group) {
            this(node, partitions, function, receiver, callSite, group, "");
        }

        /** The job in messages: its name, if it has one, and the action with the user's line. */
        public String label() {
            return name.isEmpty() ? callSite.toString() : "'" + name + "' (" + callSite + ")";
        }
    }
}
