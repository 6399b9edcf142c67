package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;

/** One table, in which all threads look up their pairs. */
record ExpertLookup(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        LongTable small = new LongTable(sizes.keys());
        for (long key = 0; key < sizes.keys(); key++) {
            small.add(key, Workload.joined(key));
        }
        return Tally.total(workers.ranges(sizes.pairs(), (from, to) -> {
            Tally tally = new Tally();
            for (long i = from; i < to; i++) {
                long key = Workload.key(i, sizes.keys());
                int slot = small.find(key);
                if (small.isUsed(slot)) {
                    tally.add(Digest.of(key, i, small.value(slot)));
                }
            }
            return tally;
        }));
    }
}
