package io.vonk.bench.java;

import io.vonk.bench.job.Answer;
import io.vonk.bench.job.Digest;
import io.vonk.bench.job.PreparedJob;
import io.vonk.bench.job.Sizes;
import io.vonk.bench.job.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Lists of orders by partition in each thread; then a thread sorts all orders of a partition. */
record SecondarySort(Workers workers, Sizes sizes) implements PreparedJob {
    private static final Comparator<Placed> ORDER =
            Comparator.comparingLong(Placed::key).thenComparingLong(Placed::moment);

    private record Placed(long key, long moment, Order order) {}

    @Override
    public Answer run() throws Exception {
        List<List<List<Placed>>> outputs = workers.ranges(sizes.pairs(), (from, to) -> {
            List<List<Placed>> partitions = Stream.generate(() -> (List<Placed>) new ArrayList<Placed>())
                    .limit(Sizes.PARTITIONS)
                    .toList();
            for (long i = from; i < to; i++) {
                long key = Workload.key(i, sizes.keys());
                partitions
                        .get(Math.floorMod(Long.hashCode(key), Sizes.PARTITIONS))
                        .add(new Placed(key, Workload.moment(i, sizes.pairs()), Order.generated(i, sizes.keys())));
            }
            return partitions;
        });
        return Tally.total(workers.items(Sizes.PARTITIONS, Tally::new, (partition, tally) -> {
            List<Placed> orders = new ArrayList<>();
            outputs.forEach(output -> orders.addAll(output.get(partition)));
            orders.sort(ORDER);
            Placed previous = null;
            for (Placed placed : orders) {
                if (previous != null && ORDER.compare(previous, placed) > 0) {
                    throw new IllegalStateException("the records are not sorted at " + placed);
                }
                tally.add(Digest.of(placed.key, placed.moment, placed.order.id()));
                previous = placed;
            }
        }));
    }
}
