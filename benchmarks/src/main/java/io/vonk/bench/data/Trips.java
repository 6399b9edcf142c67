package io.vonk.bench.data;

import io.vonk.bench.job.TaxiReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Taxi trips: real rows, repeated until there are enough. */
final class Trips {
    private static final int FILES = 12;

    private Trips() {}

    /** Writes {@code rows} rows in several files, each with a header line. */
    static void replicate(Path samples, Path directory, long rows) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (Path file : csvFiles(samples)) {
            List<String> ofFile = Files.readAllLines(file);
            if (ofFile.isEmpty() || !ofFile.get(0).equals(TaxiReport.HEADER)) {
                throw new IOException(file + " is no file of taxi trips: expected the first line " + TaxiReport.HEADER);
            }
            ofFile.stream().skip(1).forEach(line -> lines.add((line + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        byte[] header = (TaxiReport.HEADER + "\n").getBytes(StandardCharsets.UTF_8);
        for (int file = 0; file < FILES; file++) {
            Path path = directory.resolve("trips-%02d.csv".formatted(file));
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 20)) {
                out.write(header);
                for (long row = rows * file / FILES; row < rows * (file + 1) / FILES; row++) {
                    out.write(lines.get((int) (row % lines.size())));
                }
            }
        }
    }

    /** Writes each CSV file as a Parquet file; by DuckDB, so that no engine reads what it wrote itself. */
    static void toParquet(Path trips, Path directory) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (Path csv : csvFiles(trips)) {
                String name = csv.getFileName().toString().replace(".csv", ".parquet");
                statement.execute("COPY (SELECT * FROM read_csv('" + quoted(csv) + "', header = true, columns = "
                        + TaxiReport.SQL_COLUMNS + ")) TO '" + quoted(directory.resolve(name))
                        + "' (FORMAT parquet, COMPRESSION snappy)");
            }
        }
    }

    private static List<Path> csvFiles(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            List<Path> files = all.filter(path -> path.toString().endsWith(".csv"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new IOException("there are no CSV files in " + directory);
            }
            return files;
        }
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }
}
