package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One table from customer to the number of its city; each city is one text, however many customers live there. */
record ExpertSkewedJoin(Workers workers, Sizes sizes) implements PreparedJob {

    /** The cities of the customers from {@code first}: for each its place among {@code names}. */
    private record Cities(long first, int[] places, List<String> names) {}

    @Override
    public Answer run() throws Exception {
        LongTable table = new LongTable(sizes.keys());
        List<String> names = new ArrayList<>();
        for (Cities cities : workers.ranges(sizes.keys(), ExpertSkewedJoin::cities)) {
            for (int i = 0; i < cities.places.length; i++) {
                table.add(cities.first + i, (long) names.size() + cities.places[i]);
            }
            names.addAll(cities.names);
        }
        String[] all = names.toArray(String[]::new);
        return Tally.total(workers.ranges(sizes.pairs(), (from, to) -> {
            Tally tally = new Tally();
            for (long i = from; i < to; i++) {
                int slot = table.find(Workload.skewedKey(i, sizes.keys()));
                if (table.isUsed(slot)) {
                    tally.add(Digest.of(all[(int) table.value(slot)], i));
                }
            }
            return tally;
        }));
    }

    private static Cities cities(long from, long to) {
        int[] places = new int[Math.toIntExact(to - from)];
        List<String> names = new ArrayList<>();
        Map<String, Integer> known = new HashMap<>();
        for (int i = 0; i < places.length; i++) {
            places[i] = known.computeIfAbsent(Workload.city(from + i), city -> {
                names.add(city);
                return names.size() - 1;
            });
        }
        return new Cities(from, places, names);
    }
}
