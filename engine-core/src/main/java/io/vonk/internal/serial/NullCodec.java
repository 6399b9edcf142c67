package io.vonk.internal.serial;

import org.jspecify.annotations.Nullable;

/** Null, in no bytes: what a value of which nothing but null has been seen is described by. */
record NullCodec() implements RecordCodec {

    @Override
    public boolean fits(@Nullable Object record) {
        return record == null;
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {}

    @Override
    public @Nullable Object read(RecordInput in) {
        return null;
    }

    @Override
    public void skip(RecordInput in) {}

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.NULL);
    }

    @Override
    public boolean encodedEquality() {
        return true;
    }
}
