package io.vonk.internal.serial;

import io.vonk.data.Pair;
import org.jspecify.annotations.Nullable;

/**
 * Pairs: the key, then the value, each with its own codec, and nothing else; so operators that sort and group read keys and
 * values apart.
 *
 * @param key encodes the key
 * @param value encodes the value
 */
public record PairCodec(RecordCodec key, RecordCodec value) implements RecordCodec {

    @Override
    public boolean fits(@Nullable Object record) {
        return record instanceof Pair<?, ?> pair && key.fits(pair.key()) && value.fits(pair.value());
    }

    @Override
    public void write(@Nullable Object record, RecordOutput out) {
        Pair<?, ?> pair = (Pair<?, ?>) ScalarCodec.present(record);
        key.write(pair.key(), out);
        value.write(pair.value(), out);
    }

    @Override
    @SuppressWarnings("NullAway") // A pair's parts may be null where the data holds nulls.
    public Object read(RecordInput in) {
        Object readKey = key.read(in);
        return new Pair<@Nullable Object, @Nullable Object>(readKey, value.read(in));
    }

    @Override
    @SuppressWarnings("NullAway") // A pair's parts may be null where the data holds nulls.
    public void readAll(RecordInput in, @Nullable Object[] into, int from, int count) {
        int end = from + count;
        // Loops of their own, so that what numbers are read with becomes part of them: these calls have many targets
        // elsewhere.
        if (longs()) {
            for (int i = from; i < end; i++) {
                Long readKey = in.getZigZag();
                into[i] = new Pair<>(readKey, in.getZigZag());
            }
        } else if (key == ScalarCodec.LONG && value == ScalarCodec.DOUBLE) {
            for (int i = from; i < end; i++) {
                Long readKey = in.getZigZag();
                into[i] = new Pair<>(readKey, in.getDouble());
            }
        } else if (key == ScalarCodec.LONG) {
            for (int i = from; i < end; i++) {
                Long readKey = in.getZigZag();
                into[i] = new Pair<Object, @Nullable Object>(readKey, value.read(in));
            }
        } else if (key == ScalarCodec.STRING) {
            for (int i = from; i < end; i++) {
                String readKey = StringCodec.readString(in);
                into[i] = new Pair<Object, @Nullable Object>(readKey, value.read(in));
            }
        } else {
            for (int i = from; i < end; i++) {
                into[i] = read(in);
            }
        }
    }

    /** Whether key and value are Long: such pairs are as many zig-zag numbers, two for each. */
    boolean longs() {
        return key == ScalarCodec.LONG && value == ScalarCodec.LONG;
    }

    @Override
    public void skip(RecordInput in) {
        key.skip(in);
        value.skip(in);
    }

    @Override
    public void describe(RecordOutput out) {
        out.putByte(CodecTag.PAIR);
        key.describe(out);
        value.describe(out);
    }

    @Override
    public boolean encodedEquality() {
        return key.encodedEquality() && value.encodedEquality();
    }
}
