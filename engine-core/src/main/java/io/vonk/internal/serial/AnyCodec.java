package io.vonk.internal.serial;

import org.jspecify.annotations.Nullable;

/**
 * Takes everything: each value follows a description of its own shape.
 *
 * @param loader finds the classes of what is read, or null for the loader of the reading thread
 */
record AnyCodec(@Nullable ClassLoader loader) implements RecordCodec {

    @Override
    public boolean fits(@Nullable Object record) {
        return true;
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        RecordCodec shape = Shapes.exact(record);
        shape.describe(out);
        shape.write(record, out);
    }

    @Override
    public @Nullable Object read(RecordInput in) {
        return CodecDescriptions.read(in, loader).read(in);
    }

    @Override
    public void skip(RecordInput in) {
        CodecDescriptions.read(in, loader).skip(in);
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.ANY);
    }

    /** Loaders are where a codec is used, not what it is. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AnyCodec;
    }

    @Override
    public int hashCode() {
        return CodecTag.ANY;
    }

    @Override
    public String toString() {
        return "Any";
    }
}
