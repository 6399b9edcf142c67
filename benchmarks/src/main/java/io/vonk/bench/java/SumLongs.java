package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.List;

/** A loop in each thread. */
record SumLongs(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        List<Long> sums = workers.ranges(sizes.longs(), (from, to) -> {
            long sum = 0;
            for (long i = from; i < to; i++) {
                sum += i;
            }
            return sum;
        });
        return Answer.of(sizes.longs(), sums.stream().mapToLong(Long::longValue).sum());
    }
}
