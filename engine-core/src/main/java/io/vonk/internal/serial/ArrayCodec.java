package io.vonk.internal.serial;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** Arrays of objects of one shape: the count, then the elements. */
record ArrayCodec(Class<?> type, RecordCodec element) implements RecordCodec {

    @Override
    public boolean fits(@Nullable Object record) {
        if (record == null || record.getClass() != type) {
            return false;
        }
        for (Object each : (Object[]) record) {
            if (!element.fits(each)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        Object[] array = (Object[]) ScalarCodec.present(record);
        out.putVarInt(array.length);
        for (Object each : array) {
            element.write(each, out);
        }
    }

    @Override
    public Object read(RecordInput in) {
        // Elements may take no bytes at all (nulls, empty records), so the count cannot be held against the bytes left.
        int size = in.getVarInt();
        RecordCodecs.initialCapacity(size, in);
        @Nullable Object[] array = (@Nullable Object[]) Array.newInstance(type.getComponentType(), size);
        for (int i = 0; i < size; i++) {
            array[i] = element.read(in);
        }
        return array;
    }

    @Override
    public void skip(RecordInput in) {
        for (int rest = in.getVarInt(); rest > 0; rest--) {
            element.skip(in);
        }
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.ARRAY);
        StringCodec.writeString(type.getName(), out);
        element.describe(out);
    }
}
