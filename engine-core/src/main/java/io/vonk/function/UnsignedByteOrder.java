package io.vonk.function;

import java.util.Arrays;

/** The two orders of arrays of bytes that the engine recognises; an enum, so that they keep their identity when they travel. */
public enum UnsignedByteOrder implements SerComparator<byte[]> {
    /** Smallest first. */
    ASCENDING {
        @Override
        public int compare(byte[] left, byte[] right) {
            return Arrays.compareUnsigned(left, right);
        }
    },
    /** Largest first. */
    DESCENDING {
        @Override
        public int compare(byte[] left, byte[] right) {
            return Arrays.compareUnsigned(right, left);
        }
    }
}
