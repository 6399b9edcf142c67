package io.vonk.bench.vonk;

import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.io.Serializable;

/** k-means over kept points. */
final class KMeansJob implements PreparedJob {
    private final Rdd<double[]> points;

    KMeansJob(VonkSession vonk, Sizes sizes) {
        points = vonk.range(0, sizes.points(), 1, Sizes.PARTITIONS)
                .boxed()
                .map(Workload::point)
                .cache();
        points.count();
    }

    /** Sums of the points nearest to each centre. */
    static final class Sums implements Serializable {
        private final double[][] sums = new double[Workload.CENTRES][Workload.DIMENSIONS];
        private final long[] counts = new long[Workload.CENTRES];

        Sums add(double[] point, double[][] centres) {
            int nearest = 0;
            double smallest = Double.MAX_VALUE;
            for (int c = 0; c < centres.length; c++) {
                double distance = squaredDistance(point, centres[c]);
                if (distance < smallest) {
                    smallest = distance;
                    nearest = c;
                }
            }
            double[] sum = sums[nearest];
            for (int d = 0; d < sum.length; d++) {
                sum[d] += point[d];
            }
            counts[nearest]++;
            return this;
        }

        Sums plus(Sums other) {
            for (int c = 0; c < sums.length; c++) {
                for (int d = 0; d < sums[c].length; d++) {
                    sums[c][d] += other.sums[c][d];
                }
                counts[c] += other.counts[c];
            }
            return this;
        }

        double[][] centres(double[][] before) {
            double[][] centres = new double[sums.length][];
            for (int c = 0; c < sums.length; c++) {
                centres[c] = before[c];
                if (counts[c] > 0) {
                    centres[c] = new double[sums[c].length];
                    for (int d = 0; d < sums[c].length; d++) {
                        centres[c][d] = sums[c][d] / counts[c];
                    }
                }
            }
            return centres;
        }

        long points() {
            long points = 0;
            for (long count : counts) {
                points += count;
            }
            return points;
        }

        private static double squaredDistance(double[] left, double[] right) {
            double sum = 0;
            for (int d = 0; d < left.length; d++) {
                double difference = left[d] - right[d];
                sum += difference * difference;
            }
            return sum;
        }
    }

    @Override
    public Answer run() {
        double[][] centres = Workload.firstCentres();
        long counted = 0;
        for (int round = 0; round < Workload.CLUSTER_ROUNDS; round++) {
            double[][] known = centres;
            Sums sums = points.aggregate(new Sums(), (all, point) -> all.add(point, known), Sums::plus);
            centres = sums.centres(known);
            counted = sums.points();
        }
        double value = 0;
        for (int c = 0; c < centres.length; c++) {
            for (double coordinate : centres[c]) {
                value += (c + 1) * coordinate;
            }
        }
        return new Answer(counted, 0, value);
    }

    @Override
    public void close() {
        points.unpersist();
    }
}
