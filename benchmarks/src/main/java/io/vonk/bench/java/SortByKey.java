package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * A sorted list for each thread, merged. ({@code Arrays.parallelSort} would take its threads from the common pool, and
 * sorts with one thread where there are two processors.)
 */
record SortByKey(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        Comparator<Pair> order = Comparator.comparingLong(Pair::key);
        List<List<Pair>> sorted = workers.ranges(sizes.pairs(), (from, to) -> {
            List<Pair> pairs = new ArrayList<>();
            for (long i = from; i < to; i++) {
                pairs.add(new Pair(Digest.of(i), i));
            }
            pairs.sort(order);
            return pairs;
        });
        Tally tally = new Tally();
        for (Iterator<Pair> pairs = Merge.sorted(sorted, order); pairs.hasNext(); ) {
            Pair pair = pairs.next();
            tally.add(Digest.of(pair.key(), pair.value()));
        }
        return tally.answer();
    }
}
