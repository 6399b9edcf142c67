package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A set of keys for each thread. */
record DistinctKeys(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<Set<Long>> keys = workers.ranges(sizes.pairs(), (from, to) -> {
            Set<Long> set = new HashSet<>();
            for (long i = from; i < to; i++) {
                set.add(Workload.key(i, sizes.keys()));
            }
            return set;
        });
        Tally tally = new Tally();
        for (long key : Merge.sets(keys)) {
            tally.add(Digest.of(key));
        }
        return tally.answer();
    }
}
