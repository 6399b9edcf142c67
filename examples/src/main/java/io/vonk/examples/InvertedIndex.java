package io.vonk.examples;

import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.io.csv.CsvSource;
import io.vonk.launch.Vonk;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;

/** For each word the documents that contain it; by default, the names of the taxi zones are the documents. */
public final class InvertedIndex {
    private static final String USAGE = "InvertedIndex [--zones FILE] [--input PATHS] [--top N]";

    private InvertedIndex() {}

    /**
     * The index, sorted by word; the documents of each in order, each once.
     *
     * @param documents texts by name
     */
    static PairRdd<String, List<String>> index(PairRdd<String, String> documents) {
        return documents
                .flatMapToPair(document -> Stream.of(
                                document.value().toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                        .filter(word -> !word.isEmpty())
                        .map(word -> Pair.of(word, document.key()))
                        .iterator())
                .groupByKey()
                .mapValues(InvertedIndex::inOrder)
                .sortByKey();
    }

    private static List<String> inOrder(Iterable<String> names) {
        TreeSet<String> sorted = new TreeSet<>();
        names.forEach(sorted::add);
        return List.copyOf(sorted);
    }

    public static void main(String[] args) {
        Arguments arguments = Arguments.orExit(USAGE, args);
        String input = arguments.find("--input");
        try (VonkSession vonk = Vonk.auto()) {
            PairRdd<String, String> documents = input != null
                    ? vonk.wholeTextFiles(input)
                    : vonk.read(CsvSource.of(TaxiRevenue.Zone.class, arguments.get("--zones", ShippedData.zones())))
                            .mapToPair(zone -> Pair.of(zone.zone(), zone.zone()));
            List<Pair<String, List<String>>> most = index(documents)
                    .top(
                            arguments.number("--top", 10),
                            (a, b) ->
                                    Integer.compare(a.value().size(), b.value().size()));
            for (Pair<String, List<String>> entry : most) {
                System.out.println(entry.key() + ": " + String.join(", ", entry.value()));
            }
        }
    }
}
