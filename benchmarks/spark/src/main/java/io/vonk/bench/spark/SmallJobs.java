package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Sizes;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Jobs in which there is little or nothing to do per record. */
final class SmallJobs {

    private SmallJobs() {}

    static Answer oneTask(JavaSparkContext spark) {
        return Answer.of(spark.parallelize(List.of(1), 1).count(), 0);
    }

    static Answer twoStages(JavaSparkContext spark) {
        List<Tuple2<Integer, Integer>> records = List.of(new Tuple2<>(1, 1), new Tuple2<>(2, 1));
        return Answer.of(
                spark.parallelizePairs(records, 2).reduceByKey(Integer::sum, 2).count(), 0);
    }

    static Answer emptyTasks(JavaSparkContext spark, int tasks) {
        JavaRDD<Integer> empty = spark.parallelize(List.of(), tasks);
        empty.foreachPartition(records -> {});
        return Answer.of(empty.getNumPartitions(), 0);
    }

    static Answer sumLongs(JavaSparkContext spark, long longs) {
        int partitions = Sizes.PARTITIONS;
        long sum = Generated.partitions(spark, partitions)
                .mapPartitions(numbers -> {
                    int partition = numbers.next();
                    long end = Generated.start(longs, partitions, partition + 1);
                    long added = 0;
                    for (long i = Generated.start(longs, partitions, partition); i < end; i++) {
                        added += i;
                    }
                    return Answers.one(added);
                })
                .reduce(Long::sum);
        return Answer.of(longs, sum);
    }
}
