package io.vonk.internal.serial;

/**
 * Operations on keys of one closed kind (long, int, double, string and so on) that agree with the keys' own
 * {@code equals}, {@code hashCode} contract and natural order, but work on primitives or encoded bytes.
 *
 * <p>Only types for which the agreement is proven have key operations ({@code RecordCodecs.keyOps}); all others take the
 * object path. Thread safety: immutable and shared.
 */
public interface KeyOps {

    /** Whether {@code key} is of this kind. */
    boolean fits(Object key);

    /**
     * Eight bytes that order like the keys: if {@code Long.compareUnsigned(prefix(a), prefix(b))} is not 0, it is the sign
     * of the natural order.
     */
    long prefix(Object key);

    /** Whether equal prefixes mean equal keys, so that nothing else need be compared. */
    boolean prefixDecides();

    /**
     * How many units of a key (characters, for strings) {@code prefix} tells apart completely: keys of equal prefix are the
     * same in as many units. 0 if this kind of key has no units.
     */
    default int unitsOfPrefix(long prefix) {
        return 0;
    }

    /**
     * The prefix that a key would have without its first {@code units} units, 0 if it has no more than that. Orders keys that
     * are the same in those units. The input's position may move.
     */
    default long prefixFrom(RecordInput key, int units) {
        throw new UnsupportedOperationException("keys of this kind have no units");
    }

    /** Compares two encoded keys by their natural order, without building objects; the inputs' positions may move. */
    int compareEncoded(RecordInput left, RecordInput right);
}
