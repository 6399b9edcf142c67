package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A map of sums for each thread. */
record ReduceByKey(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<Map<Long, Long>> sums = workers.ranges(sizes.pairs(), (from, to) -> {
            Map<Long, Long> map = new HashMap<>();
            for (long i = from; i < to; i++) {
                map.merge(Workload.key(i, sizes.keys()), i, Long::sum);
            }
            return map;
        });
        Tally tally = new Tally();
        Merge.maps(sums, Long::sum).forEach((key, sum) -> tally.add(Digest.of(key, sum)));
        return tally.answer();
    }
}
