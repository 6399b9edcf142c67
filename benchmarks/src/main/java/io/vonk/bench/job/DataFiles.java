package io.vonk.bench.job;

import java.nio.file.Path;

/**
 * The input files of the jobs, all made from a seed.
 *
 * @param root the directory that they lie in
 */
public record DataFiles(Path root) {

    /** Text: {@code *.txt}, words with single blanks between them, Zipf-distributed. */
    public Path words() {
        return root.resolve("words");
    }

    /** Binary records of 100 bytes, of which the first 10 are the key: {@code *.bin}. */
    public Path tera() {
        return root.resolve("tera");
    }

    /** Taxi trips as CSV with a header line: {@code *.csv}. */
    public Path trips() {
        return root.resolve("trips");
    }

    /** The same trips as Parquet, snappy-compressed, by DuckDB: {@code *.parquet}. */
    public Path tripsParquet() {
        return root.resolve("trips-parquet");
    }
}
