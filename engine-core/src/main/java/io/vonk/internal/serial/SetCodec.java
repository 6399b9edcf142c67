package io.vonk.internal.serial;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sets of one shape: the count, then the elements in the set's order. */
record SetCodec(HashKind kind, RecordCodec element) implements RecordCodec {

    @Override
    public boolean fits(@Nullable Object record) {
        if (!(record instanceof Set<?> set) || HashKind.ofSet(set) != kind) {
            return false;
        }
        for (Object each : set) {
            if (!element.fits(each)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        Set<?> set = (Set<?>) ScalarCodec.present(record);
        out.putVarInt(set.size());
        for (Object each : set) {
            element.write(each, out);
        }
    }

    @Override
    public Object read(RecordInput in) {
        int size = in.getVarInt();
        Set<@Nullable Object> set = kind.newSet(RecordCodecs.initialCapacity(size, in) * 4 / 3 + 1);
        for (int i = 0; i < size; i++) {
            set.add(element.read(in));
        }
        return set;
    }

    @Override
    public void skip(RecordInput in) {
        for (int rest = in.getVarInt(); rest > 0; rest--) {
            element.skip(in);
        }
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.SET);
        out.putByte(kind.number());
        element.describe(out);
    }
}
