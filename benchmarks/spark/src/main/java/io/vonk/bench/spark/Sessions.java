package io.vonk.bench.spark;

import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.Sizes;
import org.apache.spark.SparkBuildInfo;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark context of this process, of which there is at most one at a time. System properties that begin with
 * {@code spark.} are settings that go before those made here.
 */
final class Sessions implements AutoCloseable {
    private final JobContext context;
    private JavaSparkContext open;
    private Serialization serialization;

    Sessions(JobContext context) {
        this.context = context;
    }

    static String version() {
        return SparkBuildInfo.spark_version();
    }

    /** The context with this serializer. */
    JavaSparkContext context(Serialization wanted) {
        if (open == null || serialization != wanted) {
            close();
            open = new JavaSparkContext(conf(wanted));
            serialization = wanted;
        }
        return open;
    }

    /** The session for DataFrames upon the context with this serializer. */
    SparkSession session(Serialization wanted) {
        context(wanted);
        return SparkSession.builder().getOrCreate();
    }

    private SparkConf conf(Serialization wanted) {
        boolean local = context.master().equals("local");
        String partitions = Integer.toString(Sizes.PARTITIONS);
        SparkConf conf = new SparkConf()
                .setAppName("benchmark")
                .setMaster(local ? "local[" + context.threads() + "]" : context.master())
                .setIfMissing(
                        "spark.local.dir", context.scratch().resolve("spark").toString())
                .setIfMissing(
                        "spark.sql.warehouse.dir",
                        Locations.of(context.scratch().resolve("warehouse")))
                .setIfMissing("spark.ui.enabled", "false")
                .setIfMissing("spark.ui.showConsoleProgress", "false")
                .setIfMissing("spark.default.parallelism", partitions)
                .setIfMissing("spark.sql.shuffle.partitions", partitions)
                .setIfMissing("spark.sql.session.timeZone", "UTC")
                // Faster by a tenth than the default, which is the deprecated INT96.
                .setIfMissing("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        if (local) {
            conf.setIfMissing("spark.driver.host", "localhost").setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        } else {
            conf.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
        }
        wanted.configure(conf);
        return conf;
    }

    @Override
    public void close() {
        if (open != null) {
            open.stop();
            open = null;
        }
    }
}
