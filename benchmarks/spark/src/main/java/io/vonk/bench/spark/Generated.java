package io.vonk.bench.spark;

import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Datasets that are made record by record inside the tasks; each partition has an equal range of the numbers. */
final class Generated {

    private Generated() {}

    /** Record {@code i} of a dataset. */
    interface At<T> extends Serializable {
        T at(long i);
    }

    /** The pairs that most jobs work on. */
    static JavaPairRDD<Long, Long> pairs(JavaSparkContext spark, Sizes sizes, int partitions) {
        long keys = sizes.keys();
        return pairs(spark, sizes.pairs(), partitions, i -> new Tuple2<>(Workload.key(i, keys), i));
    }

    /** The small side of the joins. */
    static JavaPairRDD<Long, Long> smallSide(JavaSparkContext spark, Sizes sizes) {
        return pairs(spark, sizes.keys(), Sizes.PARTITIONS, key -> new Tuple2<>(key, Workload.joined(key)));
    }

    /** The orders, whose customers come from {@link Workload#key}. */
    static JavaRDD<Order> orders(JavaSparkContext spark, Sizes sizes) {
        long keys = sizes.keys();
        return records(spark, sizes.pairs(), Sizes.PARTITIONS, i -> Order.of(i, Workload.key(i, keys)));
    }

    static <T> JavaRDD<T> records(JavaSparkContext spark, long records, int partitions, At<T> at) {
        return partitions(spark, partitions).mapPartitions(numbers -> range(numbers, records, partitions, at));
    }

    static <K, V> JavaPairRDD<K, V> pairs(JavaSparkContext spark, long records, int partitions, At<Tuple2<K, V>> at) {
        return partitions(spark, partitions).mapPartitionsToPair(numbers -> range(numbers, records, partitions, at));
    }

    /** The numbers of the partitions, one in each. */
    static JavaRDD<Integer> partitions(JavaSparkContext spark, int partitions) {
        List<Integer> numbers = IntStream.range(0, partitions).boxed().collect(Collectors.toList());
        return spark.parallelize(numbers, partitions);
    }

    /** The first number of a partition; that of the partition after the last is their end. */
    static long start(long records, int partitions, int partition) {
        return records * partition / partitions;
    }

    private static <T> Iterator<T> range(Iterator<Integer> numbers, long records, int partitions, At<T> at) {
        int partition = numbers.next();
        return new Range<>(at, start(records, partitions, partition), start(records, partitions, partition + 1));
    }

    private static final class Range<T> implements Iterator<T> {
        private final At<T> at;
        private final long end;
        private long next;

        Range(At<T> at, long start, long end) {
            this.at = at;
            this.next = start;
            this.end = end;
        }

        @Override
        public boolean hasNext() {
            return next < end;
        }

        @Override
        public T next() {
            if (next >= end) {
                throw new NoSuchElementException();
            }
            return at.at(next++);
        }
    }
}
