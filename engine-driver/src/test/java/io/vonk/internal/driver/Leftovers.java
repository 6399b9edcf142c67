package io.vonk.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.internal.memory.MemoryPool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a closed session must not leave behind. */
final class Leftovers {
    private Leftovers() {}

    static void assertNone(RunningSession closed, Path scratch) throws IOException {
        try (Stream<Path> files = Files.list(scratch)) {
            assertEquals(List.of(), files.toList(), "files in the scratch directory");
        }
        assertEquals(List.of(), threads(), "threads");
        for (MemoryPool pool : closed.pools()) {
            assertEquals(0, pool.usedBytes(), "bytes of the memory pool");
            assertEquals(0, pool.leaseCount(), "leases of the memory pool");
        }
    }

    static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("vonk-"))
                .map(Thread::getName)
                .sorted()
                .toList();
    }
}
