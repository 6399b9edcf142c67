package io.vonk.runtime;

/** A sum and a count of {@code double} values. The order of additions is not fixed, so the last digits may differ. */
public final class DoubleAccumulator extends Accumulator<Double, Double> {
    private static final long serialVersionUID = 1;
    private double sum;
    private long count;

    @Override
    public void add(Double value) {
        add(value.doubleValue());
    }

    /** Adds a value without boxing. */
    public synchronized void add(double value) {
        sum += value;
        count++;
    }

    @Override
    public synchronized void merge(Accumulator<Double, Double> other) {
        sum += other.value();
        count += ((DoubleAccumulator) other).count();
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
    public synchronized Double value() {
        return sum;
    }

    /** How many values were added. */
    public synchronized long count() {
        return count;
    }

    /** The mean, or NaN if nothing was added. */
    public synchronized double mean() {
        return count == 0 ? Double.NaN : sum / count;
    }
}
