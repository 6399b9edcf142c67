package io.vonk.internal.sort;

import io.vonk.internal.serial.RecordInput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A copy of the key of another cursor's entry, to compare later entries with. Used by one thread. */
public final class HeldEntry extends EntryCursor {
    private final KeyOrder order;
    private @Nullable EntryFormat format;
    private byte[] copy = new byte[64];

    /** Holds nothing yet. */
    public HeldEntry(KeyOrder order) {
        this.order = order;
    }

    /** Copies the key of the current entry of {@code source}. */
    public void hold(EntryCursor source) {
        RecordInput in = source.input();
        source.format().skipKey(in);
        int length = in.position() - source.start;
        if (copy.length < length) {
            copy = new byte[length * 2];
        }
        System.arraycopy(source.bytes, source.start, copy, 0, length);
        format = source.format();
        show(source.partition, source.prefix, copy, 0, length);
    }

    /** Does nothing: there is one entry only. */
    @Override
    public boolean next() {
        return false;
    }

    @Override
    public EntryFormat format() {
        return Objects.requireNonNull(format, "nothing is held");
    }

    @Override
    public KeyOrder order() {
        return order;
    }

    @Override
    public void close() {}
}
