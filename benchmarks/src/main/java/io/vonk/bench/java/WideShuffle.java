package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Lists of pairs by partition in each thread, which a task for each partition then reads. */
record WideShuffle(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        int partitions = sizes.shufflePartitions();
        List<List<List<Pair>>> outputs = workers.items(
                partitions,
                () -> Stream.generate(() -> (List<Pair>) new ArrayList<Pair>())
                        .limit(partitions)
                        .toList(),
                (partition, output) -> {
                    long end = sizes.pairs() * (partition + 1) / partitions;
                    for (long i = sizes.pairs() * partition / partitions; i < end; i++) {
                        Pair pair = Pair.generated(i, sizes.keys());
                        output.get(Math.floorMod(Long.hashCode(pair.key()), partitions))
                                .add(pair);
                    }
                });
        return Tally.total(workers.items(partitions, Tally::new, (partition, tally) -> {
            for (List<List<Pair>> output : outputs) {
                for (Pair pair : output.get(partition)) {
                    tally.add(Digest.of(pair.key(), pair.value()));
                }
            }
        }));
    }
}
