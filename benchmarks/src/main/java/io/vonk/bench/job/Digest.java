package io.vonk.bench.job;

/** Digests of records: 64 bits that depend on all of a record and are cheap beside any job. */
public final class Digest {
    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private Digest() {}

    /**
     * A bijection without visible pattern: the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast splittable
     * pseudorandom number generators", 2014).
     */
    public static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Of one number. */
    public static long of(long value) {
        return mix(value + FACTOR);
    }

    /** Of two numbers in this order. */
    public static long of(long first, long second) {
        return mix(first * FACTOR + mix(second));
    }

    /** Of three numbers in this order. */
    public static long of(long first, long second, long third) {
        return of(of(first, second), third);
    }

    /** Of a text and a number; takes the text's {@code hashCode}, which strings keep, and its length. */
    public static long of(String text, long number) {
        return of(((long) text.length() << 32) | (text.hashCode() & 0xFFFFFFFFL), number);
    }
}
