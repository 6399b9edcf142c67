package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A set of pairs for each thread. */
record DistinctPairs(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<Set<Pair>> pairs = workers.ranges(sizes.pairs(), (from, to) -> {
            Set<Pair> set = new HashSet<>();
            for (long i = from; i < to; i++) {
                set.add(Pair.generated(i, sizes.keys()));
            }
            return set;
        });
        Tally tally = new Tally();
        for (Pair pair : Merge.sets(pairs)) {
            tally.add(Digest.of(pair.key(), pair.value()));
        }
        return tally.answer();
    }
}
