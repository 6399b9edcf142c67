package io.vonk.io.parquet;

import java.util.Arrays;

/**
 * Decodes byte arrays of DELTA_LENGTH_BYTE_ARRAY (all lengths, then all bytes) and DELTA_BYTE_ARRAY (the length of what
 * each value shares with the one before it, then the rest of each as above).
 */
final class DeltaBytesDecoder extends ValueDecoder {
    private final byte[] bytes;
    private final int end;
    private final LeafType leaf;

    /** How much each value shares with the one before; empty if nothing is shared. */
    private final int[] prefixes;

    private final int[] lengths;
    private int index;
    private int position;
    private byte[] value = new byte[0];
    private int valueLength;

    /** @param mostValues how many values the page can have at most */
    DeltaBytesDecoder(byte[] bytes, int start, int end, LeafType leaf, int mostValues, boolean prefixed) {
        this.bytes = bytes;
        this.end = end;
        this.leaf = leaf;
        int at = start;
        if (prefixed) {
            DeltaDecoder decoder = new DeltaDecoder(bytes, at, end);
            prefixes = readLengths(decoder, mostValues);
            at = decoder.position();
        } else {
            prefixes = new int[0];
        }
        DeltaDecoder decoder = new DeltaDecoder(bytes, at, end);
        lengths = readLengths(decoder, mostValues);
        if (prefixed && prefixes.length != lengths.length) {
            throw new PageFormatException("it has " + prefixes.length + " prefixes for " + lengths.length + " values");
        }
        position = decoder.position();
    }

    private static int[] readLengths(DeltaDecoder decoder, int mostValues) {
        if (decoder.left() > mostValues) {
            throw new PageFormatException(decoder.left() + " lengths for at most " + mostValues + " values");
        }
        int[] lengths = new int[decoder.left()];
        decoder.ints(lengths, 0, lengths.length);
        return lengths;
    }

    @Override
    void objects(Object[] into, int from, int count) {
        for (int i = 0; i < count; i++) {
            into[from + i] = nextObject();
        }
    }

    private Object nextObject() {
        if (prefixes.length > 0) {
            nextPrefixed();
            return convert(value, 0, valueLength);
        }
        int length = nextLength();
        int start = position;
        position += length;
        return convert(bytes, start, length);
    }

    private Object convert(byte[] from, int start, int length) {
        int width = PlainDecoder.width(leaf);
        if (width > 0 && length != width) {
            throw new PageFormatException("a value of " + length + " bytes where all have " + width);
        }
        return leaf.ofBytes().apply(from, start, length);
    }

    private void nextPrefixed() {
        int suffix = nextLength();
        int prefix = prefixes[index - 1];
        if (prefix < 0 || prefix > valueLength) {
            throw new PageFormatException("a value shares " + prefix + " bytes with one of " + valueLength);
        }
        valueLength = prefix + suffix;
        if (value.length < valueLength) {
            value = Arrays.copyOf(value, Math.max(valueLength, 2 * value.length));
        }
        System.arraycopy(bytes, position, value, prefix, suffix);
        position += suffix;
    }

    private int nextLength() {
        if (index == lengths.length) {
            throw new PageFormatException("it has fewer values than its header says");
        }
        int length = lengths[index++];
        if (length < 0 || length > end - position) {
            throw new PageFormatException("a value of " + length + " bytes does not fit into it");
        }
        return length;
    }

    @Override
    void skip(int count) {
        for (int i = 0; i < count; i++) {
            if (prefixes.length > 0) {
                nextPrefixed();
            } else {
                position += nextLength();
            }
        }
    }
}
