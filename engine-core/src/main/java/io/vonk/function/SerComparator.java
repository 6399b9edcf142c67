package io.vonk.function;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A serializable order of records.
 *
 * <p>{@link #natural()} and {@link #reverse()} are recognised by the engine, which then sorts known key types by their
 * encoded bytes; any other comparator is called for every comparison.
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

    /** The opposite of this order. */
    @Override
    default SerComparator<T> reversed() {
        if (this == NaturalOrder.ASCENDING) {
            return reverse();
        }
        if (this == NaturalOrder.DESCENDING) {
            return natural();
        }
        return (left, right) -> compare(right, left);
    }
}
