package io.vonk.internal.scheduler;

/**
 * Neighbouring partitions of one stage: the unit in which the scheduler talks, so that a task costs no message.
 *
 * @param from the first partition, at least 0
 * @param until one past the last partition, above {@code from}: a range is never empty
 */
public record PartitionRange(int from, int until) {

    /** Refuses negative and empty ranges. */
    public PartitionRange {
        if (from < 0 || until <= from) {
            throw new IllegalArgumentException("partition range must start at 0 or above and hold a partition, got: ["
                    + from + ", " + until + ")");
        }
    }

    /** How many partitions the range holds, at least 1. */
    public int size() {
        return until - from;
    }

    /** {@code 7} or {@code 7-12}, both ends included. */
    @Override
    public String toString() {
        return size() == 1 ? Integer.toString(from) : from + "-" + (until - 1);
    }
}
