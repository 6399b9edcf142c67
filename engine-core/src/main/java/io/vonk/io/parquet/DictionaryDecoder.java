package io.vonk.io.parquet;

import org.jspecify.annotations.Nullable;

/** Decodes values that are stored as indexes into a dictionary. */
final class DictionaryDecoder extends ValueDecoder {
    private final Entries entries;
    private final byte[] bytes;
    private final int start;
    private final int end;
    private @Nullable RleDecoder indexes;
    private int[] scratch = new int[0];

    /** The dictionary of a column chunk, decoded; the array of the stored type is the one that is not empty. */
    static final class Entries {
        private int[] ints = {};
        private long[] longs = {};
        private float[] floats = {};
        private double[] doubles = {};
        private Object[] objects = {};

        /**
         * @param bytes the dictionary page, PLAIN encoded
         * @param count how many entries it has
         */
        Entries(LeafType leaf, byte[] bytes, int count) {
            // Each entry takes at least this much, so that a wrong count takes no memory.
            int width = PlainDecoder.width(leaf);
            int least = width == 0 ? Integer.BYTES : width;
            if ((long) count * least > bytes.length) {
                throw new PageFormatException("a dictionary of " + count + " entries in " + bytes.length + " bytes");
            }
            PlainDecoder plain = new PlainDecoder(bytes, 0, bytes.length, leaf);
            switch (leaf.stored().getPrimitiveTypeName()) {
                case INT32 -> {
                    ints = new int[count];
                    plain.ints(ints, 0, count);
                }
                case INT64 -> {
                    longs = new long[count];
                    plain.longs(longs, 0, count);
                }
                case FLOAT -> {
                    floats = new float[count];
                    plain.floats(floats, 0, count);
                }
                case DOUBLE -> {
                    doubles = new double[count];
                    plain.doubles(doubles, 0, count);
                }
                case BOOLEAN -> throw new PageFormatException("a dictionary of booleans");
                default -> {
                    objects = new Object[count];
                    plain.objects(objects, 0, count);
                }
            }
        }
    }

    DictionaryDecoder(Entries entries, byte[] bytes, int start, int end) {
        this.entries = entries;
        this.bytes = bytes;
        this.start = start;
        this.end = end;
    }

    @Override
    void ints(int[] into, int from, int count) {
        indexes().read(into, from, count);
        int[] values = entries.ints;
        for (int i = from; i < from + count; i++) {
            into[i] = values[into[i]];
        }
    }

    @Override
    void longs(long[] into, int from, int count) {
        int[] ids = ids(count);
        long[] values = entries.longs;
        for (int i = 0; i < count; i++) {
            into[from + i] = values[ids[i]];
        }
    }

    @Override
    void floats(float[] into, int from, int count) {
        int[] ids = ids(count);
        float[] values = entries.floats;
        for (int i = 0; i < count; i++) {
            into[from + i] = values[ids[i]];
        }
    }

    @Override
    void doubles(double[] into, int from, int count) {
        int[] ids = ids(count);
        double[] values = entries.doubles;
        for (int i = 0; i < count; i++) {
            into[from + i] = values[ids[i]];
        }
    }

    @Override
    void objects(Object[] into, int from, int count) {
        int[] ids = ids(count);
        Object[] values = entries.objects;
        for (int i = 0; i < count; i++) {
            Object value = values[ids[i]];
            // Arrays belong to whoever gets them; all other values cannot be changed and are shared.
            into[from + i] = value instanceof byte[] array ? array.clone() : value;
        }
    }

    @Override
    void skip(int count) {
        if (count > 0) {
            indexes().skip(count);
        }
    }

    private int[] ids(int count) {
        if (scratch.length < count) {
            scratch = new int[count];
        }
        if (count > 0) {
            indexes().read(scratch, 0, count);
        }
        return scratch;
    }

    /** A page of nulls only need not even have the bit width. */
    private RleDecoder indexes() {
        RleDecoder known = indexes;
        if (known == null) {
            if (start >= end) {
                throw new PageFormatException("it has no values");
            }
            known = new RleDecoder(bytes, start + 1, end, bytes[start] & 0xff);
            indexes = known;
        }
        return known;
    }
}
