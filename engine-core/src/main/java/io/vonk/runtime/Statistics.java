package io.vonk.runtime;

import java.io.Serializable;

/**
 * Count, mean, variance, smallest and largest of numbers, in one pass and without loss of digits (Welford 1962; merging by
 * Chan, Golub, LeVeque 1979). Used by one thread.
 */
public final class Statistics implements Serializable {
    private static final long serialVersionUID = 1;
    private long count;
    private double mean;
    private double squares;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    /** Adds a value. */
    public void add(double value) {
        count++;
        double delta = value - mean;
        mean += delta / count;
        squares += delta * (value - mean);
        sum += value;
        min = Math.min(min, value);
        max = Math.max(max, value);
    }

    /** Adds what another has seen. */
    public void merge(Statistics other) {
        if (other.count == 0) {
            return;
        }
        double delta = other.mean - mean;
        long both = count + other.count;
        squares += other.squares + delta * delta * count / both * other.count;
        mean = count == 0 ? other.mean : mean + delta * other.count / both;
        count = both;
        sum += other.sum;
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
    }

    /** How many values were added. */
    public long count() {
        return count;
    }

    /** The sum. */
    public double sum() {
        return sum;
    }

    /** The mean, or NaN if there are no values. */
    public double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /** The smallest value, or positive infinity. */
    public double min() {
        return min;
    }

    /** The largest value, or negative infinity. */
    public double max() {
        return max;
    }

    /** The variance of a population, or NaN if there are no values. */
    public double variance() {
        return count == 0 ? Double.NaN : squares / count;
    }

    /** The variance of a sample, or NaN if there are fewer than two values. */
    public double sampleVariance() {
        return count < 2 ? Double.NaN : squares / (count - 1);
    }

    /** The standard deviation of a population. */
    public double stdev() {
        return Math.sqrt(variance());
    }

    /** The standard deviation of a sample. */
    public double sampleStdev() {
        return Math.sqrt(sampleVariance());
    }

    @Override
    public String toString() {
        return "(count: " + count + ", mean: " + mean() + ", stdev: " + stdev() + ", max: " + max + ", min: " + min
                + ")";
    }
}
