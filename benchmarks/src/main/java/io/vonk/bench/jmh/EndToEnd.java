package io.vonk.bench.jmh;

import io.vonk.bench.data.DataMaker;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Engine;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.JobContext;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The {@link Job}s that the engines are compared by, each on every engine: how long one run takes in a process that has run
 * it before. A session is open, and what the job wants to be cached is cached.
 *
 * <p>Runs in processes of all engines, so it knows the contract of {@code io.vonk.bench.job} only. Whether the engines agree
 * in their answers is not looked at here. Processes of all engines have the same heap and the collector that suits
 * throughput on a few cores.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
@SuppressWarnings("NullAway.Init") // JMH calls open() first
public class EndToEnd {
    /** Whose process this is. */
    @Param({"vonk", "spark"})
    public String engine;

    /** The job; those that generate their data, unless others are chosen. */
    @Param({
        "empty-tasks",
        "one-task",
        "two-stages",
        "reduce-by-key",
        "distinct-keys",
        "distinct-pairs",
        "group-by-key",
        "join",
        "broadcast-lookup",
        "sort-by-key",
        "page-rank",
        "k-means",
        "cached-encoded",
        "cached-objects",
        "sum-longs",
        "record-join",
        "record-sort",
        "secondary-sort",
        "wide-shuffle",
        "skewed-join"
    })
    public String job;

    /** How much data, as a part of that of {@link Sizes}. */
    @Param("0.1")
    public double scale;

    /** How many tasks run at once. */
    @Param("2")
    public int threads;

    /** The directory of the input files; no job without files looks there. */
    @Param("none")
    public String data;

    private Path scratch;
    private Engine session;
    private PreparedJob prepared;

    /** For JMH. */
    public EndToEnd() {}

    /** Opens the engine and makes the job ready. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        scratch = Files.createTempDirectory("vonk-jmh-" + engine + "-");
        JobContext context = new JobContext(threads, Sizes.of(scale), Path.of(data), scratch, "local");
        String opener = EngineKind.of(engine).orElseThrow().opener();
        session = Class.forName(opener)
                .asSubclass(Engine.Opener.class)
                .getDeclaredConstructor()
                .newInstance()
                .open(context);
        prepared = session.prepare(Job.of(job).orElseThrow())
                .orElseThrow(() -> new IllegalStateException(engine + " does not do the job " + job));
    }

    /** One run of the job, from its inputs to its answer. */
    @Benchmark
    public Answer run() throws Exception {
        return prepared.run();
    }

    /** Ends the session and removes what it left. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        try {
            prepared.close();
            session.close();
        } finally {
            DataMaker.deleteTree(scratch);
        }
    }

    /** Whether a job reads no files. */
    static boolean isGenerated(Job job) {
        return !job.readsWords() && !job.readsTera() && !job.readsTrips();
    }
}
