package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/** A sorted list of orders for each thread, merged. */
record RecordSort(Workers workers, Sizes sizes) implements PreparedJob {

    @Override
    public Answer run() throws Exception {
        Comparator<Order> order = Comparator.comparing(Order::customer).thenComparingLong(Order::id);
        List<List<Order>> sorted = workers.ranges(sizes.pairs(), (from, to) -> {
            List<Order> orders = new ArrayList<>();
            for (long i = from; i < to; i++) {
                orders.add(Order.generated(i, sizes.keys()));
            }
            orders.sort(order);
            return orders;
        });
        Tally tally = new Tally();
        for (Iterator<Order> orders = Merge.sorted(sorted, order); orders.hasNext(); ) {
            Order next = orders.next();
            tally.add(Digest.of(next.customer(), next.id()));
        }
        return tally.answer();
    }
}
