package io.vonk.internal.task;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.fusion.FusedRun;
import io.vonk.internal.fusion.FusedStep;
import io.vonk.internal.fusion.LoopChoice;
import io.vonk.internal.fusion.StageFusion;
import io.vonk.internal.plan.OperatorNode;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.RecordOperator.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of record operators on top of a reader: each batch is sent through all operators in a loop, so that a chain may be
 * as long as memory allows without a deep stack. Used by one thread.
 *
 * <p>Operators that make many records of one ({@link Expansion}) keep the batch they work on; the innermost of those that
 * have results left goes on first.
 *
 * <p>Begins with a {@link RecordStep} for each operator, and changes, between two batches, to generated code for the runs
 * between expansions when {@link TierUp} says so. Of a run there are two kinds of such code, and a {@link LoopChoice}.
 */
final class Pipeline implements BatchReader {
    private final BatchReader input;
    private final OperatorNode[] nodes;
    private final @Nullable RecordStep[] steps;
    private final @Nullable Expansion[] expansions;
    private final int[] open;
    private int openCount;
    private final Runnable cancellationCheck;
    private final TierUp tierUp;

    /** At the index of the first operator of each run that has generated code; null as long as there is none. */
    private @Nullable FusedRun @Nullable [] fused;

    private boolean started;
    private boolean hot;

    Pipeline(
            BatchReader input,
            List<OperatorNode> operators,
            FunctionInstances functions,
            Runnable cancellationCheck,
            TierUp tierUp) {
        this.input = input;
        this.nodes = operators.toArray(new OperatorNode[0]);
        this.steps = new @Nullable RecordStep[nodes.length];
        this.expansions = new @Nullable Expansion[nodes.length];
        this.cancellationCheck = cancellationCheck;
        this.tierUp = tierUp;
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
            cancellationCheck.run();
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
                batch = input.next();
                if (batch == null) {
                    return null;
                }
                from = 0;
            }
            if (!hot) {
                // Runs begin after expansions, so the change is safe while one of them has results left.
                countRecords(batch.size);
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
        int next;
        for (int i = from; i < nodes.length && batch.size > 0; i = next) {
            FusedRun code = fused == null ? null : fused[i];
            if (code != null) {
                batch = code.parts().isEmpty() ? apply(code, i, batch) : applyQuickly(code, i, batch);
                next = i + code.length();
                continue;
            }
            next = i + 1;
            RecordStep step = stepAt(i);
            Expansion expansion = expansions[i];
            if (expansion != null) {
                expansion.load(batch.objects());
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

    /** Changes to generated code where it exists (asked once) or pays by now. */
    private void countRecords(int size) {
        boolean warm = tierUp.isWarm(size);
        if (started && !warm) {
            return;
        }
        started = true;
        hot = warm;
        @Nullable FusedRun[] runs = new @Nullable FusedRun[nodes.length];
        boolean any = false;
        for (int i = 0; i < nodes.length; ) {
            List<FusedStep> steps = runFrom(i);
            if (!steps.isEmpty()) {
                runs[i] = tierUp.fuse(steps, warm);
                any |= runs[i] != null;
            }
            i += Math.max(1, steps.size());
        }
        fused = any ? runs : null;
    }

    /** The operators from {@code from} on that one loop can do; none if the first of them expands. */
    private List<FusedStep> runFrom(int from) {
        List<FusedStep> steps = new ArrayList<>();
        for (int i = from; i < nodes.length && steps.size() < StageFusion.MAX_LENGTH && expansions[i] == null; i++) {
            RecordStep step = stepAt(i);
            steps.add(new FusedStep(step.kind(), step.function()));
        }
        return steps;
    }

    /** In one loop or in several, whichever is quicker for this run. */
    private Batch applyQuickly(FusedRun code, int first, Batch batch) throws OperatorException {
        int size = batch.size;
        boolean divided = code.choice().isDivided(size);
        long start = LoopChoice.nanos();
        Batch result = divided ? applyParts(code.parts(), first, batch) : apply(code, first, batch);
        code.choice().took(divided, size, LoopChoice.nanos() - start);
        return result;
    }

    private Batch applyParts(List<FusedRun> parts, int first, Batch start) throws OperatorException {
        Batch batch = start;
        for (int i = 0; i < parts.size() && batch.size > 0; i++) {
            batch = apply(parts.get(i), first + i, batch);
        }
        return batch;
    }

    private Batch apply(FusedRun code, int first, Batch batch) throws OperatorException {
        Batch input = code.input() == Shape.OBJECT ? batch.objects() : batch;
        try {
            return code.apply(input);
        } catch (Throwable e) {
            int failed = first + code.position().operator();
            throw failed(
                    failed, recordAt(failed, first, input.record(code.position().index())), e);
        }
    }

    /** What operator {@code failed} was working on, found by sending the run's input through the steps before it again. */
    private @Nullable Object recordAt(int failed, int first, @Nullable Object input) {
        try {
            Batch batch = single(stepAt(first).kind().input(), input);
            for (int i = first; i < failed && batch.size > 0; i++) {
                batch = stepAt(i).apply(batch);
            }
            return batch.size > 0 ? batch.record(0) : null;
        } catch (Exception e) {
            return null; // It does not go the same way twice: then the record stays unknown.
        }
    }

    private static Batch single(Shape shape, @Nullable Object record) {
        if (shape == Shape.LONG && record instanceof Long number) {
            Batch.Longs longs = new Batch.Longs();
            longs.records[0] = number;
            longs.size = 1;
            return longs;
        }
        if (shape == Shape.DOUBLE && record instanceof Double number) {
            Batch.Doubles doubles = new Batch.Doubles();
            doubles.records[0] = number;
            doubles.size = 1;
            return doubles;
        }
        Batch.Objects objects = new Batch.Objects();
        objects.records[0] = record;
        objects.size = 1;
        return objects;
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
