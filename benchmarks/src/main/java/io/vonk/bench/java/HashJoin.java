package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.List;
import java.util.Map;

/**
 * A map of the small side, in which the threads look up their pairs. Threads share memory, so the join by hand and the
 * look-up in what an engine must broadcast are the same program.
 */
record HashJoin(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        Map<Long, Long> small = SmallSide.numbers(sizes.keys());
        List<Tally> tallies = workers.ranges(sizes.pairs(), (from, to) -> {
            Tally tally = new Tally();
            for (long i = from; i < to; i++) {
                Pair pair = Pair.generated(i, sizes.keys());
                Long joined = small.get(pair.key());
                if (joined != null) {
                    tally.add(Digest.of(pair.key(), pair.value(), joined));
                }
            }
            return tally;
        });
        return Tally.total(tallies);
    }
}
