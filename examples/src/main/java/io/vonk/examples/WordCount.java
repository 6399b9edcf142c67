package io.vonk.examples;

import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.launch.Vonk;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;

/** How often each word occurs in text files; by default in the table of taxi zones. */
public final class WordCount {
    private static final String USAGE = "WordCount [--input PATHS] [--top N]";

    private WordCount() {}

    static PairRdd<String, Long> count(Rdd<String> lines) {
        return lines.flatMap(line -> Arrays.asList(line.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                        .iterator())
                .filter(word -> !word.isEmpty())
                .mapToPair(word -> Pair.of(word, 1L))
                .reduceByKey(Long::sum);
    }

    public static void main(String[] args) {
        Arguments arguments = Arguments.orExit(USAGE, args);
        try (VonkSession vonk = Vonk.auto()) {
            PairRdd<String, Long> counts = count(vonk.textFile(arguments.get("--input", ShippedData.zones())));
            for (Pair<String, Long> entry : counts.takeOrdered(arguments.number("--top", 10), WordCount::mostFirst)) {
                System.out.printf("%8d  %s%n", entry.value(), entry.key());
            }
        }
    }

    private static int mostFirst(Pair<String, Long> left, Pair<String, Long> right) {
        return Comparator.<Pair<String, Long>, Long>comparing(Pair::value)
                .reversed()
                .thenComparing(Pair::key)
                .compare(left, right);
    }
}
