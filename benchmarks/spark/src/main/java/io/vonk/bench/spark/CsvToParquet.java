package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.TaxiReport;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/** Trips written as Parquet. */
final class CsvToParquet implements PreparedJob {
    private final Dataset<Row> trips;
    private final Output output;

    CsvToParquet(Dataset<Row> trips, Path output) {
        this.trips = trips;
        this.output = new Output(output);
    }

    @Override
    public Answer run() {
        trips.write().mode(SaveMode.Overwrite).option("compression", "snappy").parquet(output.location());
        return Answer.NONE;
    }

    @Override
    public Answer check(Answer ran) {
        JavaRDD<Row> amounts = trips.sparkSession()
                .read()
                .parquet(output.location())
                .select("total_amount")
                .javaRDD();
        return Answers.of(amounts, row -> row.isNullAt(0) ? 0 : TaxiReport.cents(row.getDouble(0)));
    }

    @Override
    public void close() throws IOException {
        output.delete();
    }
}
