package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A map of lists for each thread. */
record GroupByKey(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<Map<Long, List<Long>>> groups = workers.ranges(sizes.pairs(), (from, to) -> {
            Map<Long, List<Long>> map = new HashMap<>();
            for (long i = from; i < to; i++) {
                map.computeIfAbsent(Workload.key(i, sizes.keys()), key -> new ArrayList<>())
                        .add(i);
            }
            return map;
        });
        Map<Long, List<Long>> all = Merge.maps(groups, (left, right) -> {
            left.addAll(right);
            return left;
        });
        Tally tally = new Tally();
        all.forEach((key, values) -> tally.add(Digest.of(key, values.size())));
        return tally.answer();
    }
}
