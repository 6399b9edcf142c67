package io.vonk.internal.serial;

/**
 * Operations on keys of one closed kind (long, int, double, string and so on) that agree with the keys' own
 * {@code equals}, {@code hashCode} contract and natural order, but work on primitives or encoded bytes.
 *
 * <p>Only types for which the agreement is proven have key operations ({@code RecordCodecs.keyOps}); all others take the
 * object path. Thread safety: immutable and shared.
 */
public interface KeyOps extends EncodedOrder {

    /** Whether {@code key} is of this kind. */
    boolean fits(Object key);

    /** The {@link #encodedPrefix} of a key that is at hand as an object. */
    long prefix(Object key);
}
