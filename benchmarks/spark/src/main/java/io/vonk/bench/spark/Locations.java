package io.vonk.bench.spark;

import java.nio.file.Path;

/** Places of files in the notation of Spark and Hadoop. */
final class Locations {
    private Locations() {}

    /**
     * The location of a local file. It looks like a URI, but is none: Hadoop escapes what it is given, so that an escaped blank
     * would be escaped once more.
     */
    static String of(Path file) {
        return new org.apache.hadoop.fs.Path(file.toUri()).toString();
    }
}
