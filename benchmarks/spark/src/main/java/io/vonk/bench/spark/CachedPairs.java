package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** The pairs, kept in memory and read again. */
final class CachedPairs implements PreparedJob {
    private final JavaPairRDD<Long, Long> pairs;
    private final Answers.RecordDigest<Tuple2<Long, Long>> digest;

    private CachedPairs(
            JavaPairRDD<Long, Long> pairs, StorageLevel level, Answers.RecordDigest<Tuple2<Long, Long>> digest) {
        this.pairs = pairs.persist(level);
        this.digest = digest;
        this.pairs.count();
    }

    static CachedPairs encoded(JavaSparkContext spark, Sizes sizes) {
        return new CachedPairs(
                Generated.pairs(spark, sizes, Sizes.PARTITIONS),
                StorageLevel.MEMORY_ONLY_SER(),
                pair -> Digest.of(pair._1, pair._2));
    }

    static CachedPairs objects(JavaSparkContext spark, Sizes sizes) {
        return new CachedPairs(
                Generated.pairs(spark, sizes, Sizes.PARTITIONS), StorageLevel.MEMORY_ONLY(), pair -> pair._2);
    }

    @Override
    public Answer run() {
        return Answers.of(pairs, digest);
    }

    @Override
    public void close() {
        pairs.unpersist(true);
    }
}
