package io.vonk.bench.run;

import java.util.List;

/** Means of measurements. */
final class Statistics {
    private Statistics() {}

    /** The value in the middle, or the mean of the two there. */
    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The geometric mean; NaN of none. */
    static double geometricMean(List<Double> values) {
        return Math.exp(values.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
    }
}
