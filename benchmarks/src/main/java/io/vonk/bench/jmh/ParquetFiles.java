package io.vonk.bench.jmh;

import io.vonk.io.LocalFileSystem;
import io.vonk.io.RecordWriter;
import io.vonk.io.parquet.ParquetCodec;
import io.vonk.io.parquet.ParquetReadOptions;
import io.vonk.io.parquet.ParquetSink;
import io.vonk.io.parquet.ParquetSource;
import io.vonk.io.parquet.ParquetWriteOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a row of a Parquet file costs: taxi trips of twelve columns from the page cache. The difference between all columns
 * and few is the decoding of pages; the difference between the codecs is unpacking.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class ParquetFiles {
    private static final int ROWS = 200_000;

    /** How pages are compressed. */
    @Param({"uncompressed", "snappy"})
    public String codec;

    private Workspace workspace;
    private String file;
    private Trip[] trips;
    private ParquetSink<Trip> sink;

    /** For JMH. */
    public ParquetFiles() {}

    /** Writes the file. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        workspace = new Workspace();
        trips = new Trip[ROWS];
        for (int i = 0; i < ROWS; i++) {
            trips[i] = Trip.of(i);
        }
        sink = ParquetSink.records(
                Trip.class,
                ParquetWriteOptions.DEFAULT.withCodec(ParquetCodec.valueOf(codec.toUpperCase(Locale.ROOT))));
        file = workspace.file("trips.parquet").toString();
        write(Files.newOutputStream(workspace.file("trips.parquet")));
    }

    private void write(OutputStream out) throws IOException {
        try (RecordWriter<Trip> writer = sink.open(out)) {
            for (Trip trip : trips) {
                writer.write(trip);
            }
        }
    }

    private <R extends Record> ParquetSource<R> source(Class<R> type) {
        return ParquetSource.records(new LocalFileSystem(), List.of(file), type, ParquetReadOptions.DEFAULT);
    }

    /** Encoding records into pages, which are thrown away. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void writeRecords() throws IOException {
        write(OutputStream.nullOutputStream());
    }

    /** Records of all columns. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void readRecords(Blackhole consumed) throws IOException {
        SourceReading.records(source(Trip.class), consumed);
    }

    /** Records of three columns; the others are not read. */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public void readFewColumns(Blackhole consumed) throws IOException {
        SourceReading.records(source(Trip.Fare.class), consumed);
    }

    /** Deletes the file. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        workspace.close();
    }
}
