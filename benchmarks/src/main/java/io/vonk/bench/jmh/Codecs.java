package io.vonk.bench.jmh;

import io.vonk.bench.job.Digest;
import io.vonk.data.Pair;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What it costs to encode and to decode a record of each common type, as for every shuffle, spill and encoded partition. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class Codecs {
    private static final int RECORDS = 10_000;

    /** What the records are. */
    @Param({"Long", "Double", "String", "bytes", "Pair", "Record", "List"})
    public String type;

    private Object[] records;
    private RecordCodec codec;
    private RecordOutput output;
    private RecordInput input;

    /** For JMH. */
    public Codecs() {}

    /** A record class with components of different types. */
    public record Order(long number, String customer, int quantity, double price, LocalDate day) {}

    /** Makes the records, and encodes them once. */
    @Setup(Level.Trial)
    public void open() {
        LongFunction<Object> make = maker();
        records = LongStream.range(0, RECORDS).mapToObj(make).toArray();
        codec = RecordCodecs.forRecord(records[0]);
        output = new RecordOutput(1 << 20);
        write();
        input = new RecordInput(output.toByteArray(), 0, output.position());
    }

    private LongFunction<Object> maker() {
        return switch (type) {
            case "Long" -> Digest::of;
            case "Double" -> i -> Digest.of(i) * 0x1.0p-40;
            case "String" -> i -> "customer-" + Long.remainderUnsigned(Digest.of(i), 1_000_000);
            case "bytes" -> i -> new byte[90];
            case "Pair" -> i -> Pair.of(Digest.of(i), i);
            case "Record" -> i -> new Order(i, "customer-" + i % 1000, (int) i % 9, i / 100.0, LocalDate.ofEpochDay(i));
            case "List" -> i -> List.of(i, i + 1, i + 2, i + 3);
            default -> throw new IllegalArgumentException(type);
        };
    }

    /** One record checked and encoded. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int write() {
        RecordOutput out = output;
        out.position(0);
        for (Object each : records) {
            if (!codec.fits(each)) {
                throw new IllegalStateException("does not fit: " + each);
            }
            codec.write(each, out);
        }
        return out.position();
    }

    /** One record decoded. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public void read(Blackhole consumed) {
        RecordInput in = input;
        in.position(0);
        for (int i = 0; i < RECORDS; i++) {
            consumed.consume(codec.read(in));
        }
    }
}
