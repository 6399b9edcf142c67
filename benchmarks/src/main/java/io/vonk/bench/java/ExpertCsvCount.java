package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import java.nio.file.Path;
import java.util.List;

/** Counts line feeds, and makes sure that they are rows: that there are as many commas as that needs, and no quotation marks. */
record ExpertCsvCount(Workers workers, Path trips) implements PreparedJob {
    private static final int SLICE = 1 << 22;

    @Override
    public Answer run() throws Exception {
        List<Slice> slices = Slice.of(trips, Trips.SUFFIX, SLICE);
        List<ByteCounts> counts = workers.items(
                slices.size(), () -> new ByteCounts(true), (slice, worker) -> worker.add(slices.get(slice)));
        long lines = counts.stream().mapToLong(ByteCounts::lines).sum();
        long commas = counts.stream().mapToLong(ByteCounts::commas).sum();
        if (counts.stream().anyMatch(ByteCounts::hasQuotes) || commas != lines * (Trips.COLUMNS - 1)) {
            throw new IllegalStateException(trips + " has lines that are not rows of " + Trips.COLUMNS + " columns");
        }
        long headers = slices.stream().filter(slice -> slice.from() == 0).count();
        return Answer.of(lines - headers, 0);
    }
}
