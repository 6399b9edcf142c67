package io.vonk.bench.java;

import io.vonk.bench.job.TaxiReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The trips as lines of text. Their columns never have quotation marks, so a comma is always the end of a column. */
final class Trips {
    static final String SUFFIX = ".csv";
    static final int COLUMNS = TaxiReport.HEADER.split(",").length;

    private Trips() {}

    /** Gives all rows of a file as their columns. */
    static void read(Path file, Consumer<String[]> rows) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String header = reader.readLine();
            if (!TaxiReport.HEADER.equals(header)) {
                throw new IOException(file + " begins with '" + header + "'; expected '" + TaxiReport.HEADER + "'");
            }
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] row = line.split(",", -1);
                if (row.length != COLUMNS) {
                    throw new IOException(file + " has the line '" + line + "'; expected " + COLUMNS + " columns");
                }
                rows.accept(row);
            }
        }
    }
}
