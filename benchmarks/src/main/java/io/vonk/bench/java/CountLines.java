package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads line by line. */
record CountLines(Workers workers, Path words) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<Path> files = Directory.files(words, ".txt");
        return Tally.total(workers.items(files.size(), Tally::new, (file, tally) -> {
            try (BufferedReader reader = Files.newBufferedReader(files.get(file))) {
                while (reader.readLine() != null) {
                    tally.add(0);
                }
            }
        }));
    }
}
