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

/** {@link ExpertWordCount}, with a file for each table. */
record ExpertWordCountSaved(Workers workers, Path words, Path output) implements PreparedJob {
    private static final int BUFFER = 1 << 16;

    @Override
    public Answer run() throws Exception {
        List<WordTables> tables = ExpertWordCount.tables(workers, words);
        Directory.empty(output);
        return Tally.total(workers.items(WordTables.COUNT, Tally::new, (table, tally) -> save(tables, table, tally)));
    }

    private void save(List<WordTables> tables, int table, Tally tally) throws IOException {
        Path file = output.resolve("part-" + table + SavedWords.SUFFIX);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            WordTables.forEach(tables, table, (bytes, length, count) -> {
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
