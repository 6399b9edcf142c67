package io.vonk.io.csv;

import io.vonk.runtime.TaskContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Counts bad rows in the task's counters, so that the count is right however often the split is tried, and passes them on. */
final class DroppedRows implements BadRowSink {
    private final String counter;
    private final @Nullable BadRowSink next;
    private long count;

    /**
     * Counts under a name.
     *
     * @param next where the rows go then; null if nowhere
     */
    DroppedRows(String counter, @Nullable BadRowSink next) {
        this.counter = counter;
        this.next = next;
    }

    /** How many there have been. */
    long count() {
        return count;
    }

    @Override
    public void accept(BadRow row) throws IOException {
        count++;
        TaskContext task = TaskContext.getOrNull();
        if (task != null) {
            task.count(counter, 1);
            // A split of nothing but bad rows never comes back to the engine, which would ask.
            task.checkCancelled();
        }
        if (next != null) {
            next.accept(row);
        }
    }

    @Override
    public void complete() throws IOException {
        if (next != null) {
            next.complete();
        }
    }

    @Override
    public void close() throws IOException {
        if (next != null) {
            next.close();
        }
    }
}
