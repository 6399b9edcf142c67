package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A map of words for each thread. */
record WordCount(Workers workers, Path words) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        Tally tally = new Tally();
        counts(workers, words).forEach((word, count) -> tally.add(Digest.of(word, count)));
        return tally.answer();
    }

    static Map<String, Long> counts(Workers workers, Path words) throws Exception {
        List<Path> files = Directory.files(words, ".txt");
        List<Map<String, Long>> counts =
                workers.items(files.size(), HashMap::new, (file, map) -> count(files.get(file), map));
        return Merge.maps(counts, Long::sum);
    }

    private static void count(Path file, Map<String, Long> counts) throws Exception {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                for (String word : line.split(" ")) {
                    counts.merge(word, 1L, Long::sum);
                }
            }
        }
    }
}
