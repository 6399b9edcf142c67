package io.vonk.bench.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.bench.job.DataFiles;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataMakerTest {
    private static final Path SAMPLES = Path.of("..", "examples", "data", "taxi");
    private static final Sizes SIZES = Sizes.of(0.001);

    @TempDir
    Path directory;

    private final List<String> said = new ArrayList<>();

    private DataFiles make(String name, Sizes sizes, Job... jobs) throws Exception {
        DataFiles files = new DataFiles(directory.resolve(name));
        new DataMaker(sizes, SAMPLES, said::add).make(files, Arrays.asList(jobs));
        return files;
    }

    @Test
    void theSameSizesGiveTheSameBytes() throws Exception {
        DataFiles one = make("one", SIZES, Job.values());
        DataFiles two = make("two", SIZES, Job.values());
        assertEquals(names(one.words()), names(two.words()));
        for (Path file : files(one.root())) {
            if (!file.toString().endsWith(".parquet")) {
                Path other = two.root().resolve(one.root().relativize(file));
                assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other), file.toString());
            }
        }
    }

    @Test
    void whatIsCompleteStaysAndWhatIsNotIsMadeAgain() throws Exception {
        DataFiles files = make("data", SIZES, Job.TERA_SORT);
        assertEquals(1, said.size(), said::toString);
        make("data", SIZES, Job.TERA_SORT);
        assertEquals(1, said.size(), said::toString);
        Files.delete(files.tera().resolve(".made"));
        Files.writeString(files.tera().resolve("half.bin"), "left by a run that was interrupted");
        make("data", SIZES, Job.TERA_SORT);
        assertEquals(2, said.size(), said::toString);
        assertFalse(Files.exists(files.tera().resolve("half.bin")));
        make("data", Sizes.of(0.002), Job.TERA_SORT);
        assertEquals(3, said.size(), said::toString);
    }

    @Test
    void onlyWhatTheJobsReadIsMade() throws Exception {
        DataFiles files = make("data", SIZES, Job.WORD_COUNT, Job.JOIN);
        assertTrue(Files.exists(files.words()));
        assertFalse(Files.exists(files.tera()));
        assertFalse(Files.exists(files.trips()));
    }

    @Test
    void sizesAreThoseAskedFor() throws Exception {
        DataFiles files = make("data", SIZES, Job.values());
        long words = 0;
        for (Path file : files(files.words())) {
            words += Files.size(file);
        }
        assertEquals(SIZES.wordBytes(), words, 2_000.0);
        long tera = 0;
        long trips = 0;
        for (Path file : files(files.tera())) {
            tera += file.toString().endsWith(".bin") ? Files.size(file) : 0;
        }
        for (Path file : files(files.trips())) {
            trips += file.toString().endsWith(".csv") ? Files.readAllLines(file).size() - 1 : 0;
        }
        assertEquals(SIZES.teraRecords() * 100, tera);
        assertEquals(SIZES.tripRows(), trips);
    }

    @Test
    void wordsAreDifferentAndTheFirstAreFrequent() throws Exception {
        WordText text = new WordText(5_000);
        text.write(directory, 2_000_000);
        int first = 0;
        int all = 0;
        Set<String> different = new HashSet<>();
        for (Path file : files(directory)) {
            for (String line : Files.readAllLines(file)) {
                for (String word : line.split(" ")) {
                    different.add(word);
                    all++;
                    first += word.equals("ba") ? 1 : 0;
                }
            }
        }
        assertTrue(different.size() > 4_900 && different.size() <= 5_000, () -> different.size() + " words");
        // Of 5,000 words by Zipf's law the first is about ln 2 / ln 5,000 of all: 8 %.
        assertEquals(0.081, (double) first / all, 0.01);
    }

    @Test
    void foreignSamplesAreRefused() throws Exception {
        Path samples = Files.createDirectory(directory.resolve("samples"));
        Files.writeString(samples.resolve("a.csv"), "x,y\n1,2\n");
        DataMaker maker = new DataMaker(SIZES, samples, said::add);
        IOException refused = assertThrows(
                IOException.class, () -> maker.make(new DataFiles(directory.resolve("data")), List.of(Job.CSV_COUNT)));
        assertTrue(refused.getMessage().contains("a.csv is no file of taxi trips"), refused.getMessage());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<String> names(Path directory) throws IOException {
        return files(directory).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }
}
