package io.vonk.internal.join;

import io.vonk.internal.join.ValueStore.Chunk;
import io.vonk.internal.join.ValueStore.MemoryChunk;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the encoded values of one group. Used by one thread. */
final class ValueBuffer {
    /** Up to this size a group is an array of its own, which lives as long as somebody looks at it. */
    static final int SMALL_BYTES = 60 * 1024;

    private final ValueStore store;
    private final List<Chunk> chunks = new ArrayList<>(0);
    private RecordOutput tail = new RecordOutput(64);
    private @Nullable RecordCodec codec;
    private int tailCount;
    private long count;

    ValueBuffer(ValueStore store) {
        this.store = store;
    }

    /** Appends a value that lies encoded in {@code bytes[start, end)}. */
    void add(RecordCodec valueCodec, byte[] bytes, int start, int end) throws IOException {
        if (tailCount > 0 && (codec != valueCodec || tail.position() + (end - start) > SMALL_BYTES)) {
            seal();
        }
        codec = valueCodec;
        tail.putBytes(bytes, start, end - start);
        tailCount++;
        count++;
    }

    /** How many bytes are in memory that the store does not know of. */
    int tailBytes() {
        return tail.position();
    }

    /** Hands what was collected so far to the store. */
    void seal() throws IOException {
        RecordCodec present = codec;
        if (tailCount > 0 && present != null) {
            chunks.add(store.keep(tail.array(), tail.position(), tailCount, present));
            clearTail();
        }
    }

    private void clearTail() {
        if (tail.array().length > 4 * SMALL_BYTES) {
            tail = new RecordOutput(64);
        }
        tail.position(0);
        tailCount = 0;
    }

    /** The values, and a buffer that is as new. */
    GroupedValues finish() throws IOException {
        if (count == 0) {
            return GroupedValues.EMPTY;
        }
        GroupedValues values;
        RecordCodec present = codec;
        if (chunks.isEmpty() && present != null && tail.position() <= SMALL_BYTES) {
            byte[] exact = Arrays.copyOf(tail.array(), tail.position());
            values = new GroupedValues(null, new Chunk[] {new MemoryChunk(exact, tailCount, present)}, count);
        } else {
            seal();
            values = new GroupedValues(store, chunks.toArray(new Chunk[0]), count);
        }
        clear();
        return values;
    }

    /** Forgets everything. */
    void clear() {
        chunks.clear();
        clearTail();
        count = 0;
    }
}
