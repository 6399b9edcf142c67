package io.vonk.internal.task;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.plan.CallSite;
import io.vonk.io.CountingReader;
import io.vonk.io.RecordReader;
import io.vonk.io.Split;
import io.vonk.runtime.TaskContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Batches of a source's records. Counts what is read, and stops when the task is asked to. */
class SourceReader implements BatchReader {
    private final RecordReader<?> reader;
    private final CallSite callSite;
    private final RunningTask task;
    private final Batch.Objects batch = new Batch.Objects();

    private SourceReader(RecordReader<?> reader, CallSite callSite, RunningTask task) {
        this.reader = reader;
        this.callSite = callSite;
        this.task = task;
    }

    /** A reader that can count without making records, if {@code reader} can. */
    static SourceReader of(RecordReader<?> reader, Split split, CallSite callSite, TaskContext context) {
        RunningTask task = (RunningTask) context;
        task.read(0, Math.max(0, split.sizeBytes()));
        return reader instanceof CountingReader counting
                ? new Counting(reader, counting, callSite, task)
                : new SourceReader(reader, callSite, task);
    }

    @Override
    public @Nullable Batch next() throws Exception {
        task.checkCancelled();
        int size;
        try {
            size = reader.read(batch.records);
        } catch (Throwable e) {
            throw AttributedReader.attributed(callSite, e);
        }
        if (size == 0) {
            return null;
        }
        task.read(size, 0);
        batch.size = size;
        return batch;
    }

    /** The place of a record of the batch that was read last. */
    String position(int index) {
        return reader.position(index);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static final class Counting extends SourceReader implements CountingReader {
        private final CountingReader counting;

        Counting(RecordReader<?> reader, CountingReader counting, CallSite callSite, RunningTask task) {
            super(reader, callSite, task);
            this.counting = counting;
        }

        @Override
        public long countRemaining() throws IOException {
            return counting.countRemaining();
        }
    }
}
