package io.vonk.examples;

import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.io.csv.CsvSource;
import io.vonk.launch.Vonk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which pages, or here taxi zones, a random traveller who follows links ends up at most often.
 *
 * <p>Shows iteration: the links are placed by key once and kept, so each round only moves the ranks.
 */
public final class PageRank {
    private static final String USAGE = "PageRank [--trips DIR] [--zones FILE] [--rounds N]";
    private static final double DAMPING = 0.85;

    /** A trip as a link from zone to zone. */
    record Trip(int pickupLocationId, int dropoffLocationId) {}

    private PageRank() {}

    /** The ranks after some rounds; 1 is average. Pages without a link to them have no rank of their own. */
    static <K> PairRdd<K, Double> rank(PairRdd<K, K> links, int rounds) {
        PairRdd<K, List<K>> targets =
                links.distinct().groupByKey().mapValues(PageRank::<K>toList).cache();
        PairRdd<K, Double> ranks = targets.mapValues(list -> 1.0);
        for (int round = 0; round < rounds; round++) {
            ranks = targets.join(ranks)
                    .values()
                    .flatMapToPair(page -> shares(page.key(), page.value()).iterator())
                    .reduceByKey(Double::sum)
                    .mapValues(sum -> 1 - DAMPING + DAMPING * sum);
        }
        return ranks;
    }

    private static <K> List<Pair<K, Double>> shares(List<K> targets, double rank) {
        return targets.stream()
                .map(target -> Pair.of(target, rank / targets.size()))
                .toList();
    }

    /** What {@code groupByKey} gives can only be used while the task runs; what is kept must be a copy. */
    private static <K> List<K> toList(Iterable<K> values) {
        List<K> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    public static void main(String[] args) {
        Arguments arguments = Arguments.orExit(USAGE, args);
        try (VonkSession vonk = Vonk.auto()) {
            Map<Integer, String> names = vonk.read(
                            CsvSource.of(TaxiRevenue.Zone.class, arguments.get("--zones", ShippedData.zones())))
                    .mapToPair(zone -> Pair.of(zone.locationId(), zone.zone()))
                    .collectAsMap();
            PairRdd<Integer, Integer> links = vonk.read(
                            CsvSource.of(Trip.class, arguments.get("--trips", ShippedData.trips())))
                    .mapToPair(trip -> Pair.of(trip.pickupLocationId(), trip.dropoffLocationId()));

            for (Pair<Integer, Double> entry : rank(links, arguments.number("--rounds", 10))
                    .top(10, (a, b) -> Double.compare(a.value(), b.value()))) {
                String name = names.getOrDefault(entry.key(), "zone " + entry.key());
                System.out.printf(Locale.ROOT, "%8.3f  %s%n", entry.value(), name);
            }
        }
    }
}
