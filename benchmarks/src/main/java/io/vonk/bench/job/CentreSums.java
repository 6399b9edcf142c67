package io.vonk.bench.job;

import java.io.Serializable;

/** Sums of the points that are nearest to each centre: the user's own part of the clustering, the same on every engine. */
public final class CentreSums implements Serializable {
    private final double[][] sums = new double[Workload.CENTRES][Workload.DIMENSIONS];
    private final long[] counts = new long[Workload.CENTRES];

    /** No points yet. */
    public CentreSums() {}

    /** The index of the centre that is nearest to {@code point}, the first of several. */
    public static int nearest(double[] point, double[][] centres) {
        int nearest = 0;
        double smallest = Double.MAX_VALUE;
        for (int c = 0; c < centres.length; c++) {
            double[] centre = centres[c];
            double distance = 0;
            for (int d = 0; d < centre.length; d++) {
                double difference = point[d] - centre[d];
                distance += difference * difference;
            }
            if (distance < smallest) {
                smallest = distance;
                nearest = c;
            }
        }
        return nearest;
    }

    /** Adds a point; returns this. */
    public CentreSums add(double[] point, double[][] centres) {
        int nearest = nearest(point, centres);
        double[] sum = sums[nearest];
        for (int d = 0; d < sum.length; d++) {
            sum[d] += point[d];
        }
        counts[nearest]++;
        return this;
    }

    /** Adds the points of another; returns this. */
    public CentreSums plus(CentreSums other) {
        for (int c = 0; c < sums.length; c++) {
            for (int d = 0; d < sums[c].length; d++) {
                sums[c][d] += other.sums[c][d];
            }
            counts[c] += other.counts[c];
        }
        return this;
    }

    /** The means; a centre without points stays where it was. */
    public double[][] centres(double[][] before) {
        double[][] means = new double[sums.length][];
        for (int c = 0; c < sums.length; c++) {
            means[c] = before[c].clone();
            for (int d = 0; counts[c] > 0 && d < means[c].length; d++) {
                means[c][d] = sums[c][d] / counts[c];
            }
        }
        return means;
    }

    /** The answer of a clustering that ended with {@code centres}, to which the points of the last round are here. */
    public Answer answer(double[][] centres) {
        long points = 0;
        double value = 0;
        for (int c = 0; c < centres.length; c++) {
            points += counts[c];
            for (double coordinate : centres[c]) {
                value += (c + 1) * coordinate;
            }
        }
        return new Answer(points, 0, value);
    }
}
