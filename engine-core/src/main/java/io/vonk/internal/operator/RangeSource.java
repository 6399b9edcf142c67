package io.vonk.internal.operator;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.plan.BatchSource;
import io.vonk.io.RecordReader;
import io.vonk.io.Source;
import io.vonk.io.Split;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers at equal distances, as primitives. */
public final class RangeSource implements Source<Long>, BatchSource {
    private final long start;
    private final long step;
    private final long count;
    private final int partitionCount;

    /** The numbers {@code start}, {@code start + step} and so on that lie before {@code end}. */
    public RangeSource(long start, long end, long step, int partitionCount) {
        if (step == 0) {
            throw new IllegalArgumentException("the step of a range must not be 0");
        }
        if (partitionCount < 1) {
            throw new IllegalArgumentException("a range needs at least 1 partition; got: " + partitionCount);
        }
        BigInteger distance = BigInteger.valueOf(end).subtract(BigInteger.valueOf(start));
        BigInteger width = BigInteger.valueOf(step);
        BigInteger numbers = distance.signum() != width.signum()
                ? BigInteger.ZERO
                : distance.abs().add(width.abs()).subtract(BigInteger.ONE).divide(width.abs());
        if (numbers.bitLength() > 63) {
            throw new IllegalArgumentException("a range must have fewer than 2^63 numbers; got: " + numbers);
        }
        this.start = start;
        this.step = step;
        this.count = numbers.longValue();
        this.partitionCount = partitionCount;
    }

    @Override
    public List<Split> splits(int minSplits) {
        List<Split> splits = new ArrayList<>();
        long share = count / partitionCount;
        long rest = count % partitionCount;
        long next = 0;
        for (int i = 0; i < partitionCount; i++) {
            long size = share + (i < rest ? 1 : 0);
            splits.add(new Numbers(start + next * step, size));
            next += size;
        }
        return splits;
    }

    @Override
    public BatchReader openBatches(Split split) {
        Numbers numbers = (Numbers) split;
        return new Reader(numbers.first(), step, numbers.count());
    }

    @Override
    public RecordReader<Long> open(Split split) {
        throw new IllegalStateException("the engine reads ranges in batches");
    }

    @Override
    public String describe() {
        return "range of " + count + " numbers";
    }

    private record Numbers(long first, long count) implements Split {
        @Override
        public String describe() {
            return count + " numbers from " + first;
        }
    }

    private static final class Reader implements BatchReader {
        private final Batch.Longs batch = new Batch.Longs();
        private final long step;
        /** How far each record of a batch is from the first: a sum for each, other than one after the other, is vectorized. */
        private final long[] distances;

        private long next;
        private long left;

        Reader(long first, long step, long count) {
            this.next = first;
            this.step = step;
            this.left = count;
            this.distances = new long[(int) Math.min(count, Batch.CAPACITY)];
            for (int i = 0; i < distances.length; i++) {
                distances[i] = i * step;
            }
        }

        @Override
        public @Nullable Batch next() {
            int size = (int) Math.min(left, Batch.CAPACITY);
            long first = next;
            long[] records = batch.records;
            for (int i = 0; i < size; i++) {
                records[i] = first + distances[i];
            }
            next += size * step;
            left -= size;
            batch.size = size;
            return size == 0 ? null : batch;
        }

        @Override
        public void close() {
            left = 0;
        }
    }
}
