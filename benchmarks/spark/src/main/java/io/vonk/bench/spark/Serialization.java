package io.vonk.bench.spark;

import io.vonk.bench.job.Job;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.SparkConf;

/** The serializers that Spark has for records. */
enum Serialization {
    /** The default. */
    JAVA {
        @Override
        void configure(SparkConf conf) {
            conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        }
    },

    /** Kryo, with the classes of the jobs registered. */
    KRYO {
        @Override
        void configure(SparkConf conf) {
            conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
            conf.setIfMissing("spark.kryo.registrator", JobClasses.class.getName());
        }
    };

    /** Overrides the choice for all jobs: {@code java} or {@code kryo}. */
    private static final String PROPERTY = "bench.spark.serializer";

    /** The jobs that are run with Kryo; benchmarks/NOTES.md says which of them were measured to be faster with it. */
    private static final Set<Job> FASTER_WITH_KRYO = EnumSet.of(
            Job.REDUCE_BY_KEY,
            Job.DISTINCT_PAIRS,
            Job.GROUP_BY_KEY,
            Job.BROADCAST_LOOKUP,
            Job.SORT_BY_KEY,
            Job.PAGE_RANK,
            Job.CACHED_ENCODED,
            Job.RECORD_JOIN,
            Job.RECORD_SORT,
            Job.SECONDARY_SORT,
            Job.SKEWED_JOIN);

    /** Sets the serializer. */
    abstract void configure(SparkConf conf);

    /** The one with which a job is fastest, unless the user says otherwise. */
    static Serialization of(Job job) {
        String wanted = System.getProperty(PROPERTY);
        if (wanted != null) {
            return valueOf(wanted.toUpperCase(Locale.ROOT));
        }
        return FASTER_WITH_KRYO.contains(job) ? KRYO : JAVA;
    }
}
