package io.vonk.internal.task;

import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.ResultFunction;

/**
 * What the tasks of a stage do, as data. Holds no {@code ShuffleNode} of its own output, so that a shuffle nobody can name any more
 * is found by the garbage collector. {@link StageTasks} makes it run; between processes it travels as {@link StageBytes}.
 */
public sealed interface StagePlan {

    /** What all tasks of the stage compute. */
    PlanNode root();

    /** The operation, for messages and progress. */
    CallSite callSite();

    /** Tasks that write map outputs. */
    record Writing(PlanNode root, ShuffleId shuffle, Exchange exchange, CallSite callSite) implements StagePlan {}

    /** Tasks that give results. */
    record Giving(PlanNode root, ResultFunction<?> function, CallSite callSite) implements StagePlan {}
}
