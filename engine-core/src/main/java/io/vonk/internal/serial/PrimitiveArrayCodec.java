package io.vonk.internal.serial;

import org.jspecify.annotations.Nullable;

/** Arrays of primitives: the count, then the elements with the full width of their type. */
abstract class PrimitiveArrayCodec implements RecordCodec {
    static final PrimitiveArrayCodec BYTES = new OfBytes();
    static final PrimitiveArrayCodec SHORTS = new OfShorts();
    static final PrimitiveArrayCodec CHARS = new OfChars();
    static final PrimitiveArrayCodec INTS = new OfInts();
    static final PrimitiveArrayCodec LONGS = new OfLongs();
    static final PrimitiveArrayCodec FLOATS = new OfFloats();
    static final PrimitiveArrayCodec DOUBLES = new OfDoubles();
    static final PrimitiveArrayCodec BOOLEANS = new OfBooleans();

    private final Class<?> type;
    private final int tag;
    private final int width;

    PrimitiveArrayCodec(Class<?> type, int tag, int width) {
        this.type = type;
        this.tag = tag;
        this.width = width;
    }

    /** All codecs of primitive arrays. */
    static PrimitiveArrayCodec[] all() {
        return new PrimitiveArrayCodec[] {BYTES, SHORTS, CHARS, INTS, LONGS, FLOATS, DOUBLES, BOOLEANS};
    }

    final Class<?> type() {
        return type;
    }

    final int tag() {
        return tag;
    }

    @Override
    public final boolean fits(@Nullable Object record) {
        return record != null && record.getClass() == type;
    }

    @Override
    public final void skip(RecordInput in) {
        in.skip(in.getLength(width) * width);
    }

    @Override
    public final void describe(RecordOutput out) {
        out.putByte(tag);
    }

    @Override
    public final String toString() {
        return type.getSimpleName();
    }

    /** Appends the count and makes room for the elements. */
    final void head(int length, RecordOutput out) {
        if ((long) length * width > Integer.MAX_VALUE - 64) {
            throw new IllegalStateException("an array " + type.getSimpleName() + " of " + length
                    + " elements cannot be encoded: a record has at most 2 GiB; split it");
        }
        out.putVarInt(length);
        out.ensure(length * width);
    }

    private static final class OfBytes extends PrimitiveArrayCodec {
        OfBytes() {
            super(byte[].class, CodecTag.BYTES, 1);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            byte[] array = (byte[]) ScalarCodec.present(record);
            head(array.length, out);
            out.putBytes(array, 0, array.length);
        }

        @Override
        public Object read(RecordInput in) {
            byte[] array = new byte[in.getLength(1)];
            in.getBytes(array, 0, array.length);
            return array;
        }
    }

    private static final class OfShorts extends PrimitiveArrayCodec {
        OfShorts() {
            super(short[].class, CodecTag.SHORTS, 2);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            short[] array = (short[]) ScalarCodec.present(record);
            head(array.length, out);
            for (short each : array) {
                out.putByte(each);
                out.putByte(each >> 8);
            }
        }

        @Override
        public Object read(RecordInput in) {
            short[] array = new short[in.getLength(2)];
            for (int i = 0; i < array.length; i++) {
                array[i] = (short) ((in.getByte() & 0xff) | (in.getByte() << 8));
            }
            return array;
        }
    }

    private static final class OfChars extends PrimitiveArrayCodec {
        OfChars() {
            super(char[].class, CodecTag.CHARS, 2);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            char[] array = (char[]) ScalarCodec.present(record);
            head(array.length, out);
            for (char each : array) {
                out.putByte(each);
                out.putByte(each >> 8);
            }
        }

        @Override
        public Object read(RecordInput in) {
            char[] array = new char[in.getLength(2)];
            for (int i = 0; i < array.length; i++) {
                array[i] = (char) ((in.getByte() & 0xff) | (in.getByte() << 8));
            }
            return array;
        }
    }

    private static final class OfInts extends PrimitiveArrayCodec {
        OfInts() {
            super(int[].class, CodecTag.INTS, 4);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            int[] array = (int[]) ScalarCodec.present(record);
            head(array.length, out);
            for (int each : array) {
                out.putInt(each);
            }
        }

        @Override
        public Object read(RecordInput in) {
            int[] array = new int[in.getLength(4)];
            for (int i = 0; i < array.length; i++) {
                array[i] = in.getInt();
            }
            return array;
        }
    }

    private static final class OfLongs extends PrimitiveArrayCodec {
        OfLongs() {
            super(long[].class, CodecTag.LONGS, 8);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            long[] array = (long[]) ScalarCodec.present(record);
            head(array.length, out);
            for (long each : array) {
                out.putLong(each);
            }
        }

        @Override
        public Object read(RecordInput in) {
            long[] array = new long[in.getLength(8)];
            for (int i = 0; i < array.length; i++) {
                array[i] = in.getLong();
            }
            return array;
        }
    }

    private static final class OfFloats extends PrimitiveArrayCodec {
        OfFloats() {
            super(float[].class, CodecTag.FLOATS, 4);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            float[] array = (float[]) ScalarCodec.present(record);
            head(array.length, out);
            for (float each : array) {
                out.putInt(Float.floatToRawIntBits(each));
            }
        }

        @Override
        public Object read(RecordInput in) {
            float[] array = new float[in.getLength(4)];
            for (int i = 0; i < array.length; i++) {
                array[i] = Float.intBitsToFloat(in.getInt());
            }
            return array;
        }
    }

    private static final class OfDoubles extends PrimitiveArrayCodec {
        OfDoubles() {
            super(double[].class, CodecTag.DOUBLES, 8);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            double[] array = (double[]) ScalarCodec.present(record);
            head(array.length, out);
            for (double each : array) {
                out.putDouble(each);
            }
        }

        @Override
        public Object read(RecordInput in) {
            double[] array = new double[in.getLength(8)];
            for (int i = 0; i < array.length; i++) {
                array[i] = in.getDouble();
            }
            return array;
        }
    }

    private static final class OfBooleans extends PrimitiveArrayCodec {
        OfBooleans() {
            super(boolean[].class, CodecTag.BOOLEANS, 1);
        }

        @Override
        public void write(@Nullable Object record, RecordOutput out) {
            boolean[] array = (boolean[]) ScalarCodec.present(record);
            head(array.length, out);
            for (boolean each : array) {
                out.putByte(each ? 1 : 0);
            }
        }

        @Override
        public Object read(RecordInput in) {
            boolean[] array = new boolean[in.getLength(1)];
            for (int i = 0; i < array.length; i++) {
                array[i] = in.getByte() != 0;
            }
            return array;
        }
    }
}
