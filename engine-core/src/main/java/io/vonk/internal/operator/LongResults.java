package io.vonk.internal.operator;

import io.vonk.function.SerLongBinaryOperator;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.plan.ResultFunction;
import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Actions on {@code long} values, in loops over primitives. */
public final class LongResults {
    private LongResults() {}

    /** All values of a partition. */
    public static ResultFunction<long[]> values() {
        return (scope, partition, input) -> {
            long[] all = new long[64];
            int size = 0;
            for (Batch.Longs batch = next(input); batch != null; batch = next(input)) {
                if (all.length - size < batch.size) {
                    all = Arrays.copyOf(all, Math.max(all.length * 2, size + batch.size));
                }
                System.arraycopy(batch.records, 0, all, size, batch.size);
                size += batch.size;
            }
            return Arrays.copyOf(all, size);
        };
    }

    /** The values of all partitions. */
    public static long[] joined(List<long[]> parts) {
        long[] all = new long[parts.stream().mapToInt(part -> part.length).sum()];
        int size = 0;
        for (long[] part : parts) {
            System.arraycopy(part, 0, all, size, part.length);
            size += part.length;
        }
        return all;
    }

    /** The sum of a partition. */
    public static ResultFunction<Long> sum() {
        return (scope, partition, input) -> {
            long sum = 0;
            for (Batch.Longs batch = next(input); batch != null; batch = next(input)) {
                long[] records = batch.records;
                int size = batch.size;
                for (int i = 0; i < size; i++) {
                    sum += records[i];
                }
            }
            return sum;
        };
    }

    /** A partition's values combined: an array of one, or of none if the partition is empty. */
    public static ResultFunction<long[]> reduce(SerLongBinaryOperator function) {
        return (scope, partition, input) -> {
            boolean any = false;
            long combined = 0;
            for (Batch.Longs batch = next(input); batch != null; batch = next(input)) {
                for (int i = 0; i < batch.size; i++) {
                    combined = any ? function.applyAsLong(combined, batch.records[i]) : batch.records[i];
                    any = true;
                }
            }
            return any ? new long[] {combined} : new long[0];
        };
    }

    /** The combination of what {@link #reduce} gave. */
    public static OptionalLong reduced(List<long[]> parts, SerLongBinaryOperator function) {
        boolean any = false;
        long combined = 0;
        for (long[] part : parts) {
            for (long value : part) {
                combined = any ? applied(function, combined, value) : value;
                any = true;
            }
        }
        return any ? OptionalLong.of(combined) : OptionalLong.empty();
    }

    /** Count, sum, smallest and largest of a partition. */
    public static ResultFunction<long[]> statistics() {
        return (scope, partition, input) -> {
            LongSummaryStatistics all = new LongSummaryStatistics();
            for (Batch.Longs batch = next(input); batch != null; batch = next(input)) {
                for (int i = 0; i < batch.size; i++) {
                    all.accept(batch.records[i]);
                }
            }
            return new long[] {all.getCount(), all.getSum(), all.getMin(), all.getMax()};
        };
    }

    /** Adds what {@link #statistics} gave. */
    public static void combine(LongSummaryStatistics all, long[] part) {
        if (part[0] > 0) {
            all.combine(new LongSummaryStatistics(part[0], part[2], part[3], part[1]));
        }
    }

    private static long applied(SerLongBinaryOperator function, long left, long right) {
        try {
            return function.applyAsLong(left, right);
        } catch (Exception e) {
            throw Results.inDriver(e);
        }
    }

    private static Batch.@Nullable Longs next(BatchReader input) throws Exception {
        Batch batch = input.next();
        return batch == null ? null : Batch.longs(batch);
    }
}
