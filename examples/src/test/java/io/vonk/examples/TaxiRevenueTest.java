package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.VonkSession;
import io.vonk.error.OutputException;
import io.vonk.examples.TaxiRevenue.Revenue;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.parquet.ParquetReadOptions;
import io.vonk.io.parquet.ParquetSource;
import io.vonk.launch.Vonk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report against what DuckDB makes of the same files. */
class TaxiRevenueTest {
    /**
     * The whole report as one query, written without a look at the program. Decimals, so that no sum depends on the
     * order; not strict, because the last line of some files ends otherwise than the lines before.
     */
    private static final String ORACLE = """
            WITH trips AS (
              SELECT CAST(pickup_location_id AS INTEGER) zone_id, substr(pickup_datetime, 1, 7) AS month,
                CAST(fare_amount AS DECIMAL(18,6)) fare, CAST(tip_amount AS DECIMAL(18,6)) tip,
                CAST(tolls_amount AS DECIMAL(18,6)) toll, CAST(total_amount AS DECIMAL(18,6)) total,
                CAST(passenger_count AS DECIMAL(18,6)) passengers, CAST(trip_distance AS DECIMAL(18,6)) distance
              FROM read_csv('%s/*.csv', delim = ',', quote = '"', strict_mode = false, all_varchar = true, header = true))
            SELECT zone_id, z.borough, z.zone, month, count(*) trips,
              CAST(coalesce(sum(fare), 0) AS DOUBLE) fare, CAST(coalesce(sum(tip), 0) AS DOUBLE) tips,
              CAST(coalesce(sum(toll), 0) AS DOUBLE) tolls, CAST(coalesce(sum(t.total), 0) AS DOUBLE) total,
              CAST(sum(passengers) AS DOUBLE) / count(passengers) avg_passengers,
              CAST(sum(distance) AS DOUBLE) / count(distance) avg_distance
            FROM trips t LEFT JOIN read_csv('%s', delim = ',', quote = '"', strict_mode = false, all_varchar = true, header = true) z
              ON CAST(z.locationid AS INTEGER) = t.zone_id
            GROUP BY ALL ORDER BY zone_id, month
            """;

    private static final List<String> COLUMNS = List.of(
            "zone_id INTEGER",
            "borough VARCHAR",
            "zone VARCHAR",
            "month VARCHAR",
            "trips BIGINT",
            "fare DOUBLE",
            "tips DOUBLE",
            "tolls DOUBLE",
            "total DOUBLE",
            "avg_passengers DOUBLE",
            "avg_distance DOUBLE");

    private static final String HEADER =
            "pickup_datetime,passenger_count,trip_distance,pickup_location_id,fare_amount,tip_amount,tolls_amount,total_amount\n";

    @TempDir
    Path temp;

    @Test
    void everyCellOfTheReportOnTheShippedTripsIsWhatDuckDbSays() throws Exception {
        Path output = report(ShippedData.trips(), ShippedData.zones());

        List<List<Object>> rows = assertSameAsDuckDb(output, ShippedData.trips(), ShippedData.zones());
        assertEquals(452, rows.size());
        assertEquals(30_000, rows.stream().mapToLong(row -> (Long) row.get(4)).sum());
    }

    @Test
    void emptyFieldsUnknownZonesAndOldMonthsAreReported() throws Exception {
        Path trips = Files.createDirectory(temp.resolve("trips"));
        Files.writeString(
                trips.resolve("a.csv"),
                HEADER
                        + "2019-01-31 23:59:59,,1.5,4,10.0,1.25,,11.25\n"
                        + "2019-02-01 00:00:00,,,4,10.0,1.0,0.0,11.0\n"
                        + "2008-12-31 12:00:00,2,3.0,999,,,,\n");
        Files.writeString(trips.resolve("b.csv"), HEADER + "2019-01-01 00:00:00,3,2.5,4,-10.0,0,0,-10.0\n");
        Path zones = temp.resolve("zones.csv");
        Files.writeString(zones, "locationid,borough,zone\n4,Manhattan,\"Alphabet, City\"\n");
        Path output = report(trips.toString(), zones.toString());

        assertSameAsDuckDb(output, trips.toString(), zones.toString());
        try (VonkSession vonk = Vonk.local(2)) {
            assertEquals(
                    List.of(
                            new Revenue(4, "Manhattan", "Alphabet, City", "2019-01", 2, 0, 1.25, 0, 1.25, 3.0, 2.0),
                            new Revenue(4, "Manhattan", "Alphabet, City", "2019-02", 1, 10, 1, 0, 11, null, null),
                            new Revenue(999, null, null, "2008-12", 1, 0, 0, 0, 0, 2.0, 3.0)),
                    vonk.read(ParquetSource.records(
                                    new LocalFileSystem(),
                                    List.of(output.toString()),
                                    Revenue.class,
                                    ParquetReadOptions.DEFAULT))
                            .collect());
        }
    }

    @Test
    void anotherReportInTheSamePlaceNeedsConsent() throws IOException {
        Path output = report(ShippedData.trips(), ShippedData.zones());
        List<Path> before = files(output);

        OutputException refusal = assertThrows(
                OutputException.class, () -> TaxiRevenue.main(new String[] {"--output", output.toString()}));
        assertTrue(refusal.getMessage().contains("--overwrite"), refusal.getMessage());
        assertEquals(before, files(output));

        run("--output=" + output, "--overwrite");
        assertEquals(before.size(), files(output).size());
        assertTrue(!before.equals(files(output)), "the new report has files of its own");
    }

    @Test
    void theTenZonesWithTheHighestTotalsArePrintedAndWhereTheReportLies() {
        Path output = temp.resolve("printed");
        List<String> lines = run("--output", output.toString());

        assertEquals(13, lines.size(), lines::toString);
        assertEquals("zone                           borough              trips           total", lines.get(0));
        assertEquals("JFK Airport                    Queens                 797       45,983.00", lines.get(1));
        assertEquals("Lincoln Square East            Manhattan              933       14,385.44", lines.get(10));
        assertTrue(
                lines.get(12).matches("452 rows from 30,000 trips in \\Q" + output + "\\E, after [0-9.]+ s"),
                lines.get(12));
    }

    private Path report(String trips, String zones) {
        Path output = temp.resolve("the report");
        run("--trips", trips, "--zones", zones, "--output", output.toString(), "--master", "local[2]");
        assertTrue(Files.exists(output.resolve("_SUCCESS")));
        return output;
    }

    private static List<String> run(String... arguments) {
        return Output.of(() -> TaxiRevenue.main(arguments));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static List<List<Object>> assertSameAsDuckDb(Path output, String trips, String zones) throws SQLException {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
            List<List<Object>> expected = query(duckDb, ORACLE.formatted(trips, zones));
            // No ORDER BY: the order is that of the file.
            List<List<Object>> actual = query(duckDb, "SELECT * FROM '" + output + "/*.parquet'");
            assertEquals(expected.size(), actual.size());
            for (int row = 0; row < expected.size(); row++) {
                assertSameRow(expected.get(row), actual.get(row));
            }
            return actual;
        }
    }

    private static void assertSameRow(List<Object> expected, List<Object> actual) {
        for (int column = 0; column < COLUMNS.size(); column++) {
            Object wanted = expected.get(column);
            if (wanted instanceof Double number && actual.get(column) instanceof Double found) {
                assertEquals(
                        number, found, 1e-9 * Math.max(1, Math.abs(number)), COLUMNS.get(column) + " of " + expected);
            } else {
                assertEquals(wanted, actual.get(column), COLUMNS.get(column) + " of " + expected);
            }
        }
    }

    private static List<List<Object>> query(Connection duckDb, String sql) throws SQLException {
        try (Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData meta = result.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(meta.getColumnName(i) + " " + meta.getColumnTypeName(i));
            }
            assertEquals(COLUMNS, columns);
            List<List<Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
