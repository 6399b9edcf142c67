package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.launch.Vonk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvertedIndexTest {
    @Test
    void wordsAndTheirDocumentsAreInOrderAndEachOnce() {
        try (VonkSession vonk = Vonk.local(2)) {
            var documents = vonk.parallelizePairs(
                    List.of(Pair.of("c", "Red, red wine"), Pair.of("a", "wine and water"), Pair.of("b", "")), 3);
            assertEquals(
                    List.of(
                            Pair.of("and", List.of("a")),
                            Pair.of("red", List.of("c")),
                            Pair.of("water", List.of("a")),
                            Pair.of("wine", List.of("a", "c"))),
                    InvertedIndex.index(documents).collect());
        }
    }

    @Test
    void filesAreDocumentsIfAskedFor(@TempDir Path temp) throws Exception {
        Files.writeString(temp.resolve("one.txt"), "fish");
        Files.writeString(temp.resolve("two.txt"), "chips, fish");

        List<String> lines =
                Output.of(() -> InvertedIndex.main(new String[] {"--input", temp.toString(), "--top", "1"}));
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).matches("fish: .*one\\.txt, .*two\\.txt"), lines::toString);
    }

    @Test
    void theShippedZonesAreIndexedByDefault() {
        List<String> lines = Output.of(() -> InvertedIndex.main(new String[0]));

        assertEquals(10, lines.size(), lines::toString);
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("park: ") && line.contains("Central Park")),
                lines::toString);
    }
}
