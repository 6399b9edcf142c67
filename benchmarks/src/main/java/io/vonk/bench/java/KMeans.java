package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.CentreSums;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.List;
import java.util.stream.LongStream;

/** An array for each point; each thread adds up its points by their nearest centre. */
final class KMeans implements PreparedJob {
    private final Workers workers;
    private final List<double[]> points;

    KMeans(Workers workers, Sizes sizes) {
        this.workers = workers;
        this.points =
                LongStream.range(0, sizes.points()).mapToObj(Workload::point).toList();
    }

    @Override
    public Answer run() throws Exception {
        Clusters clusters = new Clusters(Workload.firstCentres());
        for (int round = 0; round < Workload.CLUSTER_ROUNDS; round++) {
            double[][] centres = clusters.centres();
            List<Clusters> found = workers.ranges(points.size(), (from, to) -> {
                Clusters sums = new Clusters(centres);
                for (double[] point : points.subList((int) from, (int) to)) {
                    sums.add(point, CentreSums.nearest(point, centres));
                }
                return sums;
            });
            clusters = found.stream().reduce(new Clusters(centres), Clusters::plus);
        }
        return clusters.answer(points.size());
    }
}
