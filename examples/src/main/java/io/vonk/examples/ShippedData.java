package io.vonk.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the data lies that comes with Vonk: three months of taxi trips and the table of taxi zones. */
final class ShippedData {
    private ShippedData() {}

    /** The directory of trip CSV files. */
    static String trips() {
        return directory().resolve("taxi").toString();
    }

    /** The CSV file of the taxi zones. */
    static String zones() {
        return directory().resolve("taxi_zone_lookup.csv").toString();
    }

    /** In a distribution, whose script says where it lies, or in the sources, started there or in their module. */
    private static Path directory() {
        return Stream.of(Path.of(System.getProperty("vonk.home", "."), "examples", "data"), Path.of("data"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "the data of the examples is not here; run bin/vonk, or start the program in the root of the sources"));
    }
}
