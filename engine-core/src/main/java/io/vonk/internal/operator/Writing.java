package io.vonk.internal.operator;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.output.OutputAttempt;
import io.vonk.internal.output.OutputManifest;
import io.vonk.internal.output.OutputTarget;
import io.vonk.internal.plan.ResultFunction;
import io.vonk.internal.plan.TaskScope;

/** The tasks of an output: each writes its partition to files of its own and says what it has written. */
@SuppressWarnings("NullAway") // records, keys and values may be null
public final class Writing {
    private Writing() {}

    /** Writes a partition. */
    public static <T> ResultFunction<OutputManifest> to(OutputTarget<T> target) {
        return new Write<>(target);
    }

    private record Write<T>(OutputTarget<T> target) implements ResultFunction<OutputManifest> {
        @Override
        @SuppressWarnings("unchecked")
        public OutputManifest apply(TaskScope scope, int partition, BatchReader input) throws Exception {
            try (OutputAttempt<T> attempt =
                    new OutputAttempt<>(target, partition, scope.context().attemptId())) {
                for (Batch batch = input.next(); batch != null; batch = input.next()) {
                    for (int i = 0; i < batch.size; i++) {
                        attempt.write((T) batch.record(i));
                    }
                }
                return attempt.finish();
            }
        }
    }
}
