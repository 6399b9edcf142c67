package io.vonk.internal.task;

import io.vonk.error.DataException;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.Exchange;
import io.vonk.internal.plan.ResultFunction;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.shuffle.FetchFailedException;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.runtime.TaskContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one attempt from its first batch to its outcome, on the calling thread.
 *
 * <p>Whatever is thrown becomes an outcome. Transient are: an {@link IOException} that does not speak of bad data, from
 * wherever it comes. Everything else that user code or the engine throws would happen again.
 */
public final class TaskRunner {
    private final OperatorScope operators;

    /** Runs tasks that share what {@code operators} names. */
    public TaskRunner(OperatorScope operators) {
        this.operators = operators;
    }

    /**
     * Runs an attempt that gives a result to the driver.
     *
     * @param function the action
     * @param callSite the action's line
     */
    public TaskOutcome runResult(StageCode code, RunningTask task, ResultFunction<?> function, CallSite callSite) {
        return run(code, task, callSite, (scope, input) -> {
            try {
                return new Made(code.forTask(function).apply(scope, task.partition(), input), 0);
            } catch (Throwable e) {
                throw AttributedReader.attributed(callSite, e);
            }
        });
    }

    /**
     * Runs an attempt that writes a map output of a shuffle.
     *
     * @param callSite the operation that the shuffle belongs to
     */
    public TaskOutcome runShuffle(
            StageCode code, RunningTask task, ShuffleId shuffle, Exchange exchange, CallSite callSite) {
        return run(code, task, callSite, (scope, input) -> {
            try {
                Exchange own = code.forTask(exchange);
                return new Made(null, code.shuffles().write(scope, shuffle, own, task.partition(), input));
            } catch (Throwable e) {
                throw AttributedReader.attributed(callSite, e);
            }
        });
    }

    private TaskOutcome run(StageCode code, RunningTask task, CallSite callSite, Work work) {
        OperatorScope own = new OperatorScope(
                operators.memory(), operators.scratch(), operators.classLoader(), task::checkCancelled);
        TaskScope scope = new TaskScope(task, own);
        try (TaskContext.Scope bound = TaskContext.enter(task)) {
            Made made;
            try (BatchReader input = code.open(scope, task.partition())) {
                made = work.on(scope, input);
            } finally {
                task.closeResources();
            }
            return new TaskOutcome.Succeeded(
                    made.result(),
                    made.digest(),
                    List.copyOf(task.accumulators()),
                    Map.copyOf(task.counters()),
                    task.recordsRead(),
                    task.bytesRead());
        } catch (Throwable e) {
            return outcomeOf(code, scope, callSite, e);
        }
    }

    private TaskOutcome outcomeOf(StageCode code, TaskScope scope, CallSite callSite, Throwable failure) {
        OperatorException operator = failure instanceof OperatorException known ? known : null;
        Throwable thrown = operator == null ? failure : operator.thrown();
        if (scope.context().cancelled() || thrown instanceof TaskKilledException) {
            return new TaskOutcome.Killed();
        }
        CallSite where = operator == null ? callSite : operator.callSite();
        String record = operator == null ? null : operator.record();
        FetchFailedException fetch = causeOf(thrown, FetchFailedException.class);
        if (fetch != null) {
            MapOutputId lost = fetch.output();
            Map<Integer, Long> alsoLost = new HashMap<>();
            for (MapOutputId other : fetch.outputs().subList(1, fetch.outputs().size())) {
                alsoLost.put(other.mapPartition(), other.attempt().value());
            }
            return new TaskOutcome.FetchFailed(
                    lost.shuffle(),
                    lost.mapPartition(),
                    lost.attempt().value(),
                    alsoLost,
                    new TaskFailure(where, null, null, thrown));
        }
        if (causeOf(thrown, OutOfMemoryError.class) != null) {
            return new TaskOutcome.OutOfMemory(new TaskFailure(where, record, null, thrown));
        }
        if (isTransient(thrown)) {
            // If it was a disk of this process, the next attempt here does not meet it.
            operators.takeOutUnwritableDirectories();
            return new TaskOutcome.TransientError(new TaskFailure(where, record, null, thrown));
        }
        String position = operator == null || operator.record() == null
                ? null
                : FailureLocator.locate(code, scope, operator.callSite());
        return new TaskOutcome.UserError(new TaskFailure(where, record, position, thrown));
    }

    /** Whether another try may go well. Bad data is not transient, though reading it is input and output. */
    private static boolean isTransient(Throwable thrown) {
        return causeOf(thrown, DataException.class) == null
                && (causeOf(thrown, IOException.class) != null || causeOf(thrown, UncheckedIOException.class) != null);
    }

    /** The first of {@code thrown} and its causes that has a type. */
    private static <E extends Throwable> @Nullable E causeOf(Throwable thrown, Class<E> type) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < 32; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** What a task does with its records. */
    @FunctionalInterface
    private interface Work {
        Made on(TaskScope scope, BatchReader input) throws Exception;
    }

    /** What a task has made: a result, or a map output's digest. */
    private record Made(@Nullable Object result, long digest) {}
}
