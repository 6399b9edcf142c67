package io.vonk.internal.task;

import io.vonk.data.Pair;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Every record of one partition with every record of another: the right one is opened again for each batch of the left, so
 * that neither has to fit into memory.
 */
@SuppressWarnings("NullAway") // records, keys and values may be null
final class Product implements BatchReader {
    private final BatchReader left;
    private final Callable<BatchReader> openRight;
    private final Batch.Objects output = new Batch.Objects();
    private @Nullable Object[] leftRecords = new @Nullable Object[0];
    private @Nullable BatchReader right;
    private @Nullable Batch rightBatch;
    private int nextLeft;
    private int nextRight;

    Product(BatchReader left, Callable<BatchReader> openRight) {
        this.left = left;
        this.openRight = openRight;
    }

    @Override
    public @Nullable Batch next() throws Exception {
        int size = 0;
        while (size < output.records.length) {
            Batch rights = rightBatch;
            if (rights == null) {
                if (!advance()) {
                    break;
                }
                continue;
            }
            output.records[size++] = new Pair<>(leftRecords[nextLeft], rights.record(nextRight));
            if (++nextRight == rights.size) {
                nextRight = 0;
                if (++nextLeft == leftRecords.length) {
                    rightBatch = null;
                }
            }
        }
        output.size = size;
        return size == 0 ? null : output;
    }

    /** Moves on to the next batch of the right side, or to the next of the left; false at the end of both. */
    private boolean advance() throws Exception {
        nextLeft = 0;
        nextRight = 0;
        if (right != null) {
            rightBatch = right.next();
            if (rightBatch != null) {
                return true;
            }
            right.close();
            right = null;
        }
        Batch batch = left.next();
        if (batch == null) {
            return false;
        }
        leftRecords = new @Nullable Object[batch.size];
        for (int i = 0; i < batch.size; i++) {
            leftRecords[i] = batch.record(i);
        }
        right = openRight.call();
        rightBatch = right.next();
        return true;
    }

    @Override
    public void close() throws Exception {
        try {
            left.close();
        } finally {
            if (right != null) {
                right.close();
                right = null;
            }
        }
        Arrays.fill(leftRecords, null);
    }
}
