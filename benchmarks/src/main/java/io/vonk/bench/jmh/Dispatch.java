package io.vonk.bench.jmh;

import io.vonk.api.VonkSession;
import io.vonk.data.Pair;
import io.vonk.launch.Vonk;
import java.util.List;
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

/** What a job and a task cost when there is nothing to compute: planning, scheduling, starting, reporting. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class Dispatch {
    private static final int TASKS = 10_000;

    /** How many tasks run at once. */
    @Param({"1", "2"})
    public int slots;

    private VonkSession vonk;

    /** For JMH. */
    public Dispatch() {}

    /** Opens a session. */
    @Setup(Level.Trial)
    public void open() {
        vonk = Vonk.local(slots);
    }

    /** A job of one task: what every interactive question pays. */
    @Benchmark
    public long oneTask() {
        return vonk.parallelize(List.of(1), 1).count();
    }

    /** A job with a shuffle, two tasks on either side. */
    @Benchmark
    public long twoStages() {
        return vonk.parallelizePairs(List.of(Pair.of(1L, 1L), Pair.of(2L, 1L)), 2)
                .reduceByKey(Long::sum, 2)
                .count();
    }

    /** One of ten thousand tasks of a job: what each partition pays. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public long emptyTasks() {
        return vonk.<Integer>parallelize(List.of(), TASKS)
                .mapPartitions(part -> List.of(1).iterator())
                .count();
    }

    /** Ends the session. */
    @TearDown(Level.Trial)
    public void close() {
        vonk.close();
    }
}
