package io.vonk.internal.serial;

/**
 * Variable-length integers of up to 8 bytes as words: the number's 7-bit groups in the bytes of a long, lowest first, with the
 * top bit set in all but the last. The same bytes as {@link RecordOutput#putVarLong} describes, without a loop over them.
 */
public final class VarLongs {
    /** The top bit of each byte. */
    static final long TOP_BITS = 0x8080808080808080L;

    /** How many bits a number may have. */
    public static final int WORD_BITS = 56;

    private VarLongs() {}

    /** Small negative numbers as small positive ones. */
    public static long zigZag(long value) {
        return value << 1 ^ value >> 63;
    }

    /** How many bytes a number of at most {@link #WORD_BITS} bits takes. */
    public static int length(long value) {
        // 37/256 is near enough to a seventh for up to 56 bits.
        return ((63 - Long.numberOfLeadingZeros(value | 1)) * 37 >> 8) + 1;
    }

    /** The bytes of a number of at most {@link #WORD_BITS} bits, of which there are {@code length}. */
    public static long spread(long value, int length) {
        long word = value & 0x0fffffffL | (value & 0x00fffffff0000000L) << 4;
        word = word & 0x00003fff00003fffL | (word & 0x0fffc0000fffc000L) << 2;
        word = word & 0x007f007f007f007fL | (word & 0x3f803f803f803f80L) << 1;
        return word | TOP_BITS & (1L << 8 * (length - 1)) - 1;
    }

    /** The number whose bytes are in {@code word}, all others being zero. */
    static long gather(long word) {
        long value = word & ~TOP_BITS;
        value = value & 0x007f007f007f007fL | (value & 0x7f007f007f007f00L) >>> 1;
        value = value & 0x00003fff00003fffL | (value & 0x3fff00003fff0000L) >>> 2;
        return value & 0x000000000fffffffL | (value & 0x0fffffff00000000L) >>> 4;
    }
}
