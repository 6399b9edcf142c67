package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Tables of words for each thread; then each thread takes the next table, with that of the others. */
record ExpertWordCount(Workers workers, Path words) implements PreparedJob {
    private static final int SLICE = 1 << 20;

    private record Worker(WordTables tables, LineBuffer lines) {}

    @Override
    public Answer run() throws Exception {
        List<WordTables> tables = tables(workers, words);
        return Tally.total(workers.items(
                WordTables.COUNT,
                Tally::new,
                (table, tally) -> WordTables.forEach(
                        tables,
                        table,
                        (bytes, length, count) ->
                                tally.add(Digest.of(new String(bytes, 0, length, StandardCharsets.UTF_8), count)))));
    }

    /** The words that each thread has counted. */
    static List<WordTables> tables(Workers workers, Path words) throws Exception {
        List<Slice> slices = Slice.of(words, ".txt", SLICE);
        return workers
                .items(slices.size(), () -> new Worker(new WordTables(), new LineBuffer()), (slice, worker) -> {
                    worker.lines.load(slices.get(slice));
                    worker.tables.add(worker.lines);
                })
                .stream()
                .map(Worker::tables)
                .toList();
    }
}
