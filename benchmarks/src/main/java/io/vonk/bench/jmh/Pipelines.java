package io.vonk.bench.jmh;

import io.vonk.api.LongRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.launch.Vonk;
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

/**
 * What an operator costs for each record: {@code map}s and {@code filter}s over boxed and primitive numbers, one task at a time. With
 * history {@code polluted} the JVM has run six other pipelines before, so the call sites that pipelines share have seen many
 * functions; a good engine shows no difference.
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
public class Pipelines {
    private static final int RECORDS = 2_000_000;

    /** How many operators follow one another. */
    @Param({"1", "3", "12"})
    public int operators;

    /** What the JVM ran before. */
    @Param({"clean", "polluted"})
    public String history;

    private VonkSession vonk;

    /** For JMH. */
    public Pipelines() {}

    /** Opens a session and gives it its history. */
    @Setup(Level.Trial)
    public void open() {
        vonk = Vonk.local(1);
        if (history.equals("polluted")) {
            for (int round = 0; round < 5; round++) {
                runOthers();
            }
        }
    }

    private Rdd<Long> numbers() {
        return vonk.range(0, RECORDS, 1, 1).boxed();
    }

    private void runOthers() {
        numbers().map(i -> i * 3).map(i -> i - 1).count();
        numbers().map(i -> "n" + i).filter(text -> text.length() > 3).count();
        numbers().filter(i -> i % 7 != 0).map(i -> i / 2.0).count();
        numbers().map(i -> new long[] {i}).map(array -> array[0]).count();
        numbers().keyBy(i -> i & 255).mapValues(i -> i + 1).values().count();
        numbers()
                .filter(i -> (i & 1) == 0)
                .filter(i -> i % 3 == 0)
                .map(Long::toHexString)
                .count();
    }

    /** As many operators as the parameter says, and a sum. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long operators() {
        Rdd<Long> records = numbers().map(i -> i + 1);
        if (operators >= 3) {
            records = records.filter(i -> i % 10 != 0).map(i -> i ^ 0x55);
        }
        if (operators >= 12) {
            records = records.map(i -> i * 31)
                    .filter(i -> (i & 0xFF) != 7)
                    .map(i -> i + 11)
                    .map(i -> i ^ (i >>> 7))
                    .filter(i -> i % 11 != 3)
                    .map(i -> i - 5)
                    .map(i -> i * 17)
                    .filter(i -> i % 13 != 1)
                    .map(i -> i + 2);
        }
        return records.mapToLong(i -> i).sum();
    }

    /** The same over primitives: the engine's {@link LongRdd}. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long primitiveOperators() {
        LongRdd records = vonk.range(0, RECORDS, 1, 1).map(i -> i + 1);
        if (operators >= 3) {
            records = records.filter(i -> i % 10 != 0).map(i -> i ^ 0x55);
        }
        if (operators >= 12) {
            records = records.map(i -> i * 31)
                    .filter(i -> (i & 0xFF) != 7)
                    .map(i -> i + 11)
                    .map(i -> i ^ (i >>> 7))
                    .filter(i -> i % 11 != 3)
                    .map(i -> i - 5)
                    .map(i -> i * 17)
                    .filter(i -> i % 13 != 1)
                    .map(i -> i + 2);
        }
        return records.sum();
    }

    /** The same by hand, on primitives: the least that a JVM takes. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long byHand() {
        return switch (operators) {
            case 1 -> oneByHand();
            case 3 -> threeByHand();
            default -> twelveByHand();
        };
    }

    private static long oneByHand() {
        long sum = 0;
        for (long n = 0; n < RECORDS; n++) {
            sum += n + 1;
        }
        return sum;
    }

    private static long threeByHand() {
        long sum = 0;
        for (long n = 0; n < RECORDS; n++) {
            long i = n + 1;
            if (i % 10 != 0) {
                sum += i ^ 0x55;
            }
        }
        return sum;
    }

    private static long twelveByHand() {
        long sum = 0;
        for (long n = 0; n < RECORDS; n++) {
            long i = n + 1;
            if (i % 10 == 0) {
                continue;
            }
            i = (i ^ 0x55) * 31;
            if ((i & 0xFF) == 7) {
                continue;
            }
            i += 11;
            i ^= i >>> 7;
            if (i % 11 == 3) {
                continue;
            }
            i = (i - 5) * 17;
            if (i % 13 != 1) {
                sum += i + 2;
            }
        }
        return sum;
    }

    /** Ends the session. */
    @TearDown(Level.Trial)
    public void close() {
        vonk.close();
    }
}
