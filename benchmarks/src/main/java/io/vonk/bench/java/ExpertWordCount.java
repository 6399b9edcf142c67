package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A table of words for each thread, of which each thread then merges a part. */
record ExpertWordCount(Workers workers, Path words, int vocabulary) implements PreparedJob {
    private static final int SLICE = 1 << 20;

    private record Worker(WordTable table, LineBuffer lines) {}

    @Override
    public Answer run() throws Exception {
        List<WordTable> tables = tables(workers, words, vocabulary);
        return Tally.total(workers.items(
                workers.count(),
                Tally::new,
                (part, tally) -> WordTable.merged(tables, part, workers.count())
                        .forEach((bytes, length, count) ->
                                tally.add(Digest.of(new String(bytes, 0, length, StandardCharsets.UTF_8), count)))));
    }

    /** The words that each thread has counted. */
    static List<WordTable> tables(Workers workers, Path words, int vocabulary) throws Exception {
        List<Slice> slices = Slice.of(words, ".txt", SLICE);
        return workers
                .items(
                        slices.size(),
                        () -> new Worker(new WordTable(vocabulary), new LineBuffer()),
                        (slice, worker) -> {
                            worker.lines.load(slices.get(slice));
                            worker.table.add(worker.lines);
                        })
                .stream()
                .map(Worker::table)
                .toList();
    }
}
