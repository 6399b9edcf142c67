package io.vonk.internal.aggregate;

import io.vonk.internal.batch.Batch;
import org.jspecify.annotations.Nullable;

/** The records of a batch as an array of objects. */
final class Records {
    private Records() {}

    static @Nullable Object[] of(Batch batch) {
        if (batch instanceof Batch.Objects objects) {
            return objects.records;
        }
        @Nullable Object[] records = new @Nullable Object[batch.size];
        for (int i = 0; i < batch.size; i++) {
            records[i] = batch.record(i);
        }
        return records;
    }
}
