package io.vonk.bench.spark;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.TaxiReport;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The jobs over rows with a schema, as DataFrames. */
final class FrameJobs implements SparkEngine.Jobs {
    private static final StructType TRIP = new StructType()
            .add("vendor_id", DataTypes.IntegerType)
            .add("pickup_datetime", DataTypes.TimestampType)
            .add("dropoff_datetime", DataTypes.TimestampType)
            .add("passenger_count", DataTypes.DoubleType)
            .add("trip_distance", DataTypes.DoubleType)
            .add("rate_code_id", DataTypes.DoubleType)
            .add("store_and_fwd_flag", DataTypes.StringType)
            .add("pickup_location_id", DataTypes.IntegerType)
            .add("dropoff_location_id", DataTypes.IntegerType)
            .add("payment_type", DataTypes.IntegerType)
            .add("fare_amount", DataTypes.DoubleType)
            .add("extra", DataTypes.DoubleType)
            .add("mta_tax", DataTypes.DoubleType)
            .add("tip_amount", DataTypes.DoubleType)
            .add("tolls_amount", DataTypes.DoubleType)
            .add("improvement_surcharge", DataTypes.DoubleType)
            .add("total_amount", DataTypes.DoubleType)
            .add("congestion_surcharge", DataTypes.DoubleType);

    private final JobContext context;
    private final Sessions sessions;

    FrameJobs(JobContext context, Sessions sessions) {
        this.context = context;
        this.sessions = sessions;
    }

    @Override
    public Optional<PreparedJob> prepare(Job job, Serialization serialization) {
        return switch (job) {
            case CSV_COUNT, TAXI_CSV, CSV_TO_PARQUET, TAXI_PARQUET ->
                Optional.of(prepare(job, sessions.session(serialization)));
            default -> Optional.empty();
        };
    }

    private PreparedJob prepare(Job job, SparkSession spark) {
        Path trips = context.files().trips();
        return switch (job) {
            case CSV_COUNT -> () -> Answer.of(csv(spark, trips).count(), 0);
            case TAXI_CSV -> () -> report(csv(spark, trips));
            case CSV_TO_PARQUET -> new CsvToParquet(csv(spark, trips), context.output(job));
            default ->
                () -> report(spark.read().parquet(Locations.of(context.files().tripsParquet())));
        };
    }

    private static Dataset<Row> csv(SparkSession spark, Path trips) {
        return spark.read().schema(TRIP).option("header", true).csv(Locations.of(trips));
    }

    private static Answer report(Dataset<Row> trips) {
        Dataset<Row> report = trips.groupBy(
                        col("pickup_location_id"),
                        date_trunc("month", col("pickup_datetime")).as("month"))
                .agg(
                        count(lit(1)).as("trips"),
                        total("fare_amount"),
                        total("tip_amount"),
                        total("tolls_amount"),
                        total("total_amount"))
                .withColumn("month", date_format(col("month"), "yyyy-MM"));
        Answer answer = Answer.NONE;
        for (Row row : report.collectAsList()) {
            long digest = TaxiReport.digest(
                    row.getInt(0),
                    row.getString(1),
                    row.getLong(2),
                    row.getDouble(3),
                    row.getDouble(4),
                    row.getDouble(5),
                    row.getDouble(6));
            answer = answer.plus(Answer.of(1, digest));
        }
        return answer;
    }

    /** Missing amounts count as 0, also if all of a group are missing. */
    private static Column total(String column) {
        return coalesce(sum(column), lit(0.0)).as(column);
    }
}
