package io.vonk.bench.duckdb;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.TaxiReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The taxi report of a table. */
record TaxiJob(Connection connection, String table) implements PreparedJob {

    @Override
    public Answer run() throws SQLException {
        // Grouped by a number; the text of the month is made for the few groups only.
        String query = "SELECT zone, strftime(month, '%Y-%m'), trips, fare, tips, tolls, total FROM ("
                + "SELECT pickup_location_id AS zone, date_trunc('month', pickup_datetime) AS month, count(*) AS trips, "
                + "sum(fare_amount) AS fare, sum(tip_amount) AS tips, sum(tolls_amount) AS tolls, "
                + "sum(total_amount) AS total FROM " + table + " GROUP BY ALL)";
        Answer answer = Answer.NONE;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                long digest = TaxiReport.digest(
                        rows.getInt(1),
                        rows.getString(2),
                        rows.getLong(3),
                        rows.getDouble(4),
                        rows.getDouble(5),
                        rows.getDouble(6),
                        rows.getDouble(7));
                answer = answer.plus(Answer.of(1, digest));
            }
        }
        return answer;
    }
}
