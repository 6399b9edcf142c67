package io.vonk.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.vonk.api.PairRdd;
import io.vonk.api.VonkSession;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.TaxiReport;
import io.vonk.data.Pair;
import io.vonk.io.csv.CsvSource;
import io.vonk.launch.Vonk;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What records cost in ways that do not depend on the machine: bytes allocated and calls of user code for each record.
 *
 * <p>Each bound is twice what was measured when it was set, which stands beside it. Who makes the engine better lowers the
 * bound (the message of a failure says what is measured); who breaks one has made it work twice as hard somewhere.
 *
 * <p>Bytes are those of all threads of this process between the start of a job and its end, after it has run until the
 * compiler is done with it; the smallest of several runs counts, since whatever else allocates only adds.
 */
class CostTest {
    private static final int RECORDS = 400_000;
    private static final int KEYS = 40_000;
    private static final int WARM_UP_RUNS = 15;
    private static final int RUNS = 10;

    @TempDir
    Path directory;

    private VonkSession vonk;

    @BeforeEach
    void open() {
        vonk = Vonk.local(1);
    }

    @AfterEach
    void close() {
        vonk.close();
    }

    // ---- bytes -----------------------------------------------------------------------------------------------------

    /** Measured: 0.2. One object for each record would be 16 or more. */
    @Test
    void bytesOfAPipeline() {
        assertBytes(
                "a pipeline",
                1,
                RECORDS,
                () -> vonk.range(0, RECORDS, 1, 1)
                        .boxed()
                        .map(i -> i + 1000)
                        .filter(i -> i % 10 != 0)
                        .map(i -> i ^ 0x55)
                        .mapToLong(i -> i)
                        .sum());
    }

    /** Measured: 134. */
    @Test
    void bytesOfReduceByKey() {
        assertBytes(
                "reduceByKey",
                270,
                RECORDS,
                () -> pairs().reduceByKey(Long::sum, 4).count());
    }

    /** Measured: 249. */
    @Test
    void bytesOfSortByKey() {
        assertBytes(
                "sortByKey",
                500,
                RECORDS,
                () -> vonk.range(0, RECORDS, 1, 2)
                        .boxed()
                        .mapToPair(i -> Pair.of(Digest.of(i), i))
                        .sortByKey(true, 2)
                        .count());
    }

    /** Measured: 257. */
    @Test
    void bytesOfAJoin() {
        assertBytes(
                "a join",
                515,
                RECORDS,
                () -> pairs().join(vonk.range(0, KEYS, 1, 2).boxed().mapToPair(i -> Pair.of(i, i * 7)), 4)
                        .count());
    }

    /** Three of the 18 columns. */
    record Fare(int pickupLocationId, double fareAmount, double totalAmount) {}

    /** Measured: 56. */
    @Test
    void bytesOfReadingCsv() throws Exception {
        int rows = 50_000;
        Path file = directory.resolve("trips.csv");
        Files.writeString(
                file,
                TaxiReport.HEADER + "\n"
                        + IntStream.range(0, rows)
                                .mapToObj(i -> "1,2019-01-15 03:36:12,2019-01-15 03:42:19,1,1.0,1,N," + i % 265
                                        + ",48,1," + i % 70 + ".5,0.5,0.5,1.95,0.0,0.3," + i % 90 + ".75,\n")
                                .reduce(new StringBuilder(), StringBuilder::append, StringBuilder::append));
        assertBytes("reading CSV", 112, rows, () -> (long) vonk.read(CsvSource.of(Fare.class, file.toString()))
                .mapToDouble(fare -> fare.fareAmount() + fare.totalAmount())
                .sum());
    }

    private PairRdd<Long, Long> pairs() {
        return vonk.range(0, RECORDS, 1, 2)
                .boxed()
                .mapToPair(i -> Pair.of(Long.remainderUnsigned(Digest.of(i), KEYS), i));
    }

    private static void assertBytes(String what, double bound, long records, Supplier<Long> job) {
        long answer = job.get();
        for (int i = 1; i < WARM_UP_RUNS; i++) {
            assertEquals(answer, job.get());
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            long before = allocatedBytes();
            assertEquals(answer, job.get());
            least = Math.min(least, allocatedBytes() - before);
        }
        assertAtMost(what + " allocates bytes", bound, (double) least / records);
    }

    /** What the threads that live have allocated; a session's threads live as long as it does. */
    private static long allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes); // -1: ended meanwhile
        }
        return sum;
    }

    // ---- calls of user code ----------------------------------------------------------------------------------------

    private static final LongAdder COMPARISONS = new LongAdder();
    private static final LongAdder HASHES = new LongAdder();
    private static final LongAdder EQUALITIES = new LongAdder();

    /** Measured: 19.8; the logarithm of the records of a partition is 17.6. */
    @Test
    void comparisonsOfASort() {
        COMPARISONS.reset();
        pairs().mapToPair(pair -> Pair.of(new Place(pair.key(), pair.value()), 1L))
                .sortByKey(
                        (left, right) -> {
                            COMPARISONS.increment();
                            return Long.compare(left.zone(), right.zone());
                        },
                        2)
                .count();

        assertAtMost("a sort compares keys", 40, (double) COMPARISONS.sum() / RECORDS);
    }

    /** A key whose calls are counted. */
    record Place(long zone, long month) {
        @Override
        public int hashCode() {
            HASHES.increment();
            return Long.hashCode(zone * 31 + month);
        }

        @Override
        public boolean equals(Object other) {
            EQUALITIES.increment();
            return other instanceof Place place && place.zone == zone && place.month == month;
        }
    }

    /** Measured: 1.01 and 1. */
    @Test
    void hashesAndEqualitiesOfReduceByKey() {
        HASHES.reset();
        EQUALITIES.reset();
        long groups = pairs().mapToPair(pair -> Pair.of(new Place(pair.key() % 1000, 0), 1L))
                .reduceByKey(Long::sum, 2)
                .count();

        assertEquals(1000, groups);
        assertAtMost("reduceByKey hashes keys", 2, (double) HASHES.sum() / RECORDS);
        assertAtMost("reduceByKey compares keys", 2, (double) EQUALITIES.sum() / RECORDS);
    }

    private static void assertAtMost(String what, double bound, double measured) {
        assertTrue(
                measured <= bound,
                () -> String.format(Locale.ROOT, "%s: %.2f for each record, more than %.2f", what, measured, bound));
    }
}
