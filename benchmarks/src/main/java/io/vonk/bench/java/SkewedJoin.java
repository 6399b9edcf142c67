package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.Map;

/** A map of the cities, in which the threads look up their orders; how many orders a key has makes no difference. */
record SkewedJoin(Workers workers, Sizes sizes) implements PreparedJob {

    private record NumberedOrder(long customer, long id, int item, int quantity, double price) {
        static NumberedOrder generated(long i, long keys) {
            return new NumberedOrder(
                    Workload.skewedKey(i, keys), i, Workload.item(i), Workload.quantity(i), Workload.price(i));
        }
    }

    @Override
    public Answer run() throws Exception {
        Map<Long, String> cities = SmallSide.cities(sizes.keys());
        return Tally.total(workers.ranges(sizes.pairs(), (from, to) -> {
            Tally tally = new Tally();
            for (long i = from; i < to; i++) {
                NumberedOrder order = NumberedOrder.generated(i, sizes.keys());
                String city = cities.get(order.customer);
                if (city != null) {
                    tally.add(Digest.of(city, order.id));
                }
            }
            return tally;
        }));
    }
}
