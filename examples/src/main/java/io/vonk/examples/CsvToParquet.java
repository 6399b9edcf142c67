package io.vonk.examples;

import io.vonk.api.VonkSession;
import io.vonk.data.Row;
import io.vonk.data.Schema;
import io.vonk.io.WriteMode;
import io.vonk.io.csv.CsvSource;
import io.vonk.io.parquet.ParquetSink;
import io.vonk.io.parquet.ParquetWriteOptions;
import io.vonk.launch.Vonk;
import java.io.IOException;
import java.nio.file.Path;

/** Any CSV files as Parquet, with the types that their values have; one file for each part of the input. */
public final class CsvToParquet {
    private static final String USAGE = "CsvToParquet [--input PATH] [--output DIR] [--overwrite]";

    private CsvToParquet() {}

    /** Converts; returns the schema that was inferred. */
    static Schema convert(VonkSession vonk, String input, String output, WriteMode mode) throws IOException {
        CsvSource<Row> csv = CsvSource.rows(input);
        Schema schema = csv.schema();
        vonk.read(csv).write(ParquetSink.rows(schema, ParquetWriteOptions.DEFAULT), output, mode);
        return schema;
    }

    public static void main(String[] args) throws IOException {
        Arguments arguments = Arguments.orExit(USAGE, args);
        String output = arguments.get("--output", "vonk-output/trips");
        WriteMode mode = arguments.has("--overwrite") ? WriteMode.OVERWRITE : WriteMode.ERROR_IF_EXISTS;
        try (VonkSession vonk = Vonk.auto()) {
            Schema schema = convert(vonk, arguments.get("--input", ShippedData.trips()), output, mode);
            schema.fields().forEach(field -> System.out.println(field.name() + " " + field.type()));
            System.out.println();
            System.out.println("written to " + Path.of(output).toAbsolutePath().normalize());
        }
    }
}
