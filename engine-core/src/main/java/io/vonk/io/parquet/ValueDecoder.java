package io.vonk.io.parquet;

/**
 * Decodes the values of a page, one after the other; nulls are not among them. Each decoder offers the methods that fit
 * the stored type of its column: INT32 {@link #ints}, INT64 {@link #longs}, FLOAT {@link #floats}, DOUBLE
 * {@link #doubles}, BOOLEAN {@link #booleans}, all others {@link #objects}. Throws {@link PageFormatException}, or an
 * {@link IndexOutOfBoundsException}, where the bytes are damaged. Used by one thread.
 */
abstract class ValueDecoder {

    void ints(int[] into, int from, int count) {
        throw unsupported("INT32");
    }

    void longs(long[] into, int from, int count) {
        throw unsupported("INT64");
    }

    void floats(float[] into, int from, int count) {
        throw unsupported("FLOAT");
    }

    void doubles(double[] into, int from, int count) {
        throw unsupported("DOUBLE");
    }

    void booleans(boolean[] into, int from, int count) {
        throw unsupported("BOOLEAN");
    }

    void objects(Object[] into, int from, int count) {
        throw unsupported("byte array");
    }

    abstract void skip(int count);

    private PageFormatException unsupported(String type) {
        return new PageFormatException(getClass().getSimpleName() + " has no values of type " + type);
    }
}
