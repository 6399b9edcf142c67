package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Workload;

/** The points of each centre, added up. */
final class Clusters {
    private final double[][] before;
    private final double[][] sums = new double[Workload.CENTRES][Workload.DIMENSIONS];
    private final long[] counts = new long[Workload.CENTRES];

    /** Without points, in which case the centres stay where they were. */
    Clusters(double[][] before) {
        this.before = before;
    }

    void add(double[] point, int centre) {
        counts[centre]++;
        double[] sum = sums[centre];
        for (int d = 0; d < sum.length; d++) {
            sum[d] += point[d];
        }
    }

    /** Adds {@code count} points at once whose coordinates have the sum {@code sum}. */
    void add(int centre, long count, double[] sum) {
        counts[centre] += count;
        for (int d = 0; d < sum.length; d++) {
            sums[centre][d] += sum[d];
        }
    }

    /** Adds the points of both to this. */
    Clusters plus(Clusters other) {
        for (int c = 0; c < sums.length; c++) {
            add(c, other.counts[c], other.sums[c]);
        }
        return this;
    }

    /** The middle of the points of each. */
    double[][] centres() {
        double[][] centres = new double[sums.length][];
        for (int c = 0; c < sums.length; c++) {
            centres[c] = counts[c] == 0 ? before[c].clone() : sums[c].clone();
            for (int d = 0; d < centres[c].length && counts[c] > 0; d++) {
                centres[c][d] /= counts[c];
            }
        }
        return centres;
    }

    Answer answer(long points) {
        double[][] centres = centres();
        double value = 0;
        for (int c = 0; c < centres.length; c++) {
            for (double coordinate : centres[c]) {
                value += coordinate * (c + 1);
            }
        }
        return new Answer(points, 0, value);
    }
}
