package io.vonk.internal.operator;

import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.IteratorReader;
import io.vonk.internal.plan.BatchSource;
import io.vonk.internal.serial.EncodedRecords;
import io.vonk.io.RecordReader;
import io.vonk.io.Source;
import io.vonk.io.Split;
import java.util.ArrayList;
import java.util.List;

/** Records that the driver has in memory. The list is not copied, so it must not change any more. */
public final class CollectionSource<T> implements Source<T>, BatchSource {
    private final transient List<? extends T> records;
    private final int partitionCount;

    /** A source of {@code partitionCount} splits, some of them empty if there are fewer records. */
    public CollectionSource(List<? extends T> records, int partitionCount) {
        if (partitionCount < 0 || partitionCount == 0 && !records.isEmpty()) {
            throw new IllegalArgumentException("parallelize needs at least 1 partition; got: " + partitionCount);
        }
        this.records = records;
        this.partitionCount = partitionCount;
    }

    @Override
    public List<Split> splits(int minSplits) {
        List<Split> splits = new ArrayList<>();
        for (int i = 0; i < partitionCount; i++) {
            int from = (int) ((long) records.size() * i / partitionCount);
            int to = (int) ((long) records.size() * (i + 1) / partitionCount);
            splits.add(new Slice(i, new ArrayList<>(records.subList(from, to))));
        }
        return splits;
    }

    @Override
    public BatchReader openBatches(Split split) {
        if (split instanceof EncodedSlice encoded) {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return new IteratorReader(encoded.records().decode(loader).iterator());
        }
        return new IteratorReader(((Slice) split).records().iterator());
    }

    @Override
    public RecordReader<T> open(Split split) {
        throw new IllegalStateException("the engine reads collections in batches");
    }

    @Override
    public String describe() {
        return "collection in memory";
    }

    private static String describeSlice(int number) {
        return "slice " + number + " of a collection in memory";
    }

    private record Slice(int number, ArrayList<?> records) implements Split {
        @Override
        public String describe() {
            return describeSlice(number);
        }

        /** Records need not be serializable by Java. */
        private Object writeReplace() {
            EncodedRecords.Builder encoded = EncodedRecords.Builder.toBeSent();
            records.forEach(encoded::add);
            return new EncodedSlice(number, encoded.build());
        }
    }

    /** A slice in another process. */
    private record EncodedSlice(int number, EncodedRecords records) implements Split {
        @Override
        public String describe() {
            return describeSlice(number);
        }
    }
}
