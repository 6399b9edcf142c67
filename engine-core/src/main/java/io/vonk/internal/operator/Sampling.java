package io.vonk.internal.operator;

import io.vonk.data.Pair;
import io.vonk.function.HashPartitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.IteratorReader;
import io.vonk.internal.batch.RecordIterator;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.ResultFunction;
import io.vonk.internal.plan.TaskScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Random samples. All draws depend on a seed and the partition's number only, so a repeated task draws the same. */
public final class Sampling {
    private Sampling() {}

    /** Each record with a probability, or each as often as a Poisson draw says. */
    public static PartitionFunction fraction(boolean withReplacement, double fraction, long seed) {
        requireFraction(withReplacement, fraction);
        return withReplacement ? new Repeated(fraction, seed) : new Band(0, fraction, seed);
    }

    /** Disjoint bands that divide records in the proportion of {@code weights}. */
    public static List<Band> bands(double[] weights, long seed) {
        double sum = 0;
        for (double weight : weights) {
            if (!(weight >= 0)) {
                throw new IllegalArgumentException("weights must not be negative; got: " + weight);
            }
            sum += weight;
        }
        if (!(sum > 0)) {
            throw new IllegalArgumentException("at least one weight must be above 0");
        }
        List<Band> bands = new ArrayList<>();
        double lower = 0;
        for (int i = 0; i < weights.length; i++) {
            double upper = i == weights.length - 1 ? 1 : lower + weights[i] / sum;
            bands.add(new Band(lower, upper, seed));
            lower = upper;
        }
        return bands;
    }

    /** A share for each key. */
    public static <K> PartitionFunction byKey(boolean withReplacement, Map<K, Double> fractions, long seed) {
        fractions.values().forEach(fraction -> requireFraction(withReplacement, fraction));
        return new ByKey(withReplacement, new HashMap<>(fractions), seed);
    }

    private static void requireFraction(boolean withReplacement, double fraction) {
        if (!(fraction >= 0) || !withReplacement && fraction > 1) {
            throw new IllegalArgumentException(
                    "fraction must be " + (withReplacement ? "at least 0" : "from 0 to 1") + "; got: " + fraction);
        }
    }

    private static Random random(long seed, int partition) {
        return new Random(HashPartitioner.mix(seed ^ HashPartitioner.mix(partition + 1L)));
    }

    /** Poisson by multiplication of uniforms (Knuth), in steps so that large means do not underflow. */
    private static int poisson(Random random, double mean) {
        int count = 0;
        double left = mean;
        while (left > 0) {
            double step = Math.min(left, 500);
            double limit = Math.exp(-step);
            double product = random.nextDouble();
            while (product > limit) {
                count++;
                product *= random.nextDouble();
            }
            left -= step;
        }
        return count;
    }

    /**
     * The records whose draw falls between two bounds.
     *
     * @param lower the lower bound, included
     * @param upper the upper bound, excluded
     * @param seed what the draws depend on
     */
    public record Band(double lower, double upper, long seed) implements PartitionFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) {
            Random random = random(seed, partition);
            return new Kept(input) {
                @Override
                boolean keeps(@Nullable Object record) {
                    double draw = random.nextDouble();
                    return draw >= lower && draw < upper;
                }
            };
        }
    }

    private record Repeated(double mean, long seed) implements PartitionFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) {
            Random random = random(seed, partition);
            return repeating(input, record -> poisson(random, mean));
        }
    }

    private record ByKey(boolean withReplacement, HashMap<?, Double> fractions, long seed)
            implements PartitionFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) {
            Random random = random(seed, partition);
            return repeating(input, record -> {
                Double fraction = fractions.get(((Pair<?, ?>) record).key());
                if (fraction == null) {
                    return 0;
                }
                return withReplacement ? poisson(random, fraction) : random.nextDouble() < fraction ? 1 : 0;
            });
        }
    }

    /** How often a record is drawn. */
    @FunctionalInterface
    private interface Draw {
        int times(Object record);
    }

    private static BatchReader repeating(BatchReader input, Draw draw) {
        Iterator<Object> records = new RecordIterator<>(input);
        Iterator<Object> drawn = new Iterator<>() {
            private @Nullable Object record;
            private int left;

            @Override
            public boolean hasNext() {
                while (left == 0 && records.hasNext()) {
                    record = records.next();
                    left = draw.times(record);
                }
                return left > 0;
            }

            @Override
            @SuppressWarnings("NullAway") // records may be null
            public Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the sample has no more records");
                }
                left--;
                return record;
            }
        };
        return new IteratorReader(drawn, input);
    }

    private abstract static class Kept implements BatchReader {
        private final BatchReader input;
        private final Batch.Objects output = new Batch.Objects();

        Kept(BatchReader input) {
            this.input = input;
        }

        abstract boolean keeps(@Nullable Object record);

        @Override
        public @Nullable Batch next() throws Exception {
            for (Batch batch = input.next(); batch != null; batch = input.next()) {
                Batch.Objects into = batch.size <= output.records.length ? output : new Batch.Objects(batch.size);
                into.size = 0;
                for (int i = 0; i < batch.size; i++) {
                    Object record = batch.record(i);
                    if (keeps(record)) {
                        into.records[into.size++] = record;
                    }
                }
                if (into.size > 0) {
                    return into;
                }
            }
            return null;
        }

        @Override
        public void close() throws Exception {
            input.close();
        }
    }

    // ---- samples of an exact size ---------------------------------------------------------------------------------

    /**
     * Draws the places of a sample of exactly {@code count} records, or of all if there are fewer and none is drawn twice.
     *
     * @param counts how many records each partition has
     * @return for each partition the places of the drawn records, ascending
     */
    public static long[][] places(List<Long> counts, boolean withReplacement, int count, long seed) {
        if (count < 0) {
            throw new IllegalArgumentException("a sample cannot have fewer than 0 records; got: " + count);
        }
        long total = counts.stream().mapToLong(Long::longValue).sum();
        Random random = new Random(HashPartitioner.mix(seed));
        long[] drawn =
                total == 0 ? new long[0] : withReplacement ? any(total, count, random) : distinct(total, count, random);
        Arrays.sort(drawn);
        long[][] places = new long[counts.size()][];
        long start = 0;
        int next = 0;
        for (int partition = 0; partition < places.length; partition++) {
            long end = start + counts.get(partition);
            int first = next;
            while (next < drawn.length && drawn[next] < end) {
                next++;
            }
            places[partition] = new long[next - first];
            for (int i = first; i < next; i++) {
                places[partition][i - first] = drawn[i] - start;
            }
            start = end;
        }
        return places;
    }

    private static long[] any(long total, int count, Random random) {
        long[] drawn = new long[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = (long) (random.nextDouble() * total);
        }
        return drawn;
    }

    /** Different numbers below {@code total} (Robert Floyd's algorithm, in Bentley: "Programming Pearls", CACM 1987). */
    private static long[] distinct(long total, int count, Random random) {
        int size = (int) Math.min(total, count);
        Set<Long> drawn = new HashSet<>();
        for (long bound = total - size; bound < total; bound++) {
            long draw = (long) (random.nextDouble() * (bound + 1));
            if (!drawn.add(draw)) {
                drawn.add(bound);
            }
        }
        return drawn.stream().mapToLong(Long::longValue).toArray();
    }

    /** The records at the given places of each partition; one that is named twice comes twice. */
    public static ResultFunction<Results.Encoded> at(long[][] places) {
        return new AtPlaces(places);
    }

    private record AtPlaces(long[][] places) implements ResultFunction<Results.Encoded> {
        @Override
        public Results.Encoded apply(TaskScope scope, int partition, BatchReader input) throws Exception {
            long[] wanted = places[partition];
            List<Object> records = new ArrayList<>();
            RecordIterator<Object> all = new RecordIterator<>(input);
            for (long place = 0; records.size() < wanted.length && all.hasNext(); place++) {
                Object record = all.next();
                while (records.size() < wanted.length && wanted[records.size()] == place) {
                    records.add(record);
                }
            }
            return Results.encode(records);
        }
    }
}
