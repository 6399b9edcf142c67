package io.vonk.internal.serial;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Optionals: a byte 0 for empty, or a byte 1 and the value. */
record OptionalCodec(RecordCodec value) implements RecordCodec {

    @Override
    public boolean fits(@Nullable Object record) {
        return record instanceof Optional<?> optional && (optional.isEmpty() || value.fits(optional.get()));
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        Optional<?> optional = (Optional<?>) ScalarCodec.present(record);
        if (optional.isEmpty()) {
            out.putByte(0);
        } else {
            out.putByte(1);
            value.write(optional.get(), out);
        }
    }

    @Override
    public Object read(RecordInput in) {
        return in.getByte() == 0 ? Optional.empty() : Optional.of(ScalarCodec.present(value.read(in)));
    }

    @Override
    public void skip(RecordInput in) {
        if (in.getByte() != 0) {
            value.skip(in);
        }
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.OPTIONAL);
        value.describe(out);
    }

    @Override
    public boolean encodedEquality() {
        return value.encodedEquality();
    }
}
