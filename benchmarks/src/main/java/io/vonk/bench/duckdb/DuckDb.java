package io.vonk.bench.duckdb;

import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** A connection with the jobs that DuckDB does. */
record DuckDb(JobContext context, Connection connection) implements Engine {

    @Override
    public String version() {
        try {
            return "DuckDB " + connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException("DuckDB does not say its version", e);
        }
    }

    @Override
    public Optional<PreparedJob> prepare(Job job) {
        String csv = Sql.csv(context.files().trips());
        String parquet = Sql.parquet(context.files().tripsParquet());
        return switch (job) {
            case CSV_COUNT -> Optional.of(new CountJob(connection, csv));
            case TAXI_CSV -> Optional.of(new TaxiJob(connection, csv));
            case TAXI_PARQUET -> Optional.of(new TaxiJob(connection, parquet));
            case CSV_TO_PARQUET -> Optional.of(new ParquetJob(connection, csv, context.output(job)));
            default -> Optional.empty();
        };
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
