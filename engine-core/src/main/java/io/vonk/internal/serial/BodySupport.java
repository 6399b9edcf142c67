package io.vonk.internal.serial;

import org.jspecify.annotations.Nullable;

/**
 * What generated code calls; small, so that it becomes part of it. Primitive components have the encoding of
 * {@link ScalarCodec}.
 */
final class BodySupport {
    private BodySupport() {}

    /** Appends the bits for null with none set, and tells where they are. */
    static int startNulls(RecordOutput out, int bytes) {
        int start = out.position();
        for (int i = 0; i < bytes; i++) {
            out.putByte(0);
        }
        return start;
    }

    /** Moves past the bits for null, and tells where they are. */
    static int skipNulls(RecordInput in, int bytes) {
        int start = in.position();
        in.skip(bytes);
        return start;
    }

    static boolean fitsOrNull(@Nullable Object value, RecordCodec codec) {
        return value == null || codec.fits(value);
    }

    static void writeOrNull(@Nullable Object value, RecordOutput out, int nulls, int reference, RecordCodec codec) {
        if (value != null) {
            codec.write(value, out);
        } else {
            out.array()[nulls + (reference >> 3)] |= (byte) (1 << (reference & 7));
        }
    }

    static @Nullable Object readOrNull(RecordInput in, int nulls, int reference, RecordCodec codec) {
        return RecordBody.isNull(in.array(), nulls, reference) ? null : codec.read(in);
    }

    static void put(RecordOutput out, long value) {
        out.putZigZag(value);
    }

    static void put(RecordOutput out, int value) {
        out.putZigZagInt(value);
    }

    static void put(RecordOutput out, short value) {
        out.putZigZagInt(value);
    }

    static void put(RecordOutput out, byte value) {
        out.putByte(value);
    }

    static void put(RecordOutput out, char value) {
        out.putVarInt(value);
    }

    static void put(RecordOutput out, boolean value) {
        out.putByte(value ? 1 : 0);
    }

    static void put(RecordOutput out, double value) {
        out.putLong(Double.doubleToLongBits(value));
    }

    static void put(RecordOutput out, float value) {
        out.putInt(Float.floatToIntBits(value));
    }

    static long getLong(RecordInput in) {
        return in.getZigZag();
    }

    static int getInt(RecordInput in) {
        return in.getZigZagInt();
    }

    static short getShort(RecordInput in) {
        return (short) in.getZigZagInt();
    }

    static byte getByte(RecordInput in) {
        return in.getByte();
    }

    static char getChar(RecordInput in) {
        return (char) in.getVarInt();
    }

    static boolean getBoolean(RecordInput in) {
        return in.getByte() != 0;
    }

    static double getDouble(RecordInput in) {
        return in.getDouble();
    }

    static float getFloat(RecordInput in) {
        return Float.intBitsToFloat(in.getInt());
    }
}
