package io.vonk.internal.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The surroundings of operators under test: much memory, or none beyond the minimum of each lease; and the search for leaks. */
public final class OperatorScopes implements AutoCloseable {
    private final MemoryPool pool;
    private final ScratchDirectory scratch;

    private OperatorScopes(Path directory, long poolBytes) {
        this.pool = new MemoryPool(poolBytes);
        this.scratch = ScratchDirectory.create(List.of(directory));
    }

    public static OperatorScopes of(Path directory, long poolBytes) {
        return new OperatorScopes(directory, poolBytes);
    }

    public static OperatorScopes ample(Path directory) {
        return of(directory, 1L << 30);
    }

    /** Every lease gets its 8 pages and nothing more. */
    public static OperatorScopes scarce(Path directory) {
        return of(directory, 0);
    }

    public OperatorScope scope() {
        return new OperatorScope(pool, scratch, getClass().getClassLoader(), () -> {});
    }

    public MemoryPool pool() {
        return pool;
    }

    public ScratchDirectory scratch() {
        return scratch;
    }

    /** The scratch files that exist. */
    public List<String> files() {
        try (Stream<Path> files = Files.list(scratch.directories().get(0))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("OWNER"))
                    .sorted()
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Fails if memory, a lease or a file is left over; deletes the scratch directory. */
    @Override
    public void close() {
        List<String> files = files();
        scratch.close();
        assertEquals(0, pool.usedBytes(), "bytes that are still leased");
        assertEquals(0, pool.leaseCount(), "leases that are still open");
        assertEquals(List.of(), files, "files that are left");
    }
}
