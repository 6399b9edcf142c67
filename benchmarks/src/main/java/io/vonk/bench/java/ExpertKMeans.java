package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.List;

/**
 * Blocks of points, in which the first coordinates of all its points come first, then all second ones: the loop over the
 * points of a block works on several at once.
 */
final class ExpertKMeans implements PreparedJob {
    private static final int BLOCK = 256;

    private final Workers workers;
    private final int points;
    private final double[][] blocks;

    ExpertKMeans(Workers workers, Sizes sizes) throws Exception {
        this.workers = workers;
        this.points = sizes.points();
        this.blocks = new double[(points + BLOCK - 1) / BLOCK][];
        workers.each(blocks.length, block -> blocks[block] = block(block));
    }

    private double[] block(int block) {
        double[] coordinates = new double[Workload.DIMENSIONS * BLOCK];
        for (int p = 0; p < size(block); p++) {
            double[] point = Workload.point((long) block * BLOCK + p);
            for (int d = 0; d < point.length; d++) {
                coordinates[d * BLOCK + p] = point[d];
            }
        }
        return coordinates;
    }

    /** All blocks are full but the last. */
    private int size(int block) {
        return Math.min(BLOCK, points - block * BLOCK);
    }

    @Override
    public Answer run() throws Exception {
        Clusters clusters = new Clusters(Workload.firstCentres());
        for (int round = 0; round < Workload.CLUSTER_ROUNDS; round++) {
            double[][] centres = clusters.centres();
            List<Sums> sums = workers.items(
                    blocks.length, () -> new Sums(centres), (block, worker) -> worker.add(blocks[block], size(block)));
            clusters = new Clusters(centres);
            for (Sums sum : sums) {
                sum.addTo(clusters);
            }
        }
        return clusters.answer(points);
    }

    /** What one thread adds up. */
    private static final class Sums {
        private final double[][] centres;
        private final double[][] distances = new double[Workload.CENTRES][BLOCK];
        private final double[][] sums = new double[Workload.CENTRES][Workload.DIMENSIONS];
        private final long[] counts = new long[Workload.CENTRES];

        Sums(double[][] centres) {
            this.centres = centres;
        }

        void add(double[] block, int size) {
            for (int c = 0; c < centres.length; c++) {
                distances(block, centres[c], distances[c]);
            }
            for (int p = 0; p < size; p++) {
                int nearest = nearest(p);
                counts[nearest]++;
                double[] sum = sums[nearest];
                for (int d = 0; d < Workload.DIMENSIONS; d++) {
                    sum[d] += block[d * BLOCK + p];
                }
            }
        }

        /** One dimension after the other: a loop of so few operations is one that the compiler makes vectors of. */
        private static void distances(double[] block, double[] centre, double[] distances) {
            double x = centre[0];
            for (int p = 0; p < BLOCK; p++) {
                double difference = block[p] - x;
                distances[p] = difference * difference;
            }
            for (int d = 1; d < Workload.DIMENSIONS; d++) {
                add(block, d * BLOCK, centre[d], distances);
            }
        }

        private static void add(double[] block, int start, double x, double[] distances) {
            for (int p = 0; p < BLOCK; p++) {
                double difference = block[start + p] - x;
                distances[p] += difference * difference;
            }
        }

        private int nearest(int p) {
            int nearest = 0;
            double smallest = distances[0][p];
            for (int c = 1; c < distances.length; c++) {
                double distance = distances[c][p];
                if (distance < smallest) {
                    smallest = distance;
                    nearest = c;
                }
            }
            return nearest;
        }

        void addTo(Clusters clusters) {
            for (int c = 0; c < sums.length; c++) {
                clusters.add(c, counts[c], sums[c]);
            }
        }
    }
}
