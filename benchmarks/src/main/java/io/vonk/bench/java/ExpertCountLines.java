package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.nio.file.Path;
import java.util.List;

/** Counts line feeds, eight bytes at once. */
record ExpertCountLines(Workers workers, Path words) implements PreparedJob {
    private static final int SLICE = 1 << 22;

    @Override
    public Answer run() throws Exception {
        List<Slice> slices = Slice.of(words, ".txt", SLICE);
        List<ByteCounts> counts = workers.items(
                slices.size(), () -> new ByteCounts(false), (slice, worker) -> worker.add(slices.get(slice)));
        return Answer.of(counts.stream().mapToLong(ByteCounts::lines).sum(), 0);
    }
}
