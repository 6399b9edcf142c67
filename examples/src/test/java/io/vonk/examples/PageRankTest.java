package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.launch.Vonk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PageRankTest {
    private static final long SEED = 17;

    @Test
    void ranksAreThoseOfAPlainLoop() {
        Random random = new Random(SEED);
        List<Pair<Integer, Integer>> links = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            links.add(Pair.of(random.nextInt(40), random.nextInt(50)));
        }
        Map<Integer, Double> expected = plainLoop(links, 5);
        try (VonkSession vonk = Vonk.local(2)) {
            Map<Integer, Double> ranks =
                    PageRank.rank(vonk.parallelizePairs(links, 3), 5).collectAsMap();

            assertEquals(expected.keySet(), ranks.keySet(), "seed " + SEED);
            expected.forEach(
                    (page, rank) -> assertEquals(rank, ranks.get(page), 1e-9, "page " + page + ", seed " + SEED));
        }
    }

    @Test
    void aCircleGivesEveryPageTheSameRank() {
        try (VonkSession vonk = Vonk.local(2)) {
            PairRdd<String, String> circle =
                    vonk.parallelizePairs(List.of(Pair.of("a", "b"), Pair.of("b", "c"), Pair.of("c", "a")));

            Map<String, Double> ranks = PageRank.rank(circle, 20).collectAsMap();
            assertEquals(Set.of("a", "b", "c"), ranks.keySet());
            ranks.values().forEach(rank -> assertEquals(1, rank, 1e-9));
        }
    }

    @Test
    void theShippedTripsLeadToTenZones() {
        List<String> lines = Output.of(() -> PageRank.main(new String[] {"--rounds", "3"}));

        assertEquals(10, lines.size(), lines::toString);
    }

    private static Map<Integer, Double> plainLoop(List<Pair<Integer, Integer>> links, int rounds) {
        Map<Integer, Set<Integer>> targets = new HashMap<>();
        for (Pair<Integer, Integer> link : links) {
            targets.computeIfAbsent(link.key(), page -> new HashSet<>()).add(link.value());
        }
        Map<Integer, Double> ranks = new HashMap<>();
        targets.keySet().forEach(page -> ranks.put(page, 1.0));
        for (int round = 0; round < rounds; round++) {
            Map<Integer, Double> sums = new HashMap<>();
            targets.forEach((page, others) -> {
                if (ranks.containsKey(page)) {
                    others.forEach(other -> sums.merge(other, ranks.get(page) / others.size(), Double::sum));
                }
            });
            ranks.clear();
            sums.forEach((page, sum) -> ranks.put(page, 0.15 + 0.85 * sum));
        }
        return ranks;
    }
}
