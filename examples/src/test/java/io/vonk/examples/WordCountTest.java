package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.api.VonkSession;
import io.vonk.launch.Vonk;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordCountTest {
    @Test
    void wordsAreCountedWithoutRegardToCaseAndSigns() {
        try (VonkSession vonk = Vonk.local(2)) {
            assertEquals(
                    Map.of("to", 2L, "be", 2L, "or", 1L, "not", 1L, "straße", 2L),
                    WordCount.count(vonk.parallelize(List.of("To be, or not", "", "to BE!", "Straße-straße"), 3))
                            .collectAsMap());
        }
    }

    @Test
    void theWordsOfTheShippedZonesArePrintedMostFrequentFirst() {
        List<String> lines = Output.of(() -> WordCount.main(new String[] {"--top", "2"}));

        // As grep -oi '[a-z0-9]*' taxi_zone_lookup.csv | grep -icx zone counts them.
        assertEquals(List.of("     262  zone", "     205  boro"), lines);
    }
}
