package io.vonk.bench.vonk;

import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.CentreSums;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;

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

    @Override
    public Answer run() {
        double[][] centres = Workload.firstCentres();
        CentreSums sums = new CentreSums();
        for (int round = 0; round < Workload.CLUSTER_ROUNDS; round++) {
            double[][] known = centres;
            sums = points.aggregate(new CentreSums(), (all, point) -> all.add(point, known), CentreSums::plus);
            centres = sums.centres(known);
        }
        return sums.answer(centres);
    }

    @Override
    public void close() {
        points.unpersist();
    }
}
