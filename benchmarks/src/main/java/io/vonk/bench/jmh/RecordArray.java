package io.vonk.bench.jmh;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import org.jspecify.annotations.Nullable;

/** Hands out the records of an array in batches, without making any. */
final class RecordArray implements BatchReader {
    private final Object[] records;
    private final Batch.Objects batch = new Batch.Objects();
    private int position;

    RecordArray(Object[] records) {
        this.records = records;
    }

    @Override
    public @Nullable Batch next() {
        int size = Math.min(Batch.CAPACITY, records.length - position);
        if (size == 0) {
            return null;
        }
        System.arraycopy(records, position, batch.records, 0, size);
        position += size;
        batch.size = size;
        return batch;
    }

    @Override
    public void close() {}

    /** Reads everything, closes the reader and returns how many records there were. */
    static long drain(BatchReader reader) throws Exception {
        try (reader) {
            long count = 0;
            for (Batch read = reader.next(); read != null; read = reader.next()) {
                count += read.size;
            }
            return count;
        }
    }
}
