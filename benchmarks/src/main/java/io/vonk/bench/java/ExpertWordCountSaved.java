package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@link ExpertWordCount}, and each thread writes its part. */
record ExpertWordCountSaved(Workers workers, Path words, int vocabulary, Path output) implements PreparedJob {
    private static final int BUFFER = 1 << 16;

    @Override
    public Answer run() throws Exception {
        List<WordTable> tables = ExpertWordCount.tables(workers, words, vocabulary);
        Directory.empty(output);
        return Tally.total(workers.items(
                workers.count(),
                Tally::new,
                (part, tally) -> save(WordTable.merged(tables, part, workers.count()), part, tally)));
    }

    private void save(WordTable table, int part, Tally tally) throws IOException {
        Path file = output.resolve("part-" + part + SavedWords.SUFFIX);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            table.forEach((bytes, length, count) -> {
                out.write(bytes, 0, length);
                out.write('\t');
                out.write(Long.toString(count).getBytes(StandardCharsets.ISO_8859_1));
                out.write('\n');
                tally.add(0);
            });
        }
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
