package io.vonk.io.parquet;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Decodes PLAIN: values one after the other, little-endian. */
final class PlainDecoder extends ValueDecoder {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private final int end;
    private final LeafType leaf;

    /** Bytes of a value; 0 for byte arrays, each of which begins with its length; booleans take a bit. */
    private final int width;

    private int position;
    private int bit;

    PlainDecoder(byte[] bytes, int start, int end, LeafType leaf) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
        this.leaf = leaf;
        this.width = width(leaf);
    }

    /** How many bytes a value of a type takes; 0 if that differs from value to value. */
    static int width(LeafType leaf) {
        return switch (leaf.stored().getPrimitiveTypeName()) {
            case BOOLEAN, BINARY -> 0;
            case INT32, FLOAT -> 4;
            case INT64, DOUBLE -> 8;
            case INT96 -> 12;
            case FIXED_LEN_BYTE_ARRAY -> leaf.stored().getTypeLength();
        };
    }

    @Override
    void ints(int[] into, int from, int count) {
        int at = take(count, Integer.BYTES);
        for (int i = 0; i < count; i++) {
            into[from + i] = (int) INT.get(bytes, at + i * Integer.BYTES);
        }
    }

    @Override
    void longs(long[] into, int from, int count) {
        int at = take(count, Long.BYTES);
        for (int i = 0; i < count; i++) {
            into[from + i] = (long) LONG.get(bytes, at + i * Long.BYTES);
        }
    }

    @Override
    void floats(float[] into, int from, int count) {
        int at = take(count, Float.BYTES);
        for (int i = 0; i < count; i++) {
            into[from + i] = (float) FLOAT.get(bytes, at + i * Float.BYTES);
        }
    }

    @Override
    void doubles(double[] into, int from, int count) {
        int at = take(count, Double.BYTES);
        for (int i = 0; i < count; i++) {
            into[from + i] = (double) DOUBLE.get(bytes, at + i * Double.BYTES);
        }
    }

    @Override
    void booleans(boolean[] into, int from, int count) {
        requireBits(count);
        for (int i = 0; i < count; i++, bit++) {
            into[from + i] = (bytes[position + (bit >>> 3)] >>> (bit & 7) & 1) != 0;
        }
    }

    private void requireBits(int count) {
        if ((long) bit + count > (end - position) * 8L) {
            throw tooShort();
        }
    }

    @Override
    void objects(Object[] into, int from, int count) {
        LeafType.BytesFunction toValue = leaf.ofBytes();
        if (width > 0) {
            int at = take(count, width);
            for (int i = 0; i < count; i++) {
                into[from + i] = toValue.apply(bytes, at + i * width, width);
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            int length = (int) INT.get(bytes, take(1, Integer.BYTES));
            into[from + i] = toValue.apply(bytes, take(1, length), length);
        }
    }

    @Override
    void skip(int count) {
        switch (leaf.stored().getPrimitiveTypeName()) {
            case BOOLEAN -> {
                requireBits(count);
                bit += count;
            }
            case BINARY -> {
                for (int i = 0; i < count; i++) {
                    take(1, (int) INT.get(bytes, take(1, Integer.BYTES)));
                }
            }
            default -> take(count, width);
        }
    }

    /** Moves over {@code count} values and returns where the first begins. */
    private int take(int count, int size) {
        if (size < 0 || (long) count * size > end - position) {
            throw tooShort();
        }
        int at = position;
        position += count * size;
        return at;
    }

    private static PageFormatException tooShort() {
        return new PageFormatException("it ends within its values");
    }
}
