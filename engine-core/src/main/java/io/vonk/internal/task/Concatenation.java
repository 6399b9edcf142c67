package io.vonk.internal.task;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import org.jspecify.annotations.Nullable;

/** Several partitions, one after the other, each opened when its turn comes. */
final class Concatenation implements BatchReader {

    /** Opens one of the partitions. */
    @FunctionalInterface
    interface Opening {
        BatchReader open(int index) throws Exception;
    }

    private final int count;
    private final Opening opening;
    private int next;
    private @Nullable BatchReader reader;

    Concatenation(int count, Opening opening) {
        this.count = count;
        this.opening = opening;
    }

    @Override
    public @Nullable Batch next() throws Exception {
        while (true) {
            BatchReader open = reader;
            if (open == null) {
                if (next == count) {
                    return null;
                }
                open = opening.open(next++);
                reader = open;
            }
            Batch batch = open.next();
            if (batch != null) {
                return batch;
            }
            close();
        }
    }

    @Override
    public void close() throws Exception {
        BatchReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
