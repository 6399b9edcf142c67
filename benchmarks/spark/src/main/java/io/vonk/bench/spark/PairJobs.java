package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** Jobs over the generated pairs. */
final class PairJobs {
    private static final int PARTITIONS = Sizes.PARTITIONS;

    private PairJobs() {}

    static Answer reduceByKey(JavaSparkContext spark, Sizes sizes) {
        return Answers.of(pairs(spark, sizes).reduceByKey(Long::sum, PARTITIONS), sum -> Digest.of(sum._1, sum._2));
    }

    static Answer distinctKeys(JavaSparkContext spark, Sizes sizes) {
        return Answers.of(pairs(spark, sizes).keys().distinct(PARTITIONS), Digest::of);
    }

    static Answer distinctPairs(JavaSparkContext spark, Sizes sizes) {
        return Answers.of(pairs(spark, sizes).distinct(PARTITIONS), pair -> Digest.of(pair._1, pair._2));
    }

    static Answer groupByKey(JavaSparkContext spark, Sizes sizes) {
        JavaPairRDD<Long, Long> counts = pairs(spark, sizes)
                .groupByKey(PARTITIONS)
                .mapValues(values -> {
                    long size = 0;
                    for (Long value : values) {
                        size++;
                    }
                    return size;
                });
        return Answers.of(counts, count -> Digest.of(count._1, count._2));
    }

    static Answer join(JavaSparkContext spark, Sizes sizes) {
        JavaPairRDD<Long, Tuple2<Long, Long>> joined =
                pairs(spark, sizes).join(Generated.smallSide(spark, sizes), PARTITIONS);
        return Answers.of(joined, row -> Digest.of(row._1, row._2._1, row._2._2));
    }

    static Answer broadcastLookup(JavaSparkContext spark, Sizes sizes) {
        Map<Long, Long> small = new HashMap<>();
        for (long key = 0; key < sizes.keys(); key++) {
            small.put(key, Workload.joined(key));
        }
        Broadcast<Map<Long, Long>> broadcast = spark.broadcast(small);
        JavaPairRDD<Long, Tuple2<Long, Long>> joined = pairs(spark, sizes)
                .filter(pair -> broadcast.value().containsKey(pair._1))
                .mapToPair(pair -> new Tuple2<>(
                        pair._1, new Tuple2<>(pair._2, broadcast.value().get(pair._1))));
        Answer answer = Answers.of(joined, row -> Digest.of(row._1, row._2._1, row._2._2));
        broadcast.destroy();
        return answer;
    }

    static Answer sortByKey(JavaSparkContext spark, Sizes sizes) {
        JavaPairRDD<Long, Long> sorted = Generated.pairs(
                        spark, sizes.pairs(), PARTITIONS, i -> new Tuple2<>(Digest.of(i), i))
                .sortByKey(true, PARTITIONS);
        return Answers.ofSorted(
                sorted, (one, other) -> Long.compare(one._1, other._1), pair -> Digest.of(pair._1, pair._2));
    }

    static Answer wideShuffle(JavaSparkContext spark, Sizes sizes) {
        int partitions = sizes.shufflePartitions();
        JavaPairRDD<Long, Long> placed =
                Generated.pairs(spark, sizes, partitions).partitionBy(new HashPartitioner(partitions));
        return Answers.of(placed, pair -> Digest.of(pair._1, pair._2));
    }

    private static JavaPairRDD<Long, Long> pairs(JavaSparkContext spark, Sizes sizes) {
        return Generated.pairs(spark, sizes, PARTITIONS);
    }
}
