package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The graph as a list of nodes with their links, the ranks in maps. */
record PageRank(Workers workers, Sizes sizes) implements PreparedJob {

    private record Node(Long id, List<Long> targets) {}

    @Override
    public Answer run() throws Exception {
        List<Node> nodes = nodes();
        Map<Long, Double> ranks = new HashMap<>();
        nodes.forEach(node -> ranks.put(node.id, 1.0));
        Map<Long, Double> current = ranks;
        for (int round = 0; round < Workload.RANK_ROUNDS; round++) {
            current = round(nodes, current);
        }
        double sum = 0;
        for (Map.Entry<Long, Double> entry : current.entrySet()) {
            sum += entry.getValue() * Workload.rankWeight(entry.getKey());
        }
        return new Answer(current.size(), 0, sum);
    }

    private List<Node> nodes() throws Exception {
        List<Map<Long, Set<Long>>> links = workers.ranges((long) sizes.nodes() * Workload.LINKS, (from, to) -> {
            Map<Long, Set<Long>> map = new HashMap<>();
            for (long i = from; i < to; i++) {
                map.computeIfAbsent(Workload.linkSource(i), source -> new HashSet<>())
                        .add(Workload.linkTarget(i, sizes.nodes()));
            }
            return map;
        });
        Map<Long, Set<Long>> targets = Merge.maps(links, (left, right) -> {
            left.addAll(right);
            return left;
        });
        return targets.entrySet().stream()
                .map(entry -> new Node(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    private Map<Long, Double> round(List<Node> nodes, Map<Long, Double> ranks) throws Exception {
        List<Map<Long, Double>> contributions = workers.ranges(nodes.size(), (from, to) -> {
            Map<Long, Double> sums = new HashMap<>();
            for (Node node : nodes.subList((int) from, (int) to)) {
                // As in a join, a node that nothing linked to in the last round has no rank and gives none.
                Double rank = ranks.get(node.id);
                if (rank != null) {
                    double contribution = rank / node.targets.size();
                    for (Long target : node.targets) {
                        sums.merge(target, contribution, Double::sum);
                    }
                }
            }
            return sums;
        });
        Map<Long, Double> next = Merge.maps(contributions, Double::sum);
        next.replaceAll((node, sum) -> 1 - Workload.DAMPING + Workload.DAMPING * sum);
        return next;
    }
}
