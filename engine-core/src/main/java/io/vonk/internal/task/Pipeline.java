package io.vonk.internal.task;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.plan.OperatorNode;
import io.vonk.internal.plan.RecordOperator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of record operators on top of a reader: each batch is sent through all operators in a loop, so that a chain may be
 * as long as memory allows without a deep stack. Used by one thread.
 *
 * <p>Operators that make many records of one ({@link Expansion}) keep the batch they work on; the innermost of those that
 * have results left goes on first.
 */
final class Pipeline implements BatchReader {
    private final BatchReader input;
    private final OperatorNode[] nodes;
    private final @Nullable RecordStep[] steps;
    private final @Nullable Expansion[] expansions;
    private final int[] open;
    private int openCount;
    private final Runnable cancellationCheck;

    Pipeline(BatchReader input, List<OperatorNode> operators, FunctionInstances functions, Runnable cancellationCheck) {
        this.input = input;
        this.nodes = operators.toArray(new OperatorNode[0]);
        this.steps = new @Nullable RecordStep[nodes.length];
        this.expansions = new @Nullable Expansion[nodes.length];
        this.cancellationCheck = cancellationCheck;
        int expanding = 0;
        for (int i = 0; i < nodes.length; i++) {
            RecordOperator operator = (RecordOperator) nodes[i].operator();
            Object function = functions.forTask(operator.function());
            steps[i] = new RecordStep(operator.kind(), function);
            if (operator.kind().expands()) {
                expansions[i] = new Expansion(operator.kind(), function);
                expanding++;
            }
        }
        this.open = new int[expanding];
    }

    @Override
    public @Nullable Batch next() throws Exception {
        while (true) {
            Batch batch;
            int from;
            if (openCount > 0) {
                int innermost = open[openCount - 1];
                batch = expand(innermost);
                if (batch == null) {
                    openCount--;
                    continue;
                }
                from = innermost + 1;
            } else {
                cancellationCheck.run();
                batch = input.next();
                if (batch == null) {
                    return null;
                }
                from = 0;
            }
            Batch result = run(batch, from);
            if (result != null) {
                return result;
            }
        }
    }

    /** Sends a batch through the operators from {@code from} on; null if nothing is left of it or an expansion took it. */
    private @Nullable Batch run(Batch start, int from) throws OperatorException {
        Batch batch = start;
        for (int i = from; i < nodes.length && batch.size > 0; i++) {
            RecordStep step = stepAt(i);
            Expansion expansion = expansions[i];
            if (expansion != null) {
                expansion.load(step.boxed(batch));
                open[openCount++] = i;
                return null;
            }
            try {
                batch = step.apply(batch);
            } catch (Throwable e) {
                throw failed(i, batch.size > step.current() ? batch.record(step.current()) : null, e);
            }
        }
        return batch.size > 0 ? batch : null;
    }

    private @Nullable Batch expand(int index) throws OperatorException {
        Expansion expansion = expansions[index];
        if (expansion == null) {
            throw new IllegalStateException("operator " + index + " does not expand");
        }
        try {
            return expansion.next();
        } catch (Throwable e) {
            throw failed(index, expansion.current(), e);
        }
    }

    private RecordStep stepAt(int index) {
        RecordStep step = steps[index];
        if (step == null) {
            throw new IllegalStateException("operator " + index + " was not prepared");
        }
        return step;
    }

    private OperatorException failed(int index, @Nullable Object record, Throwable e) {
        return new OperatorException(nodes[index].callSite(), OperatorException.shortened(record), e);
    }

    @Override
    public void close() throws Exception {
        input.close();
    }
}
