package io.vonk.bench.vonk;

import io.vonk.api.VonkSession;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.data.Pair;
import java.util.Iterator;
import java.util.List;

/** Jobs with hardly any data. */
final class SmallJobs {
    private final VonkSession vonk;
    private final Sizes sizes;

    SmallJobs(VonkSession vonk, Sizes sizes) {
        this.vonk = vonk;
        this.sizes = sizes;
    }

    PreparedJob prepare(Job job) {
        return switch (job) {
            case EMPTY_TASKS -> this::emptyTasks;
            case TWO_STAGES -> this::twoStages;
            case SUM_LONGS -> this::sumLongs;
            default -> throw new IllegalArgumentException(job.id());
        };
    }

    private Answer emptyTasks() {
        List<Integer> partitions = vonk.<Integer>parallelize(List.of(), sizes.emptyTasks())
                .mapPartitions(part -> List.of(1).iterator())
                .collect();
        return Answer.of(partitions.size(), 0);
    }

    private Answer twoStages() {
        return Answer.of(
                vonk.parallelizePairs(List.of(Pair.of(1L, 1L), Pair.of(2L, 1L)), 2)
                        .reduceByKey(Long::sum, 2)
                        .count(),
                0);
    }

    private Answer sumLongs() {
        long numbers = sizes.longs();
        int partitions = Sizes.PARTITIONS;
        return vonk.range(0, partitions, 1, partitions)
                .boxed()
                .mapPartitions(part -> sum(part, numbers, partitions))
                .reduce(Answer::plus);
    }

    private static Iterator<Answer> sum(Iterator<Long> part, long numbers, int partitions) {
        long index = part.next();
        long start = numbers * index / partitions;
        long end = numbers * (index + 1) / partitions;
        long sum = 0;
        for (long i = start; i < end; i++) {
            sum += i;
        }
        return List.of(Answer.of(end - start, sum)).iterator();
    }
}
