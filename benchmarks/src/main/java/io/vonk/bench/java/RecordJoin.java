package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.HashMap;
import java.util.Map;

/** A map of the customers, in which the threads look up their orders. */
record RecordJoin(Workers workers, Sizes sizes) implements PreparedJob {

    private record Customer(String name, String city) {}

    @Override
    public Answer run() throws Exception {
        Map<String, Customer> customers = new HashMap<>();
        for (long key = 0; key < sizes.keys(); key++) {
            Customer customer = new Customer(Workload.customer(key), Workload.city(key));
            customers.put(customer.name(), customer);
        }
        return Tally.total(workers.ranges(sizes.pairs(), (from, to) -> {
            Tally tally = new Tally();
            for (long i = from; i < to; i++) {
                Order order = Order.generated(i, sizes.keys());
                Customer customer = customers.get(order.customer());
                if (customer != null) {
                    tally.add(Digest.of(customer.city(), order.id()));
                }
            }
            return tally;
        }));
    }
}
