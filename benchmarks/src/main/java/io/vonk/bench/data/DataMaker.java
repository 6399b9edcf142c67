package io.vonk.bench.data;

import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.Sizes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes the input files that some jobs need, once: a set of files that is there, complete and of the right size stays.
 *
 * <p>The same sizes give the same bytes (Parquet files: the same rows). A set is complete when its file {@code .made} says
 * from what it was made; that is written last, so what an interrupted run left is made again.
 */
public final class DataMaker {
    private static final String MADE = ".made";

    private final Sizes sizes;
    private final Path sampleTrips;
    private final Consumer<String> progress;

    /**
     * Makes nothing yet.
     *
     * @param sampleTrips a directory of CSV files of taxi trips, whose rows are repeated
     * @param progress told what is being made
     */
    public DataMaker(Sizes sizes, Path sampleTrips, Consumer<String> progress) {
        this.sizes = sizes;
        this.sampleTrips = sampleTrips;
        this.progress = progress;
    }

    private interface Maker {
        void make(Path directory) throws Exception;
    }

    /** Makes what is missing for {@code jobs} below {@code files.root()}. */
    public void make(DataFiles files, Collection<Job> jobs) throws Exception {
        if (jobs.stream().anyMatch(Job::readsWords)) {
            String words = "words of " + sizes.wordBytes() + " bytes, vocabulary " + sizes.vocabulary();
            ensure(files.words(), words, into -> new WordText(sizes.vocabulary()).write(into, sizes.wordBytes()));
        }
        if (jobs.stream().anyMatch(Job::readsTera)) {
            ensure(
                    files.tera(),
                    sizes.teraRecords() + " records of 100 bytes",
                    into -> TeraRecords.write(into, sizes.teraRecords()));
        }
        if (jobs.stream().anyMatch(Job::readsTrips)) {
            String trips = sizes.tripRows() + " taxi trips as ";
            ensure(files.trips(), trips + "CSV", into -> Trips.replicate(sampleTrips, into, sizes.tripRows()));
            ensure(files.tripsParquet(), trips + "Parquet", into -> Trips.toParquet(files.trips(), into));
        }
    }

    private void ensure(Path directory, String description, Maker maker) throws Exception {
        Path made = directory.resolve(MADE);
        if (Files.exists(made) && Files.readString(made).equals(description)) {
            return;
        }
        progress.accept("making " + description + " in " + directory);
        deleteTree(directory);
        Files.createDirectories(directory);
        maker.make(directory);
        Files.writeString(made, description);
    }

    /** Deletes a directory with everything in it; nothing happens if it is not there. */
    public static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
