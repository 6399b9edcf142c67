package io.vonk.bench.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The directory that a job writes. */
final class Output {
    private final Path directory;

    Output(Path directory) {
        this.directory = directory;
    }

    /** Where it is, for Spark. */
    String location() {
        return Locations.of(directory);
    }

    /** The files of the partitions, in their order. */
    List<Path> parts() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    /** Removes the directory, which need not be there: Spark does not write into one that exists. */
    void delete() throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
