package io.vonk.internal.shuffle;

import io.vonk.data.Pair;
import io.vonk.function.HashPartitioner;
import io.vonk.function.NaturalOrder;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.file.ScratchDirectory;
import io.vonk.internal.id.ShuffleId;
import io.vonk.internal.id.TaskAttemptId;
import io.vonk.internal.join.CoGroup;
import io.vonk.internal.join.GroupedValues;
import io.vonk.internal.join.HashJoin;
import io.vonk.internal.join.JoinShape;
import io.vonk.internal.join.JoinType;
import io.vonk.internal.join.SortMergeJoin;
import io.vonk.internal.memory.MemoryPool;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.sort.KeyOrder;
import io.vonk.internal.sort.RangeBounds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * Large sorts and joins, to be run in a JVM of its own with a small heap: {@code java -Xmx256m … LittleMemory sort 20000000}.
 * Ends with an exception if a result is wrong or something is left behind, and prints what was done otherwise.
 */
public final class LittleMemory {
    private static final int TASKS = 2;

    private final MemoryPool pool = MemoryPool.ofHeap();
    private final ScratchDirectory scratch;
    private final OperatorScope scope;

    private LittleMemory(Path directory) {
        scratch = ScratchDirectory.create(List.of(directory));
        scope = new OperatorScope(pool, scratch, LittleMemory.class.getClassLoader(), () -> {});
    }

    /** The scenario ({@code sort}, {@code join}, {@code group}, {@code distinct}, {@code hot}) and how many records. */
    public static void main(String[] arguments) throws Exception {
        long count = Long.parseLong(arguments[1]);
        Path directory = Files.createTempDirectory("vonk-little-memory");
        LittleMemory run = new LittleMemory(directory);
        long start = System.nanoTime();
        String result = switch (arguments[0]) {
            case "sort" -> run.sort(count);
            case "join" -> run.join(count);
            case "group" -> run.group(count);
            case "distinct" -> run.distinct(count);
            case "hot" -> run.hot(count);
            default -> throw new IllegalArgumentException("unknown scenario " + arguments[0]);
        };
        long seconds = (System.nanoTime() - start) / 1_000_000_000;
        run.checkNothingLeft();
        Files.delete(directory);
        System.out.println(arguments[0] + ": " + result + " in " + seconds + " s with a heap of "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MB");
    }

    private void checkNothingLeft() throws Exception {
        check(pool.usedBytes() == 0, pool.usedBytes() + " bytes are left in the pool");
        check(pool.leaseCount() == 0, pool.leaseCount() + " leases are left");
        try (Stream<Path> files = Files.list(scratch.directories().get(0))) {
            List<Path> left = files.filter(file -> !file.endsWith("OWNER")).toList();
            check(left.isEmpty(), "files are left: " + left);
        }
        scratch.close();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static BatchReader generated(long from, long to, LongFunction<Pair<?, ?>> record) {
        return new BatchReader() {
            private final Batch.Objects batch = new Batch.Objects();
            private long next = from;

            @Override
            public Batch next() {
                batch.size = 0;
                while (next < to && batch.size < Batch.CAPACITY) {
                    batch.records[batch.size++] = record.apply(next++);
                }
                return batch.size == 0 ? null : batch;
            }

            @Override
            public void close() {}
        };
    }

    /** Two map tasks at a time, each with an eighth of the records of 100 bytes, then two reduce tasks at a time. */
    private String sort(long count) throws Exception {
        int maps = 8;
        int partitions = 8;
        KeyOrder order = KeyOrder.of(NaturalOrder.ASCENDING);
        ExecutorService threads = Executors.newFixedThreadPool(TASKS);
        long sizeBytes;
        try (ShuffleStore store = new ShuffleStore(pool, scratch)) {
            List<Future<MapOutputId>> written = new ArrayList<>();
            for (int map = 0; map < maps; map++) {
                int part = map;
                written.add(threads.submit(() -> {
                    MapOutputId id = new MapOutputId(new ShuffleId(1), part, new TaskAttemptId(part));
                    try (MapOutputWriter writer = SortedMapOutputWriter.forRanges(scope, order)) {
                        BatchReader input = generated(
                                count * part / maps,
                                count * (part + 1) / maps,
                                i -> Pair.of(HashPartitioner.mix(i), payload(i)));
                        for (Batch batch = input.next(); batch != null; batch = input.next()) {
                            writer.write(batch);
                        }
                        store.put(id, writer.finish());
                    }
                    return id;
                }));
            }
            List<MapOutputId> ids = new ArrayList<>();
            for (Future<MapOutputId> id : written) {
                ids.add(id.get());
            }
            sizeBytes = ids.stream().mapToLong(id -> store.open(id).sizeBytes()).sum();
            RangeBounds bounds = RangeBounds.cut(
                    ids.stream().map(id -> store.open(id).sparseIndex()).toList(),
                    partitions,
                    order,
                    scope.classLoader());
            List<Future<long[]>> read = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                int wanted = partition;
                read.add(threads.submit(
                        () -> checkSorted(SortedShuffleReader.ofRange(store, ids, scope, order, bounds, wanted))));
            }
            long records = 0;
            long keys = 0;
            long last = Long.MIN_VALUE;
            for (Future<long[]> future : read) {
                long[] partition = future.get();
                check(partition[1] >= last, "a partition begins before the end of the one before");
                last = partition[2];
                records += partition[0];
                keys += partition[3];
            }
            check(records == count, records + " records instead of " + count);
            long expected = 0;
            for (long i = 0; i < count; i++) {
                expected += HashPartitioner.mix(i);
            }
            check(keys == expected, "the sum of the keys is wrong");
        } finally {
            threads.shutdown();
        }
        return "sorted " + count + " records of " + sizeBytes / 1_000_000 + " MB";
    }

    private static String payload(long i) {
        String digits = Long.toString(i);
        return digits + "x".repeat(88 - digits.length());
    }

    /** Count, first key, last key and sum of keys of a partition. */
    private static long[] checkSorted(BatchReader reader) throws Exception {
        long count = 0;
        long first = 0;
        long last = Long.MIN_VALUE;
        long sum = 0;
        try (reader) {
            for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
                for (int i = 0; i < batch.size; i++) {
                    Pair<?, ?> pair = (Pair<?, ?>) batch.record(i);
                    long key = (Long) pair.key();
                    check(key >= last, key + " comes after " + last);
                    first = count == 0 ? key : first;
                    last = key;
                    sum += key;
                    count++;
                }
            }
        }
        return new long[] {count, first, last, sum};
    }

    /** One key has 30 % of the left rows, and 500 of the right rows; the others have one right row each. */
    private String join(long count) throws Exception {
        long hotRows = 500;
        long coldKeys = 5_000_000;
        LongFunction<Pair<?, ?>> left =
                i -> Pair.of(i % 10 < 3 ? -1L : Math.floorMod(HashPartitioner.mix(i), coldKeys), i);
        LongFunction<Pair<?, ?>> right = i -> Pair.of(i < hotRows ? -1L : i - hotRows, "right " + i);
        long hotLeft = count / 10 * 3;
        long expected = hotLeft * hotRows + (count - hotLeft);
        JoinShape shape = new JoinShape() {
            @Override
            public Object both(Object key, Object l, Object r) {
                return key;
            }

            @Override
            public Object leftOnly(Object key, Object l) {
                throw new IllegalStateException("every left row has a partner; got " + key);
            }

            @Override
            public Object rightOnly(Object key, Object r) {
                throw new IllegalStateException("not asked for");
            }
        };
        StringBuilder result = new StringBuilder();
        for (String strategy : List.of("sort-merge", "hash")) {
            BatchReader leftRows = generated(0, count, left);
            BatchReader rightRows = generated(0, hotRows + coldKeys, right);
            BatchReader join = strategy.equals("hash")
                    ? HashJoin.open(scope, JoinType.LEFT_OUTER, shape, HashJoin.Build.RIGHT, leftRows, rightRows)
                    : SortMergeJoin.open(scope, JoinType.LEFT_OUTER, shape, leftRows, rightRows);
            long records = 0;
            long start = System.nanoTime();
            try (join) {
                for (Batch batch = join.next(); batch != null; batch = join.next()) {
                    records += batch.size;
                }
                check(records == expected, records + " records instead of " + expected);
                boolean fellBack = join instanceof HashJoin hash && hash.fellBack();
                result.append(strategy)
                        .append(fellBack ? " (fell back)" : "")
                        .append(" join of ")
                        .append(count)
                        .append(" rows gave ")
                        .append(records)
                        .append(" pairs in ")
                        .append((System.nanoTime() - start) / 1_000_000_000)
                        .append(" s; ");
            }
        }
        return result.toString();
    }

    /** One key has a tenth of the values; all values are looked at. */
    private String group(long count) throws Exception {
        long keys = count / 4;
        BatchReader input =
                generated(0, count, i -> Pair.of(i % 10 == 0 ? -1L : Math.floorMod(HashPartitioner.mix(i), keys), i));
        long[] sum = {0, 0, 0};
        try (CoGroup groups = CoGroup.open(scope, List.of(input), (key, values) -> {
            GroupedValues group = values[0];
            long size = 0;
            for (Object value : group) {
                sum[0] += (Long) value;
                size++;
            }
            check(size == group.count(), "a group of " + group.count() + " gives " + size + " values");
            sum[1] += size;
            sum[2] = Math.max(sum[2], size);
            return key;
        })) {
            while (groups.next() != null) {
                // the groups are looked at where they are made
            }
        }
        check(sum[1] == count, sum[1] + " values instead of " + count);
        check(sum[0] == count * (count - 1) / 2, "the sum of the values is wrong");
        return "grouped " + count + " values, the largest group has " + sum[2];
    }

    /** As many keys as values. */
    private String distinct(long count) throws Exception {
        BatchReader input = generated(0, count, i -> Pair.of(HashPartitioner.mix(i), i));
        long[] sum = {0};
        long groupCount = 0;
        try (CoGroup groups = CoGroup.open(scope, List.of(input), (key, values) -> {
            check(values[0].size() == 1, "a key has " + values[0].size() + " values");
            long value = (Long) values[0].iterator().next();
            check(HashPartitioner.mix(value) == (Long) key, value + " is in the group of " + key);
            sum[0] += value;
            return key;
        })) {
            for (Batch batch = groups.next(); batch != null; batch = groups.next()) {
                groupCount += batch.size;
            }
        }
        check(groupCount == count, groupCount + " groups instead of " + count);
        check(sum[0] == count * (count - 1) / 2, "the sum of the values is wrong");
        return "grouped " + count + " different keys";
    }

    /** All values have one key, and are looked at twice. */
    private String hot(long count) throws Exception {
        BatchReader input = generated(0, count, i -> Pair.of("hot", payload(i)));
        long bytes = 0;
        try (CoGroup groups = CoGroup.open(scope, List.of(input), (key, values) -> values[0])) {
            GroupedValues values = (GroupedValues) groups.next().record(0);
            check(values.count() == count, values.count() + " values instead of " + count);
            for (int time = 0; time < 2; time++) {
                long expected = 0;
                for (Object value : values) {
                    String text = (String) value;
                    check(Long.parseLong(text.substring(0, text.indexOf('x'))) == expected, "not in order: " + text);
                    expected++;
                    bytes += text.length();
                }
                check(expected == count, expected + " values instead of " + count);
            }
            check(groups.next() == null, "there is a second group");
        }
        return "read a group of " + bytes / 2_000_000 + " MB twice";
    }
}
