package io.vonk.internal.plan;

import io.vonk.internal.memory.OperatorScope;
import io.vonk.runtime.TaskContext;

/**
 * What a task has to work with. Ends with the task.
 *
 * @param context what user code sees
 * @param operators memory, scratch files and cancellation
 */
public record TaskScope(TaskContext context, OperatorScope operators) {}
