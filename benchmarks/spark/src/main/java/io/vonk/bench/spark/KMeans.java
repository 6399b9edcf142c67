package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;

/** Clustering of points that are kept in memory. */
final class KMeans implements PreparedJob {
    private final JavaSparkContext spark;
    private final JavaRDD<double[]> points;

    KMeans(JavaSparkContext spark, Sizes sizes) {
        this.spark = spark;
        this.points = Generated.records(spark, sizes.points(), Sizes.PARTITIONS, Workload::point)
                .persist(StorageLevel.MEMORY_ONLY());
        points.count();
    }

    @Override
    public Answer run() {
        double[][] centres = Workload.firstCentres();
        long count = 0;
        for (int round = 0; round < Workload.CLUSTER_ROUNDS; round++) {
            Broadcast<double[][]> broadcast = spark.broadcast(centres);
            Clusters clusters = points.aggregate(
                    new Clusters(), (into, point) -> into.add(point, broadcast.value()), Clusters::plus);
            broadcast.destroy();
            centres = clusters.centres(centres);
            count = clusters.points();
        }
        double value = 0;
        for (int c = 0; c < centres.length; c++) {
            for (double coordinate : centres[c]) {
                value += coordinate * (c + 1);
            }
        }
        return new Answer(count, 0, value);
    }

    @Override
    public void close() {
        points.unpersist(true);
    }

    /** Sums of the points that are nearest to each centre. */
    private static final class Clusters implements Serializable {
        private final double[][] sums = new double[Workload.CENTRES][Workload.DIMENSIONS];
        private final long[] counts = new long[Workload.CENTRES];

        Clusters add(double[] point, double[][] centres) {
            int nearest = nearest(point, centres);
            double[] sum = sums[nearest];
            for (int d = 0; d < sum.length; d++) {
                sum[d] += point[d];
            }
            counts[nearest]++;
            return this;
        }

        private static int nearest(double[] point, double[][] centres) {
            int nearest = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int c = 0; c < centres.length; c++) {
                double[] centre = centres[c];
                double distance = 0;
                for (int d = 0; d < point.length; d++) {
                    double difference = point[d] - centre[d];
                    distance += difference * difference;
                }
                if (distance < least) {
                    least = distance;
                    nearest = c;
                }
            }
            return nearest;
        }

        Clusters plus(Clusters other) {
            for (int c = 0; c < sums.length; c++) {
                for (int d = 0; d < sums[c].length; d++) {
                    sums[c][d] += other.sums[c][d];
                }
                counts[c] += other.counts[c];
            }
            return this;
        }

        /** The means; a centre without points stays where it is. */
        double[][] centres(double[][] before) {
            double[][] means = new double[sums.length][];
            for (int c = 0; c < sums.length; c++) {
                means[c] = before[c].clone();
                for (int d = 0; counts[c] > 0 && d < means[c].length; d++) {
                    means[c][d] = sums[c][d] / counts[c];
                }
            }
            return means;
        }

        long points() {
            long points = 0;
            for (long count : counts) {
                points += count;
            }
            return points;
        }
    }
}
