package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@link WordCount}, then one file of all words. */
record WordCountSaved(Workers workers, Path words, Path output) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        Map<String, Long> counts = WordCount.counts(workers, words);
        Path file = Directory.empty(output).resolve("words" + SavedWords.SUFFIX);
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (Map.Entry<String, Long> entry : counts.entrySet()) {
                writer.append(entry.getKey())
                        .append('\t')
                        .append(entry.getValue().toString())
                        .append('\n');
            }
        }
        return Answer.of(counts.size(), 0);
    }

    @Override
    public Answer check(Answer ran) throws IOException {
        return SavedWords.read(output);
    }

    @Override
    public void close() throws IOException {
        Directory.remove(output);
    }
}
