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
@SuppressWarnings("NullAway") // records may be null
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

    /** A record that a queue takes, which may be null: the order decides what is to become of nulls. */
    private record Kept<T>(T record) {}

    private record First<T>(int count, SerComparator<? super T> order) implements ResultFunction<Encoded> {
        @Override
        @SuppressWarnings("unchecked")
        public Encoded apply(TaskScope scope, int partition, BatchReader input) throws Exception {
            // The head is the last of those kept: the one to drop when a better record comes.
            PriorityQueue<Kept<T>> kept =
                    new PriorityQueue<>((left, right) -> order.compare(right.record(), left.record()));
            for (Batch batch = input.next(); batch != null; batch = input.next()) {
                for (int i = 0; i < batch.size; i++) {
                    T record = (T) batch.record(i);
                    if (kept.size() < count) {
                        kept.add(new Kept<>(record));
                    } else if (order.compare(record, kept.element().record()) < 0) {
                        kept.poll();
                        kept.add(new Kept<>(record));
                    }
                }
            }
            List<T> sorted = new ArrayList<>(kept.size());
            kept.forEach(each -> sorted.add(each.record()));
            sorted.sort(order);
            return Results.encode(sorted);
        }
    }
}
