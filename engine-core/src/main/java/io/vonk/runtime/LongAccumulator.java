package io.vonk.runtime;

/** A sum and a count of {@code long} values. */
public final class LongAccumulator extends Accumulator<Long, Long> {
    private static final long serialVersionUID = 1;
    private long sum;
    private long count;

    @Override
    public void add(Long value) {
        add(value.longValue());
    }

    /** Adds a value without boxing. */
    public synchronized void add(long value) {
        sum += value;
        count++;
    }

    @Override
    public synchronized void merge(Accumulator<Long, Long> other) {
        sum += other.value();
        count += ((LongAccumulator) other).count();
    }

    @Override
    public synchronized void reset() {
        sum = 0;
        count = 0;
    }

    @Override
    public synchronized boolean isZero() {
        return sum == 0 && count == 0;
    }

    /** The sum. */
    @Override
    public synchronized Long value() {
        return sum;
    }

    /** How many values were added. */
    public synchronized long count() {
        return count;
    }

    /** The mean, or NaN if nothing was added. */
    public synchronized double mean() {
        return count == 0 ? Double.NaN : (double) sum / count;
    }
}
