package io.vonk.bench.duckdb;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Counts rows. */
record CountJob(Connection connection, String table) implements PreparedJob {

    @Override
    public Answer run() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return Answer.of(rows.getLong(1), 0);
        }
    }
}
