package io.vonk.internal.task;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.OperatorNode;
import io.vonk.internal.plan.PlanNode;
import io.vonk.internal.plan.PlanWalk;
import io.vonk.internal.plan.RecordOperator;
import io.vonk.internal.plan.SourceNode;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.plan.UnionNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the place, in a file, of the record that made a task fail.
 *
 * <p>Batches carry no places, because that would cost every record of every job something. When a deterministic failure has
 * ended a task whose records come from a source through record operators only, the split is read once more and its records
 * are sent through the operators one by one until the failure comes again.
 */
final class FailureLocator {
    private FailureLocator() {}

    /**
     * The place of the input record that fails at {@code failed}, or null if it cannot be told: the operator has other
     * inputs, or the failure does not come again.
     */
    static @Nullable String locate(StageCode code, TaskScope scope, CallSite failed) {
        List<OperatorNode> operators = new ArrayList<>();
        PlanNode node = PlanWalk.effective(code.root());
        int partition = scope.context().partition();
        while (!(node instanceof SourceNode)) {
            if (node instanceof OperatorNode operator && operator.operator() instanceof RecordOperator) {
                operators.add(operator);
                node = PlanWalk.effective(operator.parent());
            } else if (node instanceof UnionNode union) {
                int parent = 0;
                while (partition >= union.parents().get(parent).partitionCount()) {
                    partition -= union.parents().get(parent++).partitionCount();
                }
                node = PlanWalk.effective(union.parents().get(parent));
            } else {
                return null;
            }
        }
        Collections.reverse(operators);
        int end = operators.size();
        while (end > 0 && !operators.get(end - 1).callSite().equals(failed)) {
            end--;
        }
        try {
            return replay(code, scope, (SourceNode) node, partition, operators.subList(0, end));
        } catch (Exception e) {
            return null; // The input cannot be read again; the failure itself is reported all the same.
        }
    }

    private static @Nullable String replay(
            StageCode code, TaskScope scope, SourceNode source, int partition, List<OperatorNode> operators)
            throws Exception {
        try (BatchReader reader = code.openSource(scope, source, partition)) {
            if (!(reader instanceof SourceReader records)) {
                return null;
            }
            OneByOne oneByOne = new OneByOne();
            Pipeline pipeline = new Pipeline(
                    oneByOne, operators, code.functions(), scope.operators()::checkCancelled, TierUp.never());
            for (Batch batch = records.next(); batch != null; batch = records.next()) {
                for (int i = 0; i < batch.size; i++) {
                    oneByOne.offer(batch.record(i));
                    try {
                        while (pipeline.next() != null) {
                            // Only the failure is wanted.
                        }
                    } catch (OperatorException e) {
                        return records.position(i);
                    }
                }
            }
            return null;
        }
    }

    /** Gives one record at a time, and an end after each. */
    private static final class OneByOne implements BatchReader {
        private final Batch.Objects batch = new Batch.Objects(1);
        private boolean full;

        void offer(@Nullable Object record) {
            batch.records[0] = record;
            full = true;
        }

        @Override
        public @Nullable Batch next() {
            if (!full) {
                return null;
            }
            full = false;
            batch.size = 1;
            return batch;
        }

        @Override
        public void close() {
            full = false;
        }
    }
}
