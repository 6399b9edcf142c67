package io.vonk.bench.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The jobs that engines are compared by. Each says what is computed and what its {@link Answer} is; how, is the engine's.
 *
 * <p>Every result is consumed record by record ({@link Digest}), by all engines alike, so none can skip making it.
 */
public enum Job {
    /** Starts a process, opens a session, counts a collection of one element, ends. Timed from outside the process. */
    START("start, count one element, stop (whole process)", Kind.PROCESS, 15),

    /** Runs {@link Sizes#emptyTasks} partitions of an empty generated collection; the answer is their number, digest 0. */
    EMPTY_TASKS("10,000 empty tasks", Kind.LATENCY, 50),

    /** Counts a collection of one record in one partition; the median of many such jobs. Answer: count 1, digest 0. */
    ONE_TASK("one-task job, p50", Kind.MANY, 15),

    /**
     * Two records with two keys in two partitions through {@code reduceByKey} to two partitions, counted; the median of many
     * such jobs. Answer: count 2, digest 0.
     */
    TWO_STAGES("two stages of 2 + 2 tasks, p50", Kind.MANY, 15),

    /**
     * The words of {@link DataFiles#words}, lines split at single blanks, counted by {@code reduceByKey}. Answer: different
     * words, digest of (word, occurrences).
     */
    WORD_COUNT("word count", Kind.SHUFFLE, 5),

    /**
     * As {@link #WORD_COUNT}, saved as text with a line {@code word<TAB>count} each. {@code check} reads the files again for
     * the same answer.
     */
    WORD_COUNT_SAVED("word count, saved as text", Kind.SHUFFLE, 5),

    /**
     * Pairs ({@link Workload#key}, i), i below {@link Sizes#pairs}, summed by {@code reduceByKey}. Answer: keys, digest of
     * (key, sum).
     */
    REDUCE_BY_KEY("reduceByKey, sum", Kind.SHUFFLE, 8),

    /** The different keys of the pairs. Answer: keys, digest of each. */
    DISTINCT_KEYS("distinct keys", Kind.SHUFFLE, 8),

    /** The different pairs, all of which are different. Answer: pairs, digest of (key, value). */
    DISTINCT_PAIRS("distinct pairs", Kind.SHUFFLE, 8),

    /** The pairs by {@code groupByKey}, then how many values each key has. Answer: keys, digest of (key, size). */
    GROUP_BY_KEY("groupByKey, sizes", Kind.SHUFFLE, 5),

    /**
     * The pairs joined with ({@code k}, {@link Workload#joined}), k below {@link Sizes#keys}, both shuffled. Answer: joined
     * records, digest of (key, i, joined value).
     */
    JOIN("join with 1 M keys", Kind.SHUFFLE, 6),

    /**
     * The pairs mapped through a broadcast {@code HashMap<Long, Long>} of the same small side, in a filter for keys that it
     * has. Answer: records, digest of (key, i, joined value).
     */
    BROADCAST_LOOKUP("broadcast look-up", Kind.NARROW, 2.5),

    /**
     * Pairs ({@link Digest#of(long)} of i, i) by {@code sortByKey}. Answer: pairs, digest of (key, i); the engine looks at
     * every record in order and throws if one is smaller than the one before, also across partitions.
     */
    SORT_BY_KEY("sortByKey", Kind.SHUFFLE, 8),

    /**
     * {@link DataFiles#tera} sorted by the first 10 bytes as unsigned, written as binary files whose order by name is the
     * order of the records. {@code check} reads them. Answer: records, digest of ({@code Arrays.hashCode} of the record, 0).
     */
    TERA_SORT("TeraSort, read and written", Kind.SHUFFLE, 4),

    /**
     * Links ({@link Workload#linkSource}, {@link Workload#linkTarget}), distinct, grouped, kept; then
     * {@link Workload#RANK_ROUNDS} rounds of join, contributions, {@code reduceByKey}, damping, from ranks of 1. The links are
     * kept within a run only. Answer: nodes with a rank, digest 0, value: sum of rank times {@link Workload#rankWeight}.
     */
    PAGE_RANK("PageRank, 5 rounds", Kind.SHUFFLE, 8),

    /**
     * {@link Workload#point}s, kept as {@code double[]} before the run; {@link Workload#CLUSTER_ROUNDS} rounds of k-means from
     * {@link Workload#firstCentres}, each one {@code aggregate}. Answer: points, digest 0, value: sum of all coordinates of
     * the last centres, each times (centre index + 1).
     */
    K_MEANS("k-means, 10 rounds, cached", Kind.NARROW, 1.5),

    /** The pairs, kept encoded before the run, read again. Answer: pairs, digest of (key, value). */
    CACHED_ENCODED("scan of cached pairs, serialized", Kind.NARROW, 10),

    /** The pairs, kept as objects before the run, read again. Answer: pairs, digest: sum of the values. */
    CACHED_OBJECTS("scan of cached pairs, objects", Kind.NARROW, 1.2),

    /** Counts the lines of {@link DataFiles#words}. Answer: lines, digest 0. */
    COUNT_LINES("count lines", Kind.NARROW, 3),

    /**
     * The numbers below {@link Sizes#longs}, made and summed by a loop of the user's in {@code mapPartitions}, then added up.
     * Answer: the numbers, digest: their sum.
     */
    SUM_LONGS("sum of 100 M longs in mapPartitions", Kind.NARROW, 1),

    /** The rows of {@link DataFiles#trips}, read with a schema of all columns and counted. Answer: rows, digest 0. */
    CSV_COUNT("CSV rows with schema, counted", Kind.NARROW, 1.5),

    /**
     * Per pickup zone and month of pickup: trips, sums of fare, tip, tolls and total. From {@link DataFiles#trips}. Answer:
     * groups, digest of ({@code zone}, {@code month}, trips, each sum in cents) as {@link TaxiReport} says.
     */
    TAXI_CSV("taxi report from CSV", Kind.SHUFFLE, 4),

    /**
     * All columns of {@link DataFiles#trips}, typed, written as Parquet with snappy. {@code check} counts the rows and sums
     * {@code total_amount} in cents from the written files. Answer: rows, digest: that sum.
     */
    CSV_TO_PARQUET("CSV to Parquet, snappy", Kind.NARROW, 4),

    /** As {@link #TAXI_CSV} from {@link DataFiles#tripsParquet}. */
    TAXI_PARQUET("taxi report from Parquet", Kind.SHUFFLE, 3),

    /**
     * Orders ({@link Workload#customer} of {@link Workload#key}, i, {@link Workload#item}, {@link Workload#quantity},
     * {@link Workload#price}) as records of five fields, keyed by customer, joined with customers (name,
     * {@link Workload#city}). Answer: joined records, digest of (city, i).
     */
    RECORD_JOIN("join of records by string", Kind.SHUFFLE, 3),

    /** The orders sorted by customer, then i. Answer: as {@link #SORT_BY_KEY}, digest of (customer, i). */
    RECORD_SORT("sort of records by string", Kind.SHUFFLE, 3),

    /**
     * Orders keyed by ({@link Workload#key}, {@link Workload#moment}), placed by the key alone in {@link Sizes#PARTITIONS}
     * partitions and sorted within them ({@code repartitionAndSortWithinPartitions}). Answer: records, digest of (key,
     * moment, i); checks the order.
     */
    SECONDARY_SORT("secondary sort", Kind.SHUFFLE, 3),

    /**
     * The pairs in {@link Sizes#shufflePartitions} partitions, placed by hash in as many. Answer: pairs, digest of (key,
     * value).
     */
    WIDE_SHUFFLE("shuffle of 2,000 by 2,000 partitions", Kind.SHUFFLE, 3),

    /**
     * Orders as in {@link #RECORD_JOIN}, but with {@link Workload#skewedKey} as a number for their key, joined with (key,
     * {@link Workload#city}), both shuffled. Answer: joined records, digest of (city, i).
     */
    SKEWED_JOIN("join, one key with 30 %", Kind.SHUFFLE, 3);

    /** What a job mostly exercises, which decides how it is run and what it counts for. */
    public enum Kind {
        /** Timed from outside, a process for every run. */
        PROCESS,
        /** The engine's own overhead. */
        LATENCY,
        /** So short that one run repeats it, and its time is their median. */
        MANY,
        /** Moves records between partitions. */
        SHUFFLE,
        /** Each partition by itself. */
        NARROW
    }

    private static final Set<Job> WORDS = Set.of(WORD_COUNT, WORD_COUNT_SAVED, COUNT_LINES);
    private static final Set<Job> TRIPS = Set.of(CSV_COUNT, TAXI_CSV, CSV_TO_PARQUET, TAXI_PARQUET);

    private final String title;
    private final Kind kind;
    private final double target;

    Job(String title, Kind kind, double target) {
        this.title = title;
        this.kind = kind;
        this.target = target;
    }

    /** The name on the command line, such as {@code word-count}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What the table calls it. */
    public String title() {
        return title;
    }

    /** How it is run. */
    public Kind kind() {
        return kind;
    }

    /** How many times faster than Spark it is meant to be, at least. */
    public double target() {
        return target;
    }

    /** As {@link #target} where both engines have a cluster of two executors: half of it, but 20 for empty tasks. */
    public double clusterTarget() {
        return this == EMPTY_TASKS ? 20 : target / 2;
    }

    /** Whether it reads {@link DataFiles#words}. */
    public boolean readsWords() {
        return WORDS.contains(this);
    }

    /** Whether it reads {@link DataFiles#tera}. */
    public boolean readsTera() {
        return this == TERA_SORT;
    }

    /** Whether it reads {@link DataFiles#trips} or {@link DataFiles#tripsParquet}. */
    public boolean readsTrips() {
        return TRIPS.contains(this);
    }

    /** The job with this name, if there is one. */
    public static Optional<Job> of(String id) {
        return Arrays.stream(values()).filter(job -> job.id().equals(id)).findFirst();
    }

    /** All names, for messages. */
    public static String ids() {
        return Arrays.stream(values()).map(Job::id).collect(Collectors.joining(", "));
    }
}
