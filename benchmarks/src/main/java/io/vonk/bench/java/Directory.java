package io.vonk.bench.java;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Directories of input and output files. */
final class Directory {
    private Directory() {}

    /** The files whose names end so, by name. */
    static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /** Makes an empty directory in the place of whatever was there. */
    static Path empty(Path directory) throws IOException {
        remove(directory);
        return Files.createDirectories(directory);
    }

    /** Removes a directory, if it exists, with what is in it. */
    static void remove(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
