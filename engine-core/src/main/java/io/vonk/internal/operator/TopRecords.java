package io.vonk.internal.operator;

import io.vonk.function.SerComparator;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.operator.Results.Encoded;
import io.vonk.internal.plan.ResultFunction;
import io.vonk.internal.plan.TaskScope;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The first records in some order, without sorting the rest. */
public final class TopRecords {
    private TopRecords() {}

    /** The first {@code count} of each partition. */
    public static <T> ResultFunction<Encoded> of(int count, SerComparator<? super T> order) {
        return new First<T>(count, order);
    }

    /** The first {@code count} of all. */
    public static <T> List<T> merge(List<Encoded> parts, int count, SerComparator<? super T> order) {
        List<T> all = new ArrayList<>(Results.<T>decodeAll(parts));
        all.sort(order);
        return new ArrayList<>(all.subList(0, Math.min(count, all.size())));
    }

    private record First<T>(int count, SerComparator<? super T> order) implements ResultFunction<Encoded> {
        @Override
        @SuppressWarnings("unchecked")
        public Encoded apply(TaskScope scope, int partition, BatchReader input) throws Exception {
            // The head is the last of those kept: the one to drop when a better record comes.
            PriorityQueue<T> kept = new PriorityQueue<>(order.reversed());
            for (Batch batch = input.next(); batch != null; batch = input.next()) {
                for (int i = 0; i < batch.size; i++) {
                    T record = (T) batch.record(i);
                    if (kept.size() < count) {
                        kept.add(record);
                    } else if (order.compare(record, kept.element()) < 0) {
                        kept.poll();
                        kept.add(record);
                    }
                }
            }
            List<T> sorted = new ArrayList<>(kept);
            sorted.sort(order);
            return Results.encode(sorted);
        }
    }
}
