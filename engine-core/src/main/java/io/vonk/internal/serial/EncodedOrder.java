package io.vonk.internal.serial;

/**
 * An order of keys that is read off their encoded bytes. Ask {@link RecordCodecs} for one. Thread safety: immutable and
 * shared.
 */
public interface EncodedOrder {

    /**
     * Eight bytes that order like the keys: if {@code Long.compareUnsigned} of those of two keys is not 0, it is the sign of
     * the order. The input's position may move.
     */
    long encodedPrefix(RecordInput key);

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

    /** Compares two encoded keys, without building objects; the inputs' positions may move. */
    int compareEncoded(RecordInput left, RecordInput right);
}
