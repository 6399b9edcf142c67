package io.vonk.internal.task;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.io.CountingReader;
import io.vonk.io.RecordReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Batches of a source's records. */
class SourceReader implements BatchReader {
    private final RecordReader<?> reader;
    private final Batch.Objects batch = new Batch.Objects();

    private SourceReader(RecordReader<?> reader) {
        this.reader = reader;
    }

    /** A reader that can count without making records, if {@code reader} can. */
    static SourceReader of(RecordReader<?> reader) {
        return reader instanceof CountingReader counting ? new Counting(reader, counting) : new SourceReader(reader);
    }

    @Override
    public @Nullable Batch next() throws IOException {
        int size = reader.read(batch.records);
        if (size == 0) {
            return null;
        }
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

        Counting(RecordReader<?> reader, CountingReader counting) {
            super(reader);
            this.counting = counting;
        }

        @Override
        public long countRemaining() throws IOException {
            return counting.countRemaining();
        }
    }
}
