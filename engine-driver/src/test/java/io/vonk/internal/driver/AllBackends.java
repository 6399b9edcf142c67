package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that run on every backend, each in a session of its own that must leave nothing behind. */
@ParameterizedClass(name = "{0}")
@EnumSource(value = Backend.class, mode = EnumSource.Mode.EXCLUDE, names = "BREAKING_CLUSTER")
abstract class AllBackends {
    @Parameter
    Backend backend;

    @TempDir
    Path directory;

    RunningSession engine;
    VonkSession vonk;

    @BeforeEach
    void open() throws IOException {
        engine = backend.start(Files.createDirectory(directory.resolve("scratch")));
        vonk = new VonkSession(engine.session(), 42);
    }

    @AfterEach
    void closeAndLookForLeftovers() throws IOException {
        vonk.close();
        Leftovers.assertNone(engine, directory.resolve("scratch"));
    }

    Rdd<Integer> numbers(int count, int partitions) {
        return vonk.parallelize(IntStream.range(0, count).boxed().toList(), partitions);
    }

    /** Pairs of a number's remainder and the number. */
    List<Pair<Integer, Integer>> remainders(int count, int divisor) {
        return IntStream.range(0, count).mapToObj(i -> Pair.of(i % divisor, i)).toList();
    }

    static <T> Map<T, Integer> multiset(Iterable<? extends T> records) {
        Map<T, Integer> counts = new HashMap<>();
        for (T record : records) {
            counts.merge(record, 1, Integer::sum);
        }
        return counts;
    }

    static <T> void assertSameRecords(Iterable<? extends T> expected, Iterable<? extends T> actual) {
        assertEquals(AllBackends.<T>multiset(expected), AllBackends.<T>multiset(actual));
    }

    static <T> List<T> listOf(Iterable<? extends T> values) {
        List<T> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    static <T> List<T> sorted(Iterable<? extends T> values) {
        List<T> list = listOf(values);
        list.sort(null);
        return list;
    }

    static <K, V> Map<K, V> sortedMap(Map<K, V> map) {
        return new TreeMap<>(map);
    }

    static List<Path> filesBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
