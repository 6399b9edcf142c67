package io.vonk.bench.jmh;

import io.vonk.bench.job.Digest;
import io.vonk.data.Pair;
import io.vonk.function.Aggregator;
import io.vonk.function.SerBiFunction;
import io.vonk.internal.aggregate.AggregatingReader;
import io.vonk.internal.aggregate.Aggregation;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
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
 * What it costs to find a record's key in the table of an aggregation and to add its value, for each kind of table and with
 * few keys, which stay in the cache, or many, which do not. Making the records is not included, handing out one for each key
 * is.
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
public class GroupTables {
    private static final int RECORDS = 2_000_000;

    /** The type of the keys: each kind has a table of its own. */
    @Param({"Long", "String", "Object"})
    public String key;

    /** How many different keys there are. */
    @Param({"1000", "1000000"})
    public int keys;

    private Workspace workspace;
    private Object[] records;

    /** For JMH. */
    public GroupTables() {}

    /** A key that is none of the types that the engine knows. */
    public record Place(int zone, int month) {}

    /** Makes the records. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        workspace = new Workspace();
        LongFunction<Object> keyOf = switch (key) {
            case "Long" -> k -> k;
            case "String" -> k -> "customer-" + k;
            case "Object" -> k -> new Place((int) k / 12, (int) k % 12);
            default -> throw new IllegalArgumentException(key);
        };
        records = new Object[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            records[i] = Pair.of(keyOf.apply(Long.remainderUnsigned(Digest.of(i), keys)), (long) i);
        }
    }

    /** Sums by a function that the engine recognises and adds as primitives. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long recognisedSum() throws Exception {
        return aggregate(Long::sum);
    }

    /** Sums by a function that it must call. */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public long calledSum() throws Exception {
        return aggregate((left, right) -> left + right);
    }

    private long aggregate(SerBiFunction<Long, Long, Long> sum) throws Exception {
        return RecordArray.drain(new AggregatingReader(
                new RecordArray(records),
                AggregatingReader.Input.VALUES,
                Aggregation.combining(Aggregator.reducing(sum)),
                workspace.scope()));
    }

    /** Ends the surroundings. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        workspace.close();
    }
}
