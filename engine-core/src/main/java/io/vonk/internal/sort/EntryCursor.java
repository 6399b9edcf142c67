package io.vonk.internal.sort;

import io.vonk.internal.serial.KeyOps;
import io.vonk.internal.serial.RecordInput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Encoded entries in their order, one at a time. Used by one thread; whoever opened it closes it.
 *
 * <p>Before the first {@link #next()} there is no entry. The bytes of an entry are valid until the next call of {@link #next()}.
 */
public abstract class EntryCursor implements AutoCloseable {
    private final RecordInput input = new RecordInput(new byte[0], 0, 0);
    private @Nullable Object key;
    private boolean keyKnown;

    // Plain fields: they are read several times per comparison.
    int partition;
    long prefix;
    byte[] bytes = new byte[0];
    int start;
    int end;

    /** Where the key ends, once it is known. */
    private int keyEnd;

    /** Moves to the next entry; false at the end. */
    public abstract boolean next() throws IOException;

    /** How the entry is encoded; may differ from one entry to the next. */
    public abstract EntryFormat format();

    /** The order of the entries. */
    public abstract KeyOrder order();

    @Override
    public abstract void close() throws IOException;

    /** The partition of the entry: 0 if entries are not placed. */
    public final int partition() {
        return partition;
    }

    /** The prefix of the entry's key: its hash, if sorted by hash. */
    public final long prefix() {
        return prefix;
    }

    /** The array in which the entry lies. */
    public final byte[] bytes() {
        return bytes;
    }

    /** Where in {@link #bytes()} the entry begins, with its key. */
    public final int start() {
        return start;
    }

    /** Where in {@link #bytes()} the entry ends. */
    public final int end() {
        return end;
    }

    /** An input over the entry, at its key. */
    public final RecordInput input() {
        input.reset(bytes, start, end - start);
        return input;
    }

    /** The entry's key, decoded at the first call. */
    public final @Nullable Object key() {
        if (!keyKnown) {
            RecordInput in = input();
            key = format().readKey(in);
            keyEnd = in.position();
            keyKnown = true;
        }
        return key;
    }

    /** What is kept beside the entry's key. */
    public final @Nullable Object rest() {
        return format().readRest(restInput());
    }

    /** An input over the entry, behind its key. */
    private RecordInput restInput() {
        if (keyKnown) {
            input.reset(bytes, keyEnd, end - keyEnd);
        } else {
            input.reset(bytes, start, end - start);
            format().skipKey(input);
        }
        return input;
    }

    /** The entry's record. */
    public final @Nullable Object record() {
        EntryFormat format = format();
        return keyKnown ? format.shape().record(key, format.readRest(restInput())) : format.readRecord(input());
    }

    /** Makes an entry the current one, whose key is not decoded yet. */
    protected final void show(int entryPartition, long entryPrefix, byte[] entryBytes, int entryStart, int entryEnd) {
        partition = entryPartition;
        prefix = entryPrefix;
        bytes = entryBytes;
        start = entryStart;
        end = entryEnd;
        keyKnown = false;
        key = null;
    }

    /** Makes an entry the current one, whose key is known and ends at {@code entryKeyEnd}. */
    protected final void show(
            int entryPartition,
            long entryPrefix,
            byte[] entryBytes,
            int entryStart,
            int entryEnd,
            @Nullable Object entryKey,
            int entryKeyEnd) {
        partition = entryPartition;
        prefix = entryPrefix;
        bytes = entryBytes;
        start = entryStart;
        end = entryEnd;
        key = entryKey;
        keyEnd = entryKeyEnd;
        keyKnown = true;
    }

    /** Makes the current entry of {@code source} the current one. */
    final void show(EntryCursor source) {
        partition = source.partition;
        prefix = source.prefix;
        bytes = source.bytes;
        start = source.start;
        end = source.end;
        keyEnd = source.keyEnd;
        keyKnown = source.keyKnown;
        key = source.key;
    }

    /** Compares the current entries of two cursors by partition and key. */
    public static int compare(EntryCursor left, EntryCursor right) {
        if (left.partition != right.partition) {
            return Integer.compare(left.partition, right.partition);
        }
        KeyOrder order = left.order();
        KeyOps operations = left.format().keyOps();
        if (order.ranksAlike(operations, right.format().keyOps())) {
            int byPrefix = Long.compareUnsigned(left.prefix, right.prefix);
            if (byPrefix != 0 || order.prefixDecides(operations)) {
                return byPrefix;
            }
            if (operations != null) {
                return order.compareEncoded(operations, left.input(), right.input());
            }
        }
        return order.compare(left.key(), right.key());
    }

    /** Whether comparing the entry needs the key as an object, so that the user's code decides. */
    final boolean comparedAsObject() {
        return !order().hasPrefix(format().keyOps());
    }
}
