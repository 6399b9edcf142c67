package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.runtime.LongAccumulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a job when published map outputs are lost between its stages' tasks and those that read them. */
class FetchedShufflesTest {
    private static final int MAPS = 12;

    @TempDir
    Path directory;

    /** What happens to the file of a map output. */
    private interface Fault {
        void on(Path data) throws IOException;
    }

    @Test
    void exactlyWhatIsLostIsComputedAgain() throws Exception {
        Random random = new Random(11);
        List<Fault> faults = List.of(Files::delete, data -> Files.write(data, new byte[0]), data -> {
            byte[] bytes = Files.readAllBytes(data);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(data, bytes);
        });
        for (Backend backend : List.of(Backend.FETCHED_OUTPUTS, Backend.FETCHED_OUTPUTS_NO_MEMORY)) {
            for (int i = 0; i < faults.size(); i++) {
                Path own = Files.createDirectories(directory.resolve(backend + "-" + i));
                RunningSession engine = backend.start(Files.createDirectory(own.resolve("scratch")));
                try (VonkSession vonk = new VonkSession(engine.session(), 42)) {
                    losesOutputs(vonk, own.resolve("node"), faults.get(i), backend + ", fault " + i);
                }
                Leftovers.assertNone(engine, own.resolve("scratch"));
                assertEquals(List.of(), AllBackends.filesBelow(own), backend + ", fault " + i);
            }
        }
    }

    private static void losesOutputs(VonkSession vonk, Path node, Fault fault, String what) throws Exception {
        LongAccumulator mapped = vonk.longAccumulator();
        PairRdd<Integer, Integer> sums = vonk.parallelize(
                        IntStream.range(0, 6_000).boxed().toList(), MAPS)
                .mapToPair(number -> {
                    mapped.add(1L);
                    return Pair.of(number % 100, number);
                })
                .reduceByKey(Integer::sum, 5);
        List<Pair<Integer, Integer>> expected = AllBackends.listOf(sums.collect());
        assertEquals(6_000L, mapped.value(), what);
        List<Path> written = dataFiles(node);
        assertEquals(MAPS, written.size(), what);

        for (Path lost : List.of(written.get(3), written.get(8))) {
            fault.on(lost);
        }

        assertEquals(expected, AllBackends.listOf(sums.collect()), what);
        // Those two alone were written again, by new attempts; what they add to accumulators has counted before.
        List<Path> after = dataFiles(node);
        assertEquals(MAPS, after.size(), what);
        assertEquals(
                MAPS - 2, after.stream().filter(written::contains).count(), what + ": " + written + " became " + after);
        assertFalse(after.contains(written.get(3)), what);
        assertTrue(mapped.value() == 6_000L, () -> what + ": counted " + mapped.value());
    }

    private static List<Path> dataFiles(Path node) throws IOException {
        try (Stream<Path> files = Files.walk(node)) {
            return files.filter(file -> file.toString().endsWith(".data"))
                    .sorted()
                    .toList();
        }
    }
}
