package io.vonk.internal.operator;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.plan.ResultFunction;
import io.vonk.runtime.Statistics;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Actions on {@code double} values, in loops over primitives. */
public final class DoubleResults {
    private DoubleResults() {}

    /** All values of a partition. */
    public static ResultFunction<double[]> values() {
        return (scope, partition, input) -> {
            double[] all = new double[64];
            int size = 0;
            for (Batch.Doubles batch = next(input); batch != null; batch = next(input)) {
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
    public static double[] joined(List<double[]> parts) {
        double[] all = new double[parts.stream().mapToInt(part -> part.length).sum()];
        int size = 0;
        for (double[] part : parts) {
            System.arraycopy(part, 0, all, size, part.length);
            size += part.length;
        }
        return all;
    }

    /** The statistics of a partition. */
    public static ResultFunction<Statistics> statistics() {
        return (scope, partition, input) -> {
            Statistics all = new Statistics();
            for (Batch.Doubles batch = next(input); batch != null; batch = next(input)) {
                for (int i = 0; i < batch.size; i++) {
                    all.add(batch.records[i]);
                }
            }
            return all;
        };
    }

    /** The bounds of equally wide buckets. */
    public static double[] bounds(Statistics all, int buckets) {
        double min = all.min();
        double max = all.max();
        if (all.count() == 0 || !Double.isFinite(min) || !Double.isFinite(max)) {
            throw new IllegalArgumentException(
                    "a histogram without given bounds needs values that are neither infinite nor NaN; got: " + all);
        }
        if (min == max) {
            return new double[] {min, min};
        }
        double[] bounds = new double[buckets + 1];
        for (int i = 0; i < buckets; i++) {
            bounds[i] = min + (max - min) * i / buckets;
        }
        bounds[buckets] = max;
        return bounds;
    }

    /** Throws unless {@code bounds} make at least one bucket. */
    public static void requireBounds(double[] bounds) {
        if (bounds.length < 2) {
            throw new IllegalArgumentException("a histogram needs at least 2 bounds; got: " + Arrays.toString(bounds));
        }
        for (int i = 1; i < bounds.length; i++) {
            if (!(bounds[i - 1] <= bounds[i])) {
                throw new IllegalArgumentException(
                        "the bounds of a histogram must ascend; got: " + Arrays.toString(bounds));
            }
        }
    }

    /** How many values of a partition fall into each bucket. */
    public static ResultFunction<long[]> histogram(double[] bounds) {
        return (scope, partition, input) -> {
            long[] counts = new long[bounds.length - 1];
            for (Batch.Doubles batch = next(input); batch != null; batch = next(input)) {
                for (int i = 0; i < batch.size; i++) {
                    int bucket = bucket(bounds, batch.records[i]);
                    if (bucket >= 0) {
                        counts[bucket]++;
                    }
                }
            }
            return counts;
        };
    }

    private static int bucket(double[] bounds, double value) {
        int last = bounds.length - 1;
        if (!(value >= bounds[0] && value <= bounds[last])) {
            return -1;
        }
        int found = Arrays.binarySearch(bounds, value);
        int bucket = found >= 0 ? found : -found - 2;
        return Math.min(bucket, last - 1);
    }

    private static Batch.@Nullable Doubles next(BatchReader input) throws Exception {
        Batch batch = input.next();
        return batch == null ? null : Batch.doubles(batch);
    }
}
