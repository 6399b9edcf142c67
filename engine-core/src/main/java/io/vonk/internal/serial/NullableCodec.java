package io.vonk.internal.serial;

import org.jspecify.annotations.Nullable;

/** Values that may be null: a byte 0 for null, or a byte 1 and the value. */
record NullableCodec(RecordCodec value) implements RecordCodec {

    @Override
    public boolean fits(@Nullable Object record) {
        return record == null || value.fits(record);
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        if (record == null) {
            out.putByte(0);
        } else {
            out.putByte(1);
            value.write(record, out);
        }
    }

    @Override
    public @Nullable Object read(RecordInput in) {
        return in.getByte() == 0 ? null : value.read(in);
    }

    @Override
    public void skip(RecordInput in) {
        if (in.getByte() != 0) {
            value.skip(in);
        }
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.NULLABLE);
        value.describe(out);
    }

    @Override
    public boolean encodedEquality() {
        return value.encodedEquality();
    }
}
