package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.CentreSums;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
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
        CentreSums sums = new CentreSums();
        for (int round = 0; round < Workload.CLUSTER_ROUNDS; round++) {
            Broadcast<double[][]> broadcast = spark.broadcast(centres);
            sums = points.aggregate(
                    new CentreSums(), (into, point) -> into.add(point, broadcast.value()), CentreSums::plus);
            broadcast.destroy();
            centres = sums.centres(centres);
        }
        return sums.answer(centres);
    }

    @Override
    public void close() {
        points.unpersist(true);
    }
}
