package io.vonk.internal.sort;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordOutput;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Entries of records that come in order already. The order is checked: what was promised to be sorted and is not would give
 * wrong joins.
 */
public final class SortedInput extends EntryCursor {
    private final OperatorScope scope;
    private final KeyOrder order;
    private final EntryShape shape;
    private final BatchReader input;
    private final RecordOutput out = new RecordOutput(256);
    private final HeldEntry last;
    private @Nullable Batch batch;
    private int nextInBatch;
    private @Nullable EntryFormat format;
    private boolean started;
    private boolean closed;

    /** The entries of {@code input}, which is closed with this. */
    public SortedInput(OperatorScope scope, KeyOrder order, EntryShape shape, BatchReader input) {
        this.scope = scope;
        this.order = order;
        this.shape = shape;
        this.input = input;
        this.last = new HeldEntry(order);
    }

    @Override
    public boolean next() throws IOException {
        if (started && format != null) {
            last.hold(this);
        }
        Batch present = batch;
        if (present == null || nextInBatch == present.size) {
            present = pull();
            if (present == null) {
                return false;
            }
        }
        Object entry = present.record(nextInBatch++);
        Object key = shape.key(entry);
        Object rest = shape.rest(entry);
        order.check(key);
        EntryFormat current = format;
        if (current == null) {
            current = EntryFormat.forEntry(shape, order, key, rest);
        }
        if (!current.fits(key, rest)) {
            current = current.widenedFor(key, rest);
        }
        format = current;
        out.position(0);
        current.write(key, rest, out);
        show(0, order.prefix(key, current.keyOps()), out.array(), 0, out.position());
        if (started && compare(last, this) > 0) {
            throw new IllegalStateException(
                    "the input of a merge is not sorted: " + last.key() + " comes before " + key);
        }
        started = true;
        return true;
    }

    private @Nullable Batch pull() throws IOException {
        scope.checkCancelled();
        try {
            batch = input.next();
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IOException("the input of a merge failed: " + failed.getMessage(), failed);
        }
        nextInBatch = 0;
        return batch;
    }

    @Override
    public EntryFormat format() {
        return Objects.requireNonNull(format, "no entry yet");
    }

    @Override
    public KeyOrder order() {
        return order;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            Closing.all(List.of(input));
        }
    }
}
