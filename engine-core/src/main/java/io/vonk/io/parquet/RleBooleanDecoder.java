package io.vonk.io.parquet;

/** Decodes booleans in RLE: four bytes of length, then runs of one bit. */
final class RleBooleanDecoder extends ValueDecoder {
    private final RleDecoder bits;
    private int[] scratch = new int[0];

    RleBooleanDecoder(byte[] bytes, int start, int end) {
        if (end - start < Integer.BYTES) {
            throw new PageFormatException("it has no values");
        }
        int length = (int) RleDecoder.longAt(bytes, start);
        int first = start + Integer.BYTES;
        if (length < 0 || length > end - first) {
            throw new PageFormatException("runs of " + length + " bytes in a page of " + (end - start));
        }
        this.bits = new RleDecoder(bytes, first, first + length, 1);
    }

    @Override
    void booleans(boolean[] into, int from, int count) {
        if (scratch.length < count) {
            scratch = new int[count];
        }
        bits.read(scratch, 0, count);
        for (int i = 0; i < count; i++) {
            into[from + i] = scratch[i] != 0;
        }
    }

    @Override
    void skip(int count) {
        bits.skip(count);
    }
}
