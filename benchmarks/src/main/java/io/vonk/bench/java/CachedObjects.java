package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.ArrayList;
import java.util.List;

/** A list of pairs for each thread. */
final class CachedObjects implements PreparedJob {
    private final Workers workers;
    private final List<List<Pair>> partitions;

    CachedObjects(Workers workers, Sizes sizes) throws Exception {
        this.workers = workers;
        this.partitions = workers.ranges(sizes.pairs(), (from, to) -> {
            List<Pair> pairs = new ArrayList<>();
            for (long i = from; i < to; i++) {
                pairs.add(Pair.generated(i, sizes.keys()));
            }
            return pairs;
        });
    }

    @Override
    public Answer run() throws Exception {
        return Tally.total(workers.items(partitions.size(), Tally::new, (partition, tally) -> {
            for (Pair pair : partitions.get(partition)) {
                tally.add(pair.value());
            }
        }));
    }
}
