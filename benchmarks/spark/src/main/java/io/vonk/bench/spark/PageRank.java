package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** The page rank as in Spark's examples, with the links and the ranks in the same partitions, so that joins move nothing. */
final class PageRank {
    private static final int PARTITIONS = Sizes.PARTITIONS;

    private PageRank() {}

    static Answer run(JavaSparkContext spark, Sizes sizes) {
        long nodes = sizes.nodes();
        JavaPairRDD<Long, Iterable<Long>> links = Generated.pairs(
                        spark,
                        nodes * Workload.LINKS,
                        PARTITIONS,
                        i -> new Tuple2<>(Workload.linkSource(i), Workload.linkTarget(i, nodes)))
                .distinct(PARTITIONS)
                .groupByKey(PARTITIONS)
                .cache();
        JavaPairRDD<Long, Double> ranks = links.mapValues(targets -> 1.0);
        for (int round = 0; round < Workload.RANK_ROUNDS; round++) {
            ranks = links.join(ranks, PARTITIONS)
                    .values()
                    .flatMapToPair(node -> {
                        List<Tuple2<Long, Double>> contributions = new ArrayList<>();
                        int targets = 0;
                        for (Long target : node._1) {
                            targets++;
                        }
                        double contribution = node._2 / targets;
                        for (Long target : node._1) {
                            contributions.add(new Tuple2<>(target, contribution));
                        }
                        return contributions.iterator();
                    })
                    .reduceByKey(Double::sum, PARTITIONS)
                    .mapValues(sum -> 1 - Workload.DAMPING + Workload.DAMPING * sum);
        }
        Answer answer = answer(ranks);
        links.unpersist(true);
        return answer;
    }

    private static Answer answer(JavaPairRDD<Long, Double> ranks) {
        List<Tuple2<Long, Double>> partitions = ranks.mapPartitions(partition -> {
                    long count = 0;
                    double sum = 0;
                    while (partition.hasNext()) {
                        Tuple2<Long, Double> rank = partition.next();
                        sum += rank._2 * Workload.rankWeight(rank._1);
                        count++;
                    }
                    return Answers.one(new Tuple2<>(count, sum));
                })
                .collect();
        Answer answer = Answer.NONE;
        for (Tuple2<Long, Double> partition : partitions) {
            answer = answer.plus(new Answer(partition._1, 0, partition._2));
        }
        return answer;
    }
}
