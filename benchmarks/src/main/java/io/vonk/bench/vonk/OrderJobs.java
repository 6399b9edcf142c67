package io.vonk.bench.vonk;

import io.vonk.api.PairRdd;
import io.vonk.api.Rdd;
import io.vonk.api.VonkSession;
import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.Job;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import io.vonk.data.Pair;

/** Jobs over records of several fields. */
final class OrderJobs {
    private final VonkSession vonk;
    private final Sizes sizes;

    OrderJobs(VonkSession vonk, Sizes sizes) {
        this.vonk = vonk;
        this.sizes = sizes;
    }

    /** What a customer ordered. */
    record Order(String customer, long id, int item, int quantity, double price) {
        static Order of(long i, long keys) {
            return of(Workload.customer(Workload.key(i, keys)), i);
        }

        static Order of(String customer, long i) {
            return new Order(customer, i, Workload.item(i), Workload.quantity(i), Workload.price(i));
        }
    }

    /** Who ordered. */
    record Customer(String name, String city) {}

    /** What orders are sorted by. */
    record CustomerOrder(String customer, long id) implements Comparable<CustomerOrder> {
        @Override
        public int compareTo(CustomerOrder other) {
            int byCustomer = customer.compareTo(other.customer);
            return byCustomer != 0 ? byCustomer : Long.compare(id, other.id);
        }
    }

    PreparedJob prepare(Job job) {
        return switch (job) {
            case RECORD_JOIN -> this::recordJoin;
            case RECORD_SORT -> this::recordSort;
            case SKEWED_JOIN -> this::skewedJoin;
            default -> throw new IllegalArgumentException(job.id());
        };
    }

    private Rdd<Order> orders() {
        long keys = sizes.keys();
        return vonk.range(0, sizes.pairs(), 1, Sizes.PARTITIONS).boxed().map(i -> Order.of(i, keys));
    }

    private Answer recordJoin() {
        PairRdd<String, Customer> customers = vonk.range(0, sizes.keys(), 1, Sizes.PARTITIONS)
                .boxed()
                .map(key -> new Customer(Workload.customer(key), Workload.city(key)))
                .keyBy(Customer::name);
        return Answers.of(
                orders().keyBy(Order::customer).join(customers),
                joined -> Digest.of(
                        joined.value().value().city(), joined.value().key().id()));
    }

    private Answer recordSort() {
        Rdd<Order> sorted =
                orders().sortBy(order -> new CustomerOrder(order.customer(), order.id()), true, Sizes.PARTITIONS);
        return Answers.ofSorted(
                sorted,
                (left, right) -> {
                    int byCustomer = left.customer().compareTo(right.customer());
                    return byCustomer != 0 ? byCustomer : Long.compare(left.id(), right.id());
                },
                order -> Digest.of(order.customer(), order.id()));
    }

    private Answer skewedJoin() {
        long keys = sizes.keys();
        PairRdd<Long, Order> orders = vonk.range(0, sizes.pairs(), 1, Sizes.PARTITIONS)
                .boxed()
                .mapToPair(i -> {
                    long key = Workload.skewedKey(i, keys);
                    return Pair.of(key, Order.of(Workload.customer(key), i));
                });
        PairRdd<Long, String> cities =
                vonk.range(0, keys, 1, Sizes.PARTITIONS).boxed().mapToPair(key -> Pair.of(key, Workload.city(key)));
        return Answers.of(
                orders.join(cities),
                joined -> Digest.of(joined.value().value(), joined.value().key().id()));
    }
}
