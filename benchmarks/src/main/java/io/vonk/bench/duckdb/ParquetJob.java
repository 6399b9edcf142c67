package io.vonk.bench.duckdb;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes a table as one Parquet file in {@code output}. */
record ParquetJob(Connection connection, String table, Path output) implements PreparedJob {
    private static final String FILE = "trips.parquet";

    @Override
    public Answer run() throws IOException, SQLException {
        close();
        Files.createDirectories(output);
        try (Statement statement = connection.createStatement()) {
            long rows = statement.executeUpdate("COPY (SELECT * FROM " + table + ") TO "
                    + Sql.text(output.resolve(FILE).toString()) + " (FORMAT parquet, COMPRESSION snappy)");
            return Answer.of(rows, 0);
        }
    }

    @Override
    public Answer check(Answer ran) throws SQLException {
        String query = "SELECT count(*), sum(CAST(round(total_amount * 100) AS BIGINT)) FROM " + Sql.parquet(output);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return Answer.of(rows.getLong(1), rows.getLong(2));
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(output.resolve(FILE));
        Files.deleteIfExists(output);
    }
}
