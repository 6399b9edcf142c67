package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.Arrays;
import java.util.List;

/** The links of the nodes one after the other in arrays, the ranks in an array by node; a rank of 0 stands for none. */
record ExpertPageRank(Workers workers, Sizes sizes) implements PreparedJob {
    private static final int PARTS = 64;
    private static final int TARGET_BITS = 32;

    /**
     * Some nodes in a row.
     *
     * @param first the first of them
     * @param starts where the links of each begin, and the end of the last
     */
    private record Part(int first, int[] starts, int[] targets) {}

    @Override
    public Answer run() throws Exception {
        Part[] graph = graph();
        double[] ranks = new double[sizes.nodes()];
        Arrays.fill(ranks, 1);
        for (int round = 0; round < Workload.RANK_ROUNDS; round++) {
            List<double[]> sums = workers.items(
                    PARTS, () -> new double[ranks.length], (part, worker) -> contribute(graph[part], ranks, worker));
            workers.each(PARTS, part -> dampen(graph[part], sums, ranks));
        }
        long count = 0;
        double value = 0;
        for (int node = 0; node < ranks.length; node++) {
            count += ranks[node] > 0 ? 1 : 0;
            value += ranks[node] * Workload.rankWeight(node);
        }
        return new Answer(count, 0, value);
    }

    private Part[] graph() throws Exception {
        int nodes = sizes.nodes();
        List<LongBuckets> links = workers.ranges((long) nodes * Workload.LINKS, (from, to) -> {
            // The links come in order of their sources: a range of them fills few buckets, each by itself.
            LongBuckets buckets = new LongBuckets(PARTS, 0);
            for (long i = from; i < to; i++) {
                long source = Workload.linkSource(i);
                buckets.add((int) (source * PARTS / nodes), source << TARGET_BITS | Workload.linkTarget(i, nodes));
            }
            return buckets;
        });
        Part[] graph = new Part[PARTS];
        workers.each(PARTS, part -> graph[part] = part(links, part, nodes));
        return graph;
    }

    private static Part part(List<LongBuckets> links, int part, int nodes) {
        // The smallest node n with n * PARTS / nodes >= part.
        int first = (int) (((long) part * nodes + PARTS - 1) / PARTS);
        int count = (int) (((part + 1L) * nodes + PARTS - 1) / PARTS) - first;
        int[] ends = new int[count + 1];
        for (LongBuckets buckets : links) {
            long[] array = buckets.array(part);
            for (int at = 0; at < buckets.end(part); at++) {
                ends[(int) (array[at] >>> TARGET_BITS) - first + 1]++;
            }
        }
        for (int node = 0; node < count; node++) {
            ends[node + 1] += ends[node];
        }
        int[] starts = ends.clone();
        int[] targets = new int[ends[count]];
        for (LongBuckets buckets : links) {
            long[] array = buckets.array(part);
            for (int at = 0; at < buckets.end(part); at++) {
                int node = (int) (array[at] >>> TARGET_BITS) - first;
                targets[ends[node]++] = (int) array[at];
            }
        }
        return new Part(first, starts, distinct(starts, targets));
    }

    /** Removes what a node has twice, and sets {@code starts} accordingly. */
    private static int[] distinct(int[] starts, int[] targets) {
        int end = 0;
        for (int node = 0; node < starts.length - 1; node++) {
            int from = starts[node];
            int to = starts[node + 1];
            starts[node] = end;
            Arrays.sort(targets, from, to);
            for (int at = from; at < to; at++) {
                if (at == from || targets[at] != targets[end - 1]) {
                    targets[end++] = targets[at];
                }
            }
        }
        starts[starts.length - 1] = end;
        return Arrays.copyOf(targets, end);
    }

    private static void contribute(Part part, double[] ranks, double[] sums) {
        int[] targets = part.targets;
        for (int node = 0; node < part.starts.length - 1; node++) {
            int from = part.starts[node];
            int to = part.starts[node + 1];
            double contribution = ranks[part.first + node] / (to - from);
            for (int at = from; at < to; at++) {
                sums[targets[at]] += contribution;
            }
        }
    }

    private static void dampen(Part part, List<double[]> sums, double[] ranks) {
        int end = part.first + part.starts.length - 1;
        double[] total = sums.get(0);
        for (double[] sum : sums.subList(1, sums.size())) {
            for (int node = part.first; node < end; node++) {
                total[node] += sum[node];
            }
        }
        for (int node = part.first; node < end; node++) {
            ranks[node] = total[node] == 0 ? 0 : 1 - Workload.DAMPING + Workload.DAMPING * total[node];
        }
    }
}
