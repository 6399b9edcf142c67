package io.vonk.bench.duckdb;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Parts of queries. */
final class Sql {
    /** The column types, in the order of {@link io.vonk.bench.job.TaxiReport#HEADER}. */
    private static final String[] TRIP_COLUMNS = {
        "vendor_id INTEGER",
        "pickup_datetime TIMESTAMP",
        "dropoff_datetime TIMESTAMP",
        "passenger_count DOUBLE",
        "trip_distance DOUBLE",
        "rate_code_id DOUBLE",
        "store_and_fwd_flag VARCHAR",
        "pickup_location_id INTEGER",
        "dropoff_location_id INTEGER",
        "payment_type INTEGER",
        "fare_amount DOUBLE",
        "extra DOUBLE",
        "mta_tax DOUBLE",
        "tip_amount DOUBLE",
        "tolls_amount DOUBLE",
        "improvement_surcharge DOUBLE",
        "total_amount DOUBLE",
        "congestion_surcharge DOUBLE",
    };

    private Sql() {}

    /** A text in quotation marks. */
    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The trips in the CSV files of a directory, with their types given: DuckDB has nothing to find out. */
    static String csv(Path directory) {
        String columns = Arrays.stream(TRIP_COLUMNS)
                .map(column -> column.split(" "))
                .map(column -> text(column[0]) + ": " + text(column[1]))
                .collect(Collectors.joining(", ", "{", "}"));
        return "read_csv(" + text(directory + "/*.csv") + ", auto_detect = false, delim = ',', quote = '\"', "
                + "header = true, columns = " + columns + ")";
    }

    /** The rows in the Parquet files of a directory. */
    static String parquet(Path directory) {
        return "read_parquet(" + text(directory + "/*.parquet") + ")";
    }
}
