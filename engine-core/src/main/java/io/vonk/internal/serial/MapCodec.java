package io.vonk.internal.serial;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps of one shape: the count, then key and value of each entry in the map's order. */
record MapCodec(HashKind kind, RecordCodec key, RecordCodec value) implements RecordCodec {

    @Override
    public boolean fits(@Nullable Object record) {
        if (!(record instanceof Map<?, ?> map) || HashKind.ofMap(map) != kind) {
            return false;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (!key.fits(entry.getKey()) || !value.fits(entry.getValue())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        Map<?, ?> map = (Map<?, ?>) ScalarCodec.present(record);
        out.putVarInt(map.size());
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            key.write(entry.getKey(), out);
            value.write(entry.getValue(), out);
        }
    }

    @Override
    public Object read(RecordInput in) {
        int size = in.getVarInt();
        Map<@Nullable Object, @Nullable Object> map = kind.newMap(RecordCodecs.initialCapacity(size, in) * 4 / 3 + 1);
        for (int i = 0; i < size; i++) {
            Object readKey = key.read(in);
            map.put(readKey, value.read(in));
        }
        return map;
    }

    @Override
    public void skip(RecordInput in) {
        for (int rest = in.getVarInt(); rest > 0; rest--) {
            key.skip(in);
            value.skip(in);
        }
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.MAP);
        out.putByte(kind.number());
        key.describe(out);
        value.describe(out);
    }
}
