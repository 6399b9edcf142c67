package io.vonk.internal.serial;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values of a few different shapes: the index of the shape (one byte), then the value. */
record UnionCodec(List<RecordCodec> alternatives) implements RecordCodec {
    /** Beyond this many shapes a value rather carries its own description. */
    static final int MAX_ALTERNATIVES = 32;

    UnionCodec {
        alternatives = List.copyOf(alternatives);
    }

    private int indexOf(@Nullable Object record) {
        for (int i = 0; i < alternatives.size(); i++) {
            if (alternatives.get(i).fits(record)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean fits(@Nullable Object record) {
        return indexOf(record) >= 0;
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        int index = indexOf(record);
        if (index < 0) {
            throw new IllegalArgumentException("the value fits none of " + alternatives + "; ask fits() first");
        }
        out.putByte(index);
        alternatives.get(index).write(record, out);
    }

    @Override
    public @Nullable Object read(RecordInput in) {
        return alternatives.get(in.getByte()).read(in);
    }

    @Override
    public void skip(RecordInput in) {
        alternatives.get(in.getByte()).skip(in);
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.UNION);
        out.putVarInt(alternatives.size());
        for (RecordCodec alternative : alternatives) {
            alternative.describe(out);
        }
    }
}
