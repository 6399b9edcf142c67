package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.Sizes;
import java.util.Arrays;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Jobs over text. */
final class Words {

    private Words() {}

    static JavaPairRDD<String, Integer> counts(JavaSparkContext spark, DataFiles files) {
        return spark.textFile(files.words().toString())
                .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                .mapToPair(word -> new Tuple2<>(word, 1))
                .reduceByKey(Integer::sum, Sizes.PARTITIONS);
    }

    static Answer count(JavaSparkContext spark, DataFiles files) {
        return Answers.of(counts(spark, files), count -> Digest.of(count._1, count._2));
    }

    static Answer lines(JavaSparkContext spark, DataFiles files) {
        return Answer.of(spark.textFile(files.words().toString()).count(), 0);
    }
}
