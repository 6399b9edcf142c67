package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/** Jobs over records of several fields. */
final class OrderJobs {
    private static final int PARTITIONS = Sizes.PARTITIONS;

    private OrderJobs() {}

    static Answer join(JavaSparkContext spark, Sizes sizes) {
        JavaPairRDD<String, Order> orders =
                Generated.orders(spark, sizes).mapToPair(order -> new Tuple2<>(order.customer(), order));
        JavaPairRDD<String, String> customers = Generated.pairs(
                spark, sizes.keys(), PARTITIONS, key -> new Tuple2<>(Workload.customer(key), Workload.city(key)));
        return Answers.of(orders.join(customers, PARTITIONS), row -> Digest.of(row._2._2, row._2._1.id()));
    }

    static Answer sort(JavaSparkContext spark, Sizes sizes) {
        // The order is all of the key, so that it is shuffled once.
        Answers.RecordOrder<Order> byCustomer = (one, other) -> {
            int customers = one.customer().compareTo(other.customer());
            return customers != 0 ? customers : Long.compare(one.id(), other.id());
        };
        JavaPairRDD<Order, Boolean> sorted = Generated.orders(spark, sizes)
                .mapToPair(order -> new Tuple2<>(order, true))
                .sortByKey(byCustomer, true, PARTITIONS);
        return Answers.ofSorted(sorted.keys(), byCustomer, order -> Digest.of(order.customer(), order.id()));
    }

    static Answer secondarySort(JavaSparkContext spark, Sizes sizes) {
        long keys = sizes.keys();
        long pairs = sizes.pairs();
        Answers.RecordOrder<Tuple2<Long, Long>> byKeyAndMoment = (one, other) -> {
            int compared = Long.compare(one._1, other._1);
            return compared != 0 ? compared : Long.compare(one._2, other._2);
        };
        JavaPairRDD<Tuple2<Long, Long>, Long> sorted = Generated.pairs(
                        spark,
                        pairs,
                        PARTITIONS,
                        i -> new Tuple2<>(new Tuple2<>(Workload.key(i, keys), Workload.moment(i, pairs)), i))
                .repartitionAndSortWithinPartitions(new ByKeyAlone(PARTITIONS), byKeyAndMoment);
        return Answers.ofSortedPartitions(
                sorted,
                (one, other) -> byKeyAndMoment.compare(one._1, other._1),
                row -> Digest.of(row._1._1, row._1._2, row._2));
    }

    static Answer skewedJoin(JavaSparkContext spark, Sizes sizes) {
        long keys = sizes.keys();
        JavaPairRDD<Long, Order> orders = Generated.pairs(spark, sizes.pairs(), PARTITIONS, i -> {
            long key = Workload.skewedKey(i, keys);
            return new Tuple2<>(key, Order.of(i, key));
        });
        JavaPairRDD<Long, String> cities =
                Generated.pairs(spark, keys, PARTITIONS, key -> new Tuple2<>(key, Workload.city(key)));
        return Answers.of(orders.join(cities, PARTITIONS), row -> Digest.of(row._2._2, row._2._1.id()));
    }

    /** Places a pair of key and moment by the key. */
    private static final class ByKeyAlone extends Partitioner {
        private final int partitions;

        ByKeyAlone(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            return Math.floorMod(((Tuple2<?, ?>) key)._1.hashCode(), partitions);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByKeyAlone that && partitions == that.partitions;
        }

        @Override
        public int hashCode() {
            return partitions;
        }
    }
}
