package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the jobs over generated data must answer, by loops over Java's collections. */
final class PlainJava {
    private final Sizes sizes;

    PlainJava(Sizes sizes) {
        this.sizes = sizes;
    }

    Answer answer(Job job) {
        return switch (job) {
            case START, ONE_TASK -> Answer.of(1, 0);
            case EMPTY_TASKS -> Answer.of(sizes.emptyTasks(), 0);
            case TWO_STAGES -> Answer.of(2, 0);
            case REDUCE_BY_KEY -> sums();
            case DISTINCT_KEYS -> distinctKeys();
            case DISTINCT_PAIRS, CACHED_ENCODED, WIDE_SHUFFLE -> pairs();
            case GROUP_BY_KEY -> groupSizes();
            case JOIN, BROADCAST_LOOKUP -> joined();
            case SORT_BY_KEY -> sorted();
            case CACHED_OBJECTS -> Answer.of(sizes.pairs(), sizes.pairs() * (sizes.pairs() - 1) / 2);
            case SUM_LONGS -> Answer.of(sizes.longs(), sizes.longs() * (sizes.longs() - 1) / 2);
            case PAGE_RANK -> ranks();
            case K_MEANS -> centres();
            case RECORD_JOIN -> cities(false);
            case SKEWED_JOIN -> cities(true);
            case RECORD_SORT -> orders();
            case SECONDARY_SORT -> moments();
            default -> throw new IllegalArgumentException(job + " reads files");
        };
    }

    private long key(long i) {
        return Workload.key(i, sizes.keys());
    }

    private Answer sums() {
        Map<Long, Long> sums = new HashMap<>();
        for (long i = 0; i < sizes.pairs(); i++) {
            sums.merge(key(i), i, Long::sum);
        }
        return digests(sums);
    }

    private Answer groupSizes() {
        Map<Long, Long> counts = new HashMap<>();
        for (long i = 0; i < sizes.pairs(); i++) {
            counts.merge(key(i), 1L, Long::sum);
        }
        return digests(counts);
    }

    private static Answer digests(Map<Long, Long> values) {
        long digest = 0;
        for (Map.Entry<Long, Long> entry : values.entrySet()) {
            digest += Digest.of(entry.getKey(), entry.getValue());
        }
        return Answer.of(values.size(), digest);
    }

    private Answer distinctKeys() {
        Set<Long> keys = new HashSet<>();
        for (long i = 0; i < sizes.pairs(); i++) {
            keys.add(key(i));
        }
        return Answer.of(keys.size(), keys.stream().mapToLong(Digest::of).sum());
    }

    private Answer pairs() {
        long digest = 0;
        for (long i = 0; i < sizes.pairs(); i++) {
            digest += Digest.of(key(i), i);
        }
        return Answer.of(sizes.pairs(), digest);
    }

    private Answer joined() {
        long digest = 0;
        for (long i = 0; i < sizes.pairs(); i++) {
            digest += Digest.of(key(i), i, Workload.joined(key(i)));
        }
        return Answer.of(sizes.pairs(), digest);
    }

    private Answer sorted() {
        long digest = 0;
        for (long i = 0; i < sizes.pairs(); i++) {
            digest += Digest.of(Digest.of(i), i);
        }
        return Answer.of(sizes.pairs(), digest);
    }

    private Answer ranks() {
        long nodes = sizes.nodes();
        Map<Long, Set<Long>> links = new HashMap<>();
        for (long i = 0; i < nodes * Workload.LINKS; i++) {
            links.computeIfAbsent(Workload.linkSource(i), node -> new TreeSet<>())
                    .add(Workload.linkTarget(i, nodes));
        }
        Map<Long, Double> ranks = new HashMap<>();
        links.keySet().forEach(node -> ranks.put(node, 1.0));
        for (int round = 0; round < Workload.RANK_ROUNDS; round++) {
            Map<Long, Double> received = new HashMap<>();
            links.forEach((node, targets) -> {
                Double rank = ranks.get(node);
                if (rank != null) {
                    targets.forEach(target -> received.merge(target, rank / targets.size(), Double::sum));
                }
            });
            ranks.clear();
            received.forEach((node, sum) -> ranks.put(node, 0.15 + 0.85 * sum));
        }
        double value = 0;
        for (Map.Entry<Long, Double> rank : ranks.entrySet()) {
            value += rank.getValue() * Workload.rankWeight(rank.getKey());
        }
        return new Answer(ranks.size(), 0, value);
    }

    private Answer centres() {
        double[][] centres = Workload.firstCentres();
        for (int round = 0; round < Workload.CLUSTER_ROUNDS; round++) {
            List<List<double[]>> clusters = new ArrayList<>();
            for (int c = 0; c < centres.length; c++) {
                clusters.add(new ArrayList<>());
            }
            for (int i = 0; i < sizes.points(); i++) {
                double[] point = Workload.point(i);
                int nearest = 0;
                for (int c = 1; c < centres.length; c++) {
                    if (distance(point, centres[c]) < distance(point, centres[nearest])) {
                        nearest = c;
                    }
                }
                clusters.get(nearest).add(point);
            }
            for (int c = 0; c < centres.length; c++) {
                for (int d = 0; d < Workload.DIMENSIONS; d++) {
                    int dimension = d;
                    centres[c][d] = clusters.get(c).stream()
                            .mapToDouble(point -> point[dimension])
                            .average()
                            .orElse(centres[c][d]);
                }
            }
        }
        double value = 0;
        for (int c = 0; c < centres.length; c++) {
            for (double coordinate : centres[c]) {
                value += coordinate * (c + 1);
            }
        }
        return new Answer(sizes.points(), 0, value);
    }

    private static double distance(double[] one, double[] other) {
        double sum = 0;
        for (int d = 0; d < one.length; d++) {
            sum += (one[d] - other[d]) * (one[d] - other[d]);
        }
        return sum;
    }

    private Answer cities(boolean skewed) {
        long digest = 0;
        for (long i = 0; i < sizes.pairs(); i++) {
            long key = skewed ? Workload.skewedKey(i, sizes.keys()) : key(i);
            digest += Digest.of(Workload.city(key), i);
        }
        return Answer.of(sizes.pairs(), digest);
    }

    private Answer orders() {
        long digest = 0;
        for (long i = 0; i < sizes.pairs(); i++) {
            digest += Digest.of(Workload.customer(key(i)), i);
        }
        return Answer.of(sizes.pairs(), digest);
    }

    private Answer moments() {
        long digest = 0;
        for (long i = 0; i < sizes.pairs(); i++) {
            digest += Digest.of(key(i), Workload.moment(i, sizes.pairs()), i);
        }
        return Answer.of(sizes.pairs(), digest);
    }
}
