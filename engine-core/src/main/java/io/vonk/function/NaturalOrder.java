package io.vonk.function;

/** The two orders that the engine recognises; an enum, so that they keep their identity when they travel. */
public enum NaturalOrder implements SerComparator<Comparable<Object>> {
    /** Smallest first. */
    ASCENDING {
        @Override
        public int compare(Comparable<Object> left, Comparable<Object> right) {
            return left.compareTo(right);
        }
    },
    /** Largest first. */
    DESCENDING {
        @Override
        public int compare(Comparable<Object> left, Comparable<Object> right) {
            return right.compareTo(left);
        }
    }
}
