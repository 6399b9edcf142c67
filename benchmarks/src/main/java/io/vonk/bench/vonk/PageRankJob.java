package io.vonk.bench.vonk;

import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import io.vonk.data.Pair;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** PageRank over a generated graph. */
final class PageRankJob implements PreparedJob {
    private final VonkSession vonk;
    private final Sizes sizes;

    PageRankJob(VonkSession vonk, Sizes sizes) {
        this.vonk = vonk;
        this.sizes = sizes;
    }

    @Override
    public Answer run() {
        long nodes = sizes.nodes();
        PairRdd<Long, List<Long>> links = vonk.range(0, nodes * Workload.LINKS, 1, Sizes.PARTITIONS)
                .boxed()
                .mapToPair(i -> Pair.of(Workload.linkSource(i), Workload.linkTarget(i, nodes)))
                .distinct()
                .groupByKey()
                .mapValues(PageRankJob::toList)
                .cache();
        PairRdd<Long, Double> ranks = links.mapValues(targets -> 1.0);
        for (int round = 0; round < Workload.RANK_ROUNDS; round++) {
            ranks = links.join(ranks)
                    .values()
                    .flatMapToPair(node -> shares(node.key(), node.value()))
                    .reduceByKey(Double::sum)
                    .mapValues(sum -> 1 - Workload.DAMPING + Workload.DAMPING * sum);
        }
        Answer answer = ranks.map(rank -> new Answer(1, 0, rank.value() * Workload.rankWeight(rank.key())))
                .reduce(Answer::plus);
        links.unpersist();
        return answer;
    }

    /** What groupByKey gives can only be used while the task runs; what is kept must be a copy. */
    private static List<Long> toList(Iterable<Long> values) {
        List<Long> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    private static Iterator<Pair<Long, Double>> shares(List<Long> targets, double rank) {
        double share = rank / targets.size();
        List<Pair<Long, Double>> shares = new ArrayList<>(targets.size());
        for (Long target : targets) {
            shares.add(Pair.of(target, share));
        }
        return shares.iterator();
    }
}
