package io.vonk.bench.job;

/**
 * What a job computed, small enough to be compared and large enough that no engine can leave work out.
 *
 * @param count the number of records of the result
 * @param digest the sum of the records' digests ({@link Digest}): the same in whatever order they come
 * @param value a sum of floating-point numbers, whose last digits depend on the order; 0 if the job has none
 */
public record Answer(long count, long digest, double value) {
    private static final double TOLERANCE = 1e-9;

    /** The answer before any record. */
    public static final Answer NONE = new Answer(0, 0, 0);

    /** An answer without floating-point numbers. */
    public static Answer of(long count, long digest) {
        return new Answer(count, digest, 0);
    }

    /** The answer of two parts together. */
    public Answer plus(Answer other) {
        return new Answer(count + other.count, digest + other.digest, value + other.value);
    }

    /** Whether both are the same, but for the rounding of {@link #value()}. */
    public boolean agreesWith(Answer other) {
        return count == other.count
                && digest == other.digest
                && Math.abs(value - other.value) <= TOLERANCE * Math.max(Math.abs(value), Math.abs(other.value));
    }
}
