package io.vonk.internal.sort;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Memory and scratch files for one test, and the check that nothing of either is left. */
public final class SortWorld {
    /** Room for everything, and nothing beyond eight pages per lease. */
    public static final long[] POOLS = {1L << 30, 0};

    public final MemoryPool pool;
    public final OperatorScope scope;
    private final ScratchDirectory scratch;

    /** A world whose scratch files lie below {@code directory}. */
    public SortWorld(Path directory, long poolBytes) {
        this.pool = new MemoryPool(poolBytes);
        this.scratch = ScratchDirectory.create(List.of(directory));
        this.scope = new OperatorScope(pool, scratch, SortWorld.class.getClassLoader(), () -> {});
    }

    /** How many files there are. */
    public long fileCount() throws Exception {
        try (Stream<Path> files = Files.list(scratch.directories().get(0))) {
            return files.filter(file -> !file.endsWith("OWNER")).count();
        }
    }

    /** Fails unless all memory and all files are given back. */
    public void assertNothingLeft() throws Exception {
        assertEquals(0, pool.usedBytes(), "bytes left in the pool");
        assertEquals(0, pool.leaseCount(), "leases left open");
        assertEquals(0, fileCount(), "scratch files left");
        scratch.close();
    }

    /** A reader of {@code records}. */
    public static BatchReader reader(List<?> records) {
        return new BatchReader() {
            private final Batch.Objects batch = new Batch.Objects();
            private int next;

            @Override
            public Batch next() {
                batch.size = 0;
                while (next < records.size() && batch.size < Batch.CAPACITY) {
                    batch.records[batch.size++] = records.get(next++);
                }
                return batch.size == 0 ? null : batch;
            }

            @Override
            public void close() {}
        };
    }

    /** All records of {@code reader}, which is closed. */
    public static List<Object> drain(BatchReader reader) throws Exception {
        List<Object> records = new ArrayList<>();
        try (reader) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                for (int i = 0; i < batch.size; i++) {
                    records.add(batch.record(i));
                }
            }
        }
        return records;
    }
}
