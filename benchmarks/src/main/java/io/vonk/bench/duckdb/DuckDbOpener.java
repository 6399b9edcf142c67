package io.vonk.bench.duckdb;

import io.vonk.bench.job.Engine;
import io.vonk.bench.job.JobContext;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The engine {@code duckdb}: DuckDB inside the process, with as many threads as it is allowed. */
public final class DuckDbOpener implements Engine.Opener {

    @Override
    public Engine open(JobContext context) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads TO " + context.threads());
            statement.execute("SET temp_directory = "
                    + Sql.text(context.scratch().resolve("duckdb").toString()));
            // No job says in which order rows come; DuckDB is faster when it may choose.
            statement.execute("SET preserve_insertion_order = false");
        }
        return new DuckDb(context, connection);
    }
}
