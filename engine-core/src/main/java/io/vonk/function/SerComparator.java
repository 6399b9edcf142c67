package io.vonk.function;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A serializable order of records.
 *
 * <p>{@link #natural()}, {@link #reverse()}, {@link #unsignedBytes()} and the method reference {@code Arrays::compareUnsigned}
 * for arrays of bytes are recognised by the engine, which then sorts known key types by their encoded bytes. Any other
 * comparator decides by being called.
 */
@FunctionalInterface
public interface SerComparator<T> extends Comparator<T>, Serializable {

    /** The natural order of a {@link Comparable} type. Nulls are not allowed. */
    @SuppressWarnings("unchecked")
    static <T> SerComparator<T> natural() {
        return (SerComparator<T>) NaturalOrder.ASCENDING;
    }

    /** The reverse of the natural order of a {@link Comparable} type. Nulls are not allowed. */
    @SuppressWarnings("unchecked")
    static <T> SerComparator<T> reverse() {
        return (SerComparator<T>) NaturalOrder.DESCENDING;
    }

    /** Arrays of bytes byte by byte, taken as numbers from 0 to 255; one that begins another comes before it. */
    static SerComparator<byte[]> unsignedBytes() {
        return UnsignedByteOrder.ASCENDING;
    }

    /** The opposite of this order. */
    @Override
    @SuppressWarnings("unchecked")
    default SerComparator<T> reversed() {
        if (this instanceof UnsignedByteOrder bytes) {
            return (SerComparator<T>)
                    (bytes == UnsignedByteOrder.ASCENDING ? UnsignedByteOrder.DESCENDING : UnsignedByteOrder.ASCENDING);
        }
        if (this == NaturalOrder.ASCENDING) {
            return reverse();
        }
        if (this == NaturalOrder.DESCENDING) {
            return natural();
        }
        return (left, right) -> compare(right, left);
    }
}
