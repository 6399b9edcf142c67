package io.vonk.bench.jmh;

import io.vonk.io.csv.CsvSource;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What a row of a CSV file costs: taxi trips of twelve columns, about 90 bytes, from the page cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class CsvFiles {
    private static final int ROWS = 200_000;

    private Workspace workspace;
    private String file;

    /** For JMH. */
    public CsvFiles() {}

    /** Writes the file. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        workspace = new Workspace();
        file = workspace.file("trips.csv").toString();
        try (BufferedWriter out = Files.newBufferedWriter(workspace.file("trips.csv"))) {
            out.write(Trip.HEADER + "\n");
            for (int i = 0; i < ROWS; i++) {
                out.write(Trip.of(i).row() + "\n");
            }
        }
    }

    /** Finding where rows end, and nothing else. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long scan() throws IOException {
        return SourceReading.count(CsvSource.lists(file));
    }

    /** Counting rows of a record class: every value is checked, so that bad rows do not count, but no record is made. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public long countRecords() throws IOException {
        return SourceReading.count(CsvSource.of(Trip.class, file));
    }

    /** Records of all columns. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void readRecords(Blackhole consumed) throws IOException {
        SourceReading.records(CsvSource.of(Trip.class, file), consumed);
    }

    /** Records of three columns; the others are scanned and not converted. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void readFewColumns(Blackhole consumed) throws IOException {
        SourceReading.records(CsvSource.of(Trip.Fare.class, file), consumed);
    }

    /** Lists of texts: every field becomes a string. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void readLists(Blackhole consumed) throws IOException {
        SourceReading.records(CsvSource.lists(file), consumed);
    }

    /** Deletes the file. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        workspace.close();
    }
}
