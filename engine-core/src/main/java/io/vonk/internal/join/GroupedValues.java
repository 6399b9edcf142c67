package io.vonk.internal.join;

import io.vonk.internal.join.ValueStore.Chunk;
import io.vonk.internal.join.ValueStore.MemoryChunk;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.WrittenAsList;
import java.io.Serializable;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The values of one key, in the order in which they arrived. They are decoded while they are iterated over, so each iteration
 * gives new objects, and any number of iterations may be made.
 *
 * <p>Groups of up to 60 KiB may be kept as long as one likes. The values of larger groups are kept by the task, in memory or on
 * disk, and end with it: {@link #detached()} copies them into a list. The engine's codecs and Java
 * serialization do the same, so that a group that leaves its task is a plain list on the other side.
 *
 * <p>Two objects of this class are equal only if they are the same, as with other collections that are neither lists nor sets.
 * Unmodifiable. Thread safety: safe for use by several threads.
 */
public final class GroupedValues extends AbstractCollection<@Nullable Object> implements WrittenAsList, Serializable {
    static final GroupedValues EMPTY = new GroupedValues(null, new Chunk[0], 0);

    private final transient @Nullable ValueStore store;
    private final transient Chunk[] chunks;
    private final transient long count;

    /** The values of {@code chunks}; without a store all are in memory. */
    GroupedValues(@Nullable ValueStore store, Chunk[] chunks, long count) {
        this.store = store;
        this.chunks = chunks;
        this.count = count;
    }

    /** How many values there are. */
    public long count() {
        return count;
    }

    /** How many values there are, or {@link Integer#MAX_VALUE} if there are more. */
    @Override
    public int size() {
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    /** A list of the values, which is independent of the task. */
    public List<@Nullable Object> detached() {
        List<@Nullable Object> copy = new ArrayList<>(size());
        for (Object value : this) {
            copy.add(value);
        }
        return copy;
    }

    private Object writeReplace() {
        return detached();
    }

    /** How many bytes the group holds that no lease counts. */
    int ownBytes() {
        return store == null && chunks.length == 1 && chunks[0] instanceof MemoryChunk only ? only.bytes().length : 0;
    }

    @Override
    public Iterator<@Nullable Object> iterator() {
        return new Values();
    }

    private byte[] bytes(Chunk chunk) {
        if (store != null) {
            return store.read(chunk);
        }
        return ((MemoryChunk) chunk).bytes();
    }

    private final class Values implements Iterator<@Nullable Object> {
        private final RecordInput in = new RecordInput(new byte[0], 0, 0);
        private int nextChunk;
        private int left;
        private @Nullable Chunk chunk;

        @Override
        public boolean hasNext() {
            return left > 0 || nextChunk < chunks.length;
        }

        @Override
        public @Nullable Object next() {
            Chunk present = chunk;
            if (left == 0 || present == null) {
                if (nextChunk == chunks.length) {
                    throw new NoSuchElementException("the group has " + count + " values");
                }
                present = chunks[nextChunk++];
                chunk = present;
                byte[] bytes = bytes(present);
                in.reset(bytes, 0, bytes.length);
                left = present.count();
            }
            left--;
            return present.codec().read(in);
        }
    }
}
