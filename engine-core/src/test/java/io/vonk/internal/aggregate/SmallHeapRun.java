package io.vonk.internal.aggregate;

import io.vonk.data.Pair;
import io.vonk.function.Aggregator;
import io.vonk.function.HashPartitioner;
import io.vonk.function.SerBiFunction;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.shuffle.MapOutputId;
import io.vonk.internal.shuffle.MapOutputWriter;
import io.vonk.internal.shuffle.ShuffleReader;
import io.vonk.internal.shuffle.ShuffleStore;
import io.vonk.internal.shuffle.ShuffleWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * Aggregates more keys than a small heap holds and checks the result; to be run by hand, with {@code -Xmx256m}.
 *
 * <p>{@code java -Xmx256m … SmallHeapRun longs|strings|lambda|lists|plain RECORDS DIRECTORY [TASKS]}
 */
final class SmallHeapRun {
    private final long records;
    private final int tasks;
    private final OperatorScope scope;
    private final ShuffleStore store;
    private final HashPartitioner partitioner;

    private SmallHeapRun(long records, int tasks, OperatorScope scope) {
        this.records = records;
        this.tasks = tasks;
        this.scope = scope;
        this.store = new ShuffleStore(scope.memory(), scope.scratch());
        this.partitioner = new HashPartitioner(tasks);
    }

    public static void main(String[] arguments) throws Exception {
        String kind = arguments[0];
        long records = Long.parseLong(arguments[1]);
        int tasks = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 8;
        try (ScratchDirectory scratch = ScratchDirectory.create(List.of(Path.of(arguments[2])))) {
            MemoryPool pool = MemoryPool.ofHeap();
            SmallHeapRun run = new SmallHeapRun(
                    records, tasks, new OperatorScope(pool, scratch, SmallHeapRun.class.getClassLoader(), () -> {}));
            long start = System.nanoTime();
            run.run(kind);
            System.out.printf(
                    "%s: %,d records in %.1f s, heap %d MB, pool %d MB, %d bytes left%n",
                    kind,
                    records,
                    (System.nanoTime() - start) / 1e9,
                    Runtime.getRuntime().maxMemory() >> 20,
                    pool.capacityBytes() >> 20,
                    pool.usedBytes());
        }
    }

    private void run(String kind) throws Exception {
        SerBiFunction<Long, Long, Long> known = Long::sum;
        SerBiFunction<Long, Long, Long> unknown = (left, right) -> left + right;
        switch (kind) {
            case "longs" -> reduce(known, i -> new Pair<>(i * 0x9e3779b97f4a7c15L, 1L), true);
            case "strings" -> reduce(known, i -> new Pair<>("key number " + i, 1L), true);
            case "lambda" -> reduce(unknown, i -> new Pair<>(i, 1L), true);
            case "plain" -> reduce(known, i -> new Pair<>(i, 1L), false);
            case "lists" -> lists();
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private void reduce(SerBiFunction<Long, Long, Long> function, LongFunction<Pair<?, ?>> record, boolean combine)
            throws Exception {
        Aggregation aggregation = Aggregation.combining(Aggregator.reducing(function));
        check(records, run(aggregation, record, combine, value -> (Long) value));
    }

    /** Four values for each key, far apart, in lists; every hundredth record belongs to one key. */
    private void lists() throws Exception {
        Aggregator<Object, ArrayList<Object>> aggregator = new Aggregator<>(
                value -> new ArrayList<>(List.of(value)),
                (list, value) -> {
                    list.add(value);
                    return list;
                },
                (left, right) -> {
                    left.addAll(right);
                    return left;
                });
        long keys = records / 4;
        long[] found = run(
                Aggregation.combining(aggregator),
                i -> new Pair<>(i % 100 == 0 ? "hot" : "key " + i % keys, i),
                false,
                value -> ((ArrayList<?>) value).size());
        check(found[0], found);
    }

    private void check(long expectedKeys, long[] found) {
        if (found[0] != expectedKeys || found[1] != records) {
            throw new AssertionError(
                    "expected " + expectedKeys + " keys and " + records + ", found " + found[0] + " and " + found[1]);
        }
    }

    /** The number of keys, and the sum of what {@code size} makes of their values. */
    private long[] run(
            Aggregation aggregation, LongFunction<Pair<?, ?>> record, boolean combine, ToLongFunction<Object> size)
            throws Exception {
        List<Callable<long[]>> maps = new ArrayList<>();
        List<Callable<long[]>> reduces = new ArrayList<>();
        List<MapOutputId> ids = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            int partition = task;
            MapOutputId id = new MapOutputId(new ShuffleId(0), task, new TaskAttemptId(task));
            ids.add(id);
            maps.add(() -> map(id, aggregation, record, combine));
            reduces.add(() -> reduce(ids, partition, aggregation, combine, size));
        }
        ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "vonk-small-heap");
            thread.setDaemon(true);
            return thread;
        });
        long[] sum = new long[2];
        long start = System.nanoTime();
        for (List<Callable<long[]>> stage : List.of(maps, reduces)) {
            for (Future<long[]> future : threads.invokeAll(stage)) {
                long[] part = future.get();
                sum[0] += part[0];
                sum[1] += part[1];
            }
            System.out.printf("  stage after %.1f s%n", (System.nanoTime() - start) / 1e9);
        }
        threads.shutdown();
        store.close();
        return sum;
    }

    private long[] map(MapOutputId id, Aggregation aggregation, LongFunction<Pair<?, ?>> record, boolean combine)
            throws Exception {
        try (MapOutputWriter writer = combine
                ? new CombiningWriter(scope, partitioner, aggregation)
                : new ShuffleWriter(scope, partitioner)) {
            Batch.Objects batch = new Batch.Objects();
            long end = records * (id.mapPartition() + 1) / tasks;
            for (long i = records * id.mapPartition() / tasks; i < end; i++) {
                batch.records[batch.size++] = record.apply(i);
                if (batch.size == Batch.CAPACITY || i + 1 == end) {
                    writer.write(batch);
                    batch.size = 0;
                }
            }
            store.put(id, writer.finish());
        }
        return new long[2];
    }

    private long[] reduce(
            List<MapOutputId> ids, int partition, Aggregation aggregation, boolean combine, ToLongFunction<Object> size)
            throws Exception {
        long[] sum = new long[2];
        AggregatingReader.Input kind = combine ? AggregatingReader.Input.COMBINATIONS : AggregatingReader.Input.VALUES;
        try (AggregatingReader reader =
                new AggregatingReader(new ShuffleReader(store, ids, partition, scope), kind, aggregation, scope)) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                sum[0] += batch.size;
                for (int i = 0; i < batch.size; i++) {
                    sum[1] += size.applyAsLong(((Pair<?, ?>) batch.record(i)).value());
                }
            }
        }
        return sum;
    }
}
