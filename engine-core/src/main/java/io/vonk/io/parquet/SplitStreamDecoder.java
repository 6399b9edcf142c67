package io.vonk.io.parquet;

/** Decodes BYTE_STREAM_SPLIT: first the first bytes of all values, then their second bytes, and so on. */
final class SplitStreamDecoder extends ValueDecoder {
    private final byte[] bytes;
    private final int start;
    private final int values;
    private final int width;
    private final LeafType leaf;
    private final byte[] one;
    private int index;

    SplitStreamDecoder(byte[] bytes, int start, int end, LeafType leaf) {
        this.bytes = bytes;
        this.start = start;
        this.leaf = leaf;
        this.width = PlainDecoder.width(leaf);
        if (width == 0 || (end - start) % width != 0) {
            throw new PageFormatException((end - start) + " bytes cannot be split into streams of " + width);
        }
        this.values = (end - start) / width;
        this.one = new byte[width];
    }

    @Override
    void ints(int[] into, int from, int count) {
        require(count);
        for (int i = 0; i < count; i++) {
            into[from + i] = (int) nextLong();
        }
    }

    @Override
    void longs(long[] into, int from, int count) {
        require(count);
        for (int i = 0; i < count; i++) {
            into[from + i] = nextLong();
        }
    }

    @Override
    void floats(float[] into, int from, int count) {
        require(count);
        for (int i = 0; i < count; i++) {
            into[from + i] = Float.intBitsToFloat((int) nextLong());
        }
    }

    @Override
    void doubles(double[] into, int from, int count) {
        require(count);
        for (int i = 0; i < count; i++) {
            into[from + i] = Double.longBitsToDouble(nextLong());
        }
    }

    @Override
    void objects(Object[] into, int from, int count) {
        require(count);
        for (int i = 0; i < count; i++) {
            for (int b = 0; b < width; b++) {
                one[b] = bytes[start + b * values + index];
            }
            index++;
            into[from + i] = leaf.ofBytes().apply(one, 0, width);
        }
    }

    @Override
    void skip(int count) {
        require(count);
        index += count;
    }

    private long nextLong() {
        long value = 0;
        for (int b = width - 1; b >= 0; b--) {
            value = value << 8 | (bytes[start + b * values + index] & 0xff);
        }
        index++;
        return value;
    }

    private void require(int count) {
        if (count > values - index) {
            throw new PageFormatException("it has " + values + " values and not more");
        }
    }
}
