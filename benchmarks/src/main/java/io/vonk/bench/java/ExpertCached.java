package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.List;

/** The pairs side by side in an array for each thread: they are objects and encoded at once. */
final class ExpertCached implements PreparedJob {
    private final Workers workers;
    private final boolean valuesOnly;
    private final List<long[]> partitions;

    /** {@code valuesOnly}: the answer is the sum of the values. */
    ExpertCached(Workers workers, Sizes sizes, boolean valuesOnly) throws Exception {
        this.workers = workers;
        this.valuesOnly = valuesOnly;
        this.partitions = workers.ranges(sizes.pairs(), (from, to) -> {
            long[] pairs = new long[Math.toIntExact(2 * (to - from))];
            for (int at = 0; at < pairs.length; at += 2) {
                pairs[at] = Workload.key(from + at / 2, sizes.keys());
                pairs[at + 1] = from + at / 2;
            }
            return pairs;
        });
    }

    @Override
    public Answer run() throws Exception {
        return workers
                .ranges(partitions.size(), (from, to) -> {
                    Answer answer = Answer.NONE;
                    for (long[] pairs : partitions.subList((int) from, (int) to)) {
                        long digest = valuesOnly ? values(pairs) : digests(pairs);
                        answer = answer.plus(Answer.of(pairs.length / 2, digest));
                    }
                    return answer;
                })
                .stream()
                .reduce(Answer.NONE, Answer::plus);
    }

    private static long values(long[] pairs) {
        long sum = 0;
        for (int at = 1; at < pairs.length; at += 2) {
            sum += pairs[at];
        }
        return sum;
    }

    private static long digests(long[] pairs) {
        long sum = 0;
        for (int at = 0; at < pairs.length; at += 2) {
            sum += Digest.of(pairs[at], pairs[at + 1]);
        }
        return sum;
    }
}
