package io.vonk.internal.task;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.Sized;
import io.vonk.internal.plan.CallSite;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.TaskScope;
import io.vonk.internal.plan.ZipFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes which operation an exception came out of, unless an operation further down has been noted already. */
final class AttributedReader implements BatchReader, Sized {
    private final BatchReader reader;
    private final CallSite callSite;

    AttributedReader(BatchReader reader, CallSite callSite) {
        this.reader = reader;
        this.callSite = callSite;
    }

    static AttributedReader opening(
            CallSite callSite, PartitionFunction function, TaskScope scope, int partition, BatchReader input)
            throws Exception {
        try {
            return new AttributedReader(function.open(scope, partition, input), callSite);
        } catch (Throwable e) {
            throw attributed(callSite, e);
        }
    }

    static AttributedReader opening(
            CallSite callSite, ZipFunction function, TaskScope scope, int partition, List<BatchReader> inputs)
            throws Exception {
        try {
            return new AttributedReader(function.open(scope, partition, inputs), callSite);
        } catch (Throwable e) {
            throw attributed(callSite, e);
        }
    }

    @Override
    public @Nullable Batch next() throws Exception {
        try {
            return reader.next();
        } catch (Throwable e) {
            throw attributed(callSite, e);
        }
    }

    @Override
    public long sizeBytes() {
        return Sized.of(reader);
    }

    static Exception attributed(CallSite callSite, Throwable e) {
        return e instanceof OperatorException known ? known : new OperatorException(callSite, null, e);
    }

    @Override
    public void close() throws Exception {
        reader.close();
    }
}
