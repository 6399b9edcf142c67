package io.vonk.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.VonkSession;
import io.vonk.error.OutputException;
import io.vonk.examples.TeraSort.Check;
import io.vonk.launch.Vonk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TeraSortTest {
    @TempDir
    Path temp;

    @Test
    void whatIsWrittenIsSortedAndComplete() {
        String output = temp.resolve("sorted").toString();
        String[] arguments = {"--records", "20000", "--output", output};

        List<String> lines = Output.of(() -> TeraSort.main(arguments));
        assertTrue(lines.get(0).matches("20,000 lines sorted in .* s; all are there, in order"), lines::toString);
        assertThrows(OutputException.class, () -> TeraSort.main(arguments));
    }

    @Test
    void theSortedLinesAreTheGeneratedOnes() {
        try (VonkSession vonk = Vonk.local(2)) {
            List<String> generated = TeraSort.generate(vonk, 5_000).collect();
            assertTrue(generated.stream().allMatch(line -> line.length() == 99));
            assertEquals(
                    generated.stream().sorted().toList(),
                    TeraSort.sort(vonk.parallelize(generated, 4)).collect());
        }
    }

    @Test
    void theCheckSeesDisorderWithinAndBetweenPartitionsAndLostLines() {
        List<String> sorted = List.of("aaaaaaaaaa1", "bbbbbbbbbb2", "cccccccccc3", "dddddddddd4");
        try (VonkSession vonk = Vonk.local(2)) {
            Check right = TeraSort.check(vonk.parallelize(sorted, 3));
            assertTrue(right.sorted());
            assertEquals(4, right.lines());

            List<String> swapped = List.of(sorted.get(1), sorted.get(0), sorted.get(2), sorted.get(3));
            for (int partitions = 1; partitions <= 4; partitions++) {
                Check wrong = TeraSort.check(vonk.parallelize(swapped, partitions));
                assertFalse(wrong.sorted());
                assertEquals(right.digest(), wrong.digest());
            }
            assertFalse(right.digest()
                    == TeraSort.check(vonk.parallelize(sorted.subList(0, 3))).digest());
        }
    }
}
