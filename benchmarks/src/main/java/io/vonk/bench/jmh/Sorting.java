package io.vonk.bench.jmh;

import io.vonk.bench.job.Digest;
import io.vonk.data.Pair;
import io.vonk.function.NaturalOrder;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.sort.EntryShape;
import io.vonk.internal.sort.ExternalSorter;
import io.vonk.internal.sort.KeyOrder;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What sorting a pair by its key costs, from the objects that come in to those that go out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class Sorting {
    private static final int RECORDS = 1_000_000;
    private static final int RUNS = 8;

    /** The type of the keys; strings share their first nine characters, so that a prefix of them says little. */
    @Param({"Long", "String"})
    public String key;

    private Workspace workspace;
    private Object[] records;

    /** For JMH. */
    public Sorting() {}

    /** Makes the records. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        workspace = new Workspace();
        records = new Object[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            long mixed = Digest.of(i);
            records[i] = Pair.of(
                    key.equals("Long") ? (Object) mixed : "customer-" + Long.remainderUnsigned(mixed, RECORDS),
                    (long) i);
        }
    }

    private ExternalSorter sorter() {
        return ExternalSorter.byKey(workspace.scope(), "sort", KeyOrder.of(NaturalOrder.ASCENDING), EntryShape.pairs());
    }

    /** Everything in memory. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long inMemory() throws Exception {
        try (ExternalSorter sorter = sorter()) {
            sorter.addAll(new RecordArray(records));
            return RecordArray.drain(sorter.finish());
        }
    }

    /** Written to disk as eight sorted runs and merged from there. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long throughRuns() throws Exception {
        try (ExternalSorter sorter = sorted(RUNS)) {
            return RecordArray.drain(sorter.finish());
        }
    }

    private ExternalSorter sorted(int runs) throws IOException {
        ExternalSorter sorter = sorter();
        RecordArray input = new RecordArray(records);
        int batches = (RECORDS + Batch.CAPACITY - 1) / Batch.CAPACITY;
        for (int i = 0; i < batches; i++) {
            sorter.add(Objects.requireNonNull(input.next()));
            if ((i + 1) * runs / batches > i * runs / batches) {
                sorter.spill();
            }
        }
        return sorter;
    }

    /** Eight sorted runs on disk. */
    @State(Scope.Thread)
    @SuppressWarnings("NullAway.Init") // JMH calls open() first
    public static class Runs {
        private ExternalSorter sorter;

        /** For JMH. */
        public Runs() {}

        /** Writes the runs. */
        @Setup(Level.Invocation)
        public void open(Sorting sorting) throws IOException {
            sorter = sorting.sorted(RUNS);
        }

        /** Deletes them. */
        @TearDown(Level.Invocation)
        public void close() throws IOException {
            sorter.close();
        }
    }

    /** The merge alone. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long merge(Runs runs) throws Exception {
        return RecordArray.drain(runs.sorter.finish());
    }

    /** Ends the surroundings. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        workspace.close();
    }
}
