package io.vonk.api;

import io.vonk.data.Pair;
import io.vonk.function.SerSupplier;
import io.vonk.internal.operator.CollectionSource;
import io.vonk.internal.operator.RangeSource;
import io.vonk.internal.session.Session;
import io.vonk.io.FileSystem;
import io.vonk.io.LocalFileSystem;
import io.vonk.io.Source;
import io.vonk.io.object.ObjectSource;
import io.vonk.io.text.BinaryRecordSource;
import io.vonk.io.text.BinarySource;
import io.vonk.io.text.TextOptions;
import io.vonk.io.text.TextSource;
import io.vonk.io.text.WholeTextSource;
import io.vonk.runtime.Accumulator;
import io.vonk.runtime.Broadcast;
import io.vonk.runtime.CollectionAccumulator;
import io.vonk.runtime.DoubleAccumulator;
import io.vonk.runtime.Internal;
import io.vonk.runtime.LongAccumulator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A program's connection to the engine: makes collections, broadcasts and accumulators, and ends everything when closed.
 *
 * <p>Made by {@code io.vonk.launch.Vonk}. Safe for use by many threads; several sessions can be open in one JVM. Whatever
 * was made by a session can be used until it is closed, and with that session only.
 */
public final class VonkSession implements AutoCloseable {
    private static final long BACKGROUND_PATIENCE_MILLIS = 1_000;

    private final Session backend;
    private final Lineage lineage;
    private final Actions actions;
    private final Checkpoints checkpoints;
    private final FileSystem files = new LocalFileSystem();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong seeds;
    private final ThreadLocal<@Nullable String> jobGroup = new ThreadLocal<>();
    private final ThreadLocal<@Nullable String> jobName = new ThreadLocal<>();
    /** The threads of asynchronous actions that take several jobs. */
    private final Set<Thread> background = ConcurrentHashMap.newKeySet();

    private volatile @Nullable String checkpointDirectory;

    /** Wraps what executes the session's jobs. */
    @Internal
    public VonkSession(Session backend, long seed) {
        this.backend = Objects.requireNonNull(backend);
        this.seeds = new AtomicLong(seed);
        this.lineage = new Lineage(this, backend);
        this.actions = new Actions(this, backend);
        this.checkpoints = new Checkpoints(this, backend);
    }

    Session backend() {
        return backend;
    }

    Actions actions() {
        return actions;
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    FileSystem files() {
        return files;
    }

    long randomSeed() {
        return seeds.addAndGet(0x9e3779b97f4a7c15L);
    }

    void checkOpen(String operation) {
        if (closed.get()) {
            throw new IllegalStateException(
                    operation + " on a session that is closed; make it and use its result before"
                            + " close(), for example inside the try block that opened the session");
        }
    }

    /** How many tasks can run at the same time, which is how many partitions collections in memory get. */
    public int defaultParallelism() {
        return backend.parallelism();
    }

    // ---- collections ----------------------------------------------------------------------------------------------

    /** The records of a list, which must not change any more, in as many partitions as tasks can run at the same time. */
    public <T> Rdd<T> parallelize(List<? extends T> records) {
        return parallelize(records, backend.parallelism());
    }

    /** The records of a list, which must not change any more, in a given number of partitions. */
    public <T> Rdd<T> parallelize(List<? extends T> records, int partitionCount) {
        return read("parallelize", new CollectionSource<>(records, partitionCount), partitionCount);
    }

    /** The pairs of a list, which must not change any more. */
    public <K, V> PairRdd<K, V> parallelizePairs(List<Pair<K, V>> pairs) {
        return parallelizePairs(pairs, backend.parallelism());
    }

    /** The pairs of a list, which must not change any more, in a given number of partitions. */
    public <K, V> PairRdd<K, V> parallelizePairs(List<Pair<K, V>> pairs, int partitionCount) {
        Lineage.Step step = lineage.at("parallelizePairs");
        return new PairRdd<>(lineage, step.source(new CollectionSource<>(pairs, partitionCount), partitionCount));
    }

    /** The numbers from {@code start} to {@code end - 1}. */
    public LongRdd range(long start, long end) {
        return range(start, end, 1, backend.parallelism());
    }

    /** The numbers from {@code start} on, {@code step} apart, that lie before {@code end}. */
    public LongRdd range(long start, long end, long step) {
        return range(start, end, step, backend.parallelism());
    }

    /** As {@link #range(long, long, long)}, in a given number of partitions. */
    public LongRdd range(long start, long end, long step, int partitionCount) {
        return new LongRdd(
                lineage, lineage.at("range").source(new RangeSource(start, end, step, partitionCount), partitionCount));
    }

    /** A collection without records and without partitions. */
    public <T> Rdd<T> emptyRdd() {
        return read("emptyRdd", new CollectionSource<T>(List.of(), 0), 0);
    }

    /** The records of all collections in a list; equal ones stay. */
    public <T> Rdd<T> union(List<Rdd<T>> collections) {
        if (collections.isEmpty()) {
            return emptyRdd();
        }
        return new Rdd<>(
                lineage,
                lineage.at("union")
                        .union(collections.stream().map(rdd -> rdd.node).toList()));
    }

    // ---- files ----------------------------------------------------------------------------------------------------

    /**
     * The lines of text files, in UTF-8.
     *
     * @param paths files, directories or globs ({@code trips/2019-*.csv}), with commas between them. Files ending in
     *     {@code .gz}, {@code .zst} and {@code .bz2} are decompressed.
     */
    public Rdd<String> textFile(String paths) {
        return textFile(paths, backend.parallelism());
    }

    /** As {@link #textFile(String)}, in at least {@code minPartitions} partitions, if the files can be divided that far. */
    public Rdd<String> textFile(String paths, int minPartitions) {
        return textFile(paths, minPartitions, TextOptions.DEFAULT);
    }

    /** As {@link #textFile(String, int)}, with options. */
    public Rdd<String> textFile(String paths, int minPartitions, TextOptions options) {
        return read("textFile", TextSource.of(files, paths, options), minPartitions);
    }

    /** The lines of the text files in a list. */
    public Rdd<String> textFile(List<String> paths) {
        return read("textFile", new TextSource(files, paths, TextOptions.DEFAULT), backend.parallelism());
    }

    /** Text files as a whole: their paths and contents. For many small files. */
    public PairRdd<String, String> wholeTextFiles(String paths) {
        Source<Pair<String, String>> source =
                new WholeTextSource(files, paths, false, WholeTextSource.MAX_FILE_BYTES, "UTF-8");
        return new PairRdd<>(lineage, lineage.at("wholeTextFiles").source(source, backend.parallelism()));
    }

    /** Files as a whole: their paths and bytes. */
    public PairRdd<String, byte[]> binaryFiles(String paths) {
        Source<Pair<String, byte[]>> source = new BinarySource(files, paths, false, BinarySource.MAX_FILE_BYTES);
        return new PairRdd<>(lineage, lineage.at("binaryFiles").source(source, backend.parallelism()));
    }

    /** The records of files that consist of records of a fixed length. */
    public Rdd<byte[]> binaryRecords(String paths, int recordBytes) {
        Source<byte[]> source = new BinaryRecordSource(files, paths, recordBytes, TextOptions.DEFAULT.splitBytes());
        return read("binaryRecords", source, backend.parallelism());
    }

    /** What {@link Rdd#saveAsObjectFile} wrote. */
    public <T> Rdd<T> objectFile(String paths) {
        return read("objectFile", new ObjectSource<T>(files, paths), backend.parallelism());
    }

    /** The records of any source: CSV and Parquet files, or a source of your own. */
    public <T> Rdd<T> read(Source<T> source) {
        return read("read", source, backend.parallelism());
    }

    /** As {@link #read(Source)}, in at least {@code minPartitions} partitions, if the source can be divided that far. */
    public <T> Rdd<T> read(Source<T> source, int minPartitions) {
        return read("read", source, minPartitions);
    }

    private <T> Rdd<T> read(String operation, Source<? extends T> source, int minPartitions) {
        return new Rdd<>(lineage, lineage.at(operation).source(source, minPartitions));
    }

    // ---- shared values --------------------------------------------------------------------------------------------

    /** A value for all tasks, which must not change any more. */
    public <T> Broadcast<T> broadcast(T value) {
        checkOpen("broadcast");
        Objects.requireNonNull(value, "a broadcast value must not be null");
        long id = backend.broadcast(value);
        return new Broadcast<>(id, value, () -> backend.destroyBroadcast(id));
    }

    /** A sum of longs that tasks add to. */
    public LongAccumulator longAccumulator() {
        return register(new LongAccumulator());
    }

    /** A sum of doubles that tasks add to. */
    public DoubleAccumulator doubleAccumulator() {
        return register(new DoubleAccumulator());
    }

    /** A list that tasks add to. */
    public <T> CollectionAccumulator<T> collectionAccumulator() {
        return register(new CollectionAccumulator<>());
    }

    /** Makes an accumulator of your own known to the session; returns it. */
    public <A extends Accumulator<?, ?>> A register(A accumulator) {
        checkOpen("register");
        backend.register(accumulator);
        return accumulator;
    }

    // ---- jobs -----------------------------------------------------------------------------------------------------

    /** Puts the jobs that this thread starts from now on into a group, which {@link #cancelJobGroup} can cancel. */
    public void setJobGroup(String group) {
        jobGroup.set(Objects.requireNonNull(group, "group"));
    }

    /** Puts the jobs that this thread starts from now on into no group. */
    public void clearJobGroup() {
        jobGroup.remove();
    }

    /** Names the jobs that this thread starts from now on, in progress and error messages; an empty name for none. */
    public void setJobName(String name) {
        jobName.set(Objects.requireNonNull(name, "name"));
    }

    String jobName() {
        String name = jobName.get();
        return name == null ? "" : name;
    }

    String jobGroup() {
        String group = jobGroup.get();
        return group == null ? "" : group;
    }

    /** Cancels the running jobs of a group. */
    public void cancelJobGroup(String group) {
        backend.cancelGroup(group, "job group '" + group + "' was cancelled");
    }

    /** Cancels all running jobs. */
    public void cancelAllJobs() {
        backend.cancelGroup("", "all jobs were cancelled");
    }

    /** Where {@link Partitioned#checkpoint} writes to; a directory of its own is made below it. */
    public void setCheckpointDir(String directory) {
        checkpointDirectory = directory + "/" + UUID.randomUUID();
    }

    String requireCheckpointDirectory() {
        String directory = checkpointDirectory;
        if (directory == null) {
            throw new IllegalStateException("checkpoint() needs a directory; call session.setCheckpointDir(…) first");
        }
        return directory;
    }

    <R> CompletableFuture<R> inBackground(SerSupplier<R> action) {
        String group = jobGroup();
        String name = jobName();
        CompletableFuture<R> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    setJobGroup(group);
                    setJobName(name);
                    try {
                        result.complete(action.get());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    } finally {
                        background.remove(Thread.currentThread());
                    }
                },
                "vonk-async");
        thread.setDaemon(true);
        CompletableFuture<R> unused = result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                thread.interrupt();
            }
        });
        background.add(thread);
        thread.start();
        return result;
    }

    /** Cancels all jobs and releases everything: threads, memory, files. Further calls do nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            backend.close();
            awaitBackground();
        }
    }

    /** Their jobs have been cancelled, so they end at once, unless user code on them does not. */
    private void awaitBackground() {
        for (Thread thread : background) {
            try {
                if (thread != Thread.currentThread()) {
                    thread.join(BACKGROUND_PATIENCE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
