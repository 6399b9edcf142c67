package io.vonk.bench.vonk;

import io.vonk.api.Rdd;
import io.vonk.bench.job.Answer;
import io.vonk.function.SerComparator;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToLongFunction;

/** Consumes results record by record, one small answer per partition. */
final class Answers {

    /** The digest of one record. */
    interface RecordDigest<T> extends ToLongFunction<T>, Serializable {}

    /** What was seen of a sorted partition; the record type must be serializable. */
    record SortedPart<T>(List<T> ends, Answer answer) implements Serializable {}

    private Answers() {}

    /** Count and digest of all records. */
    static <T> Answer of(Rdd<T> records, RecordDigest<? super T> digest) {
        return records.mapPartitions(part -> List.of(consume(part, digest)).iterator())
                .reduce(Answer::plus);
    }

    private static <T> Answer consume(Iterator<T> part, RecordDigest<? super T> digest) {
        long count = 0;
        long sum = 0;
        while (part.hasNext()) {
            sum += digest.applyAsLong(part.next());
            count++;
        }
        return Answer.of(count, sum);
    }

    /** As {@link #of}, checking that no record is smaller than the one before it. */
    static <T> Answer ofSorted(Rdd<T> records, SerComparator<? super T> order, RecordDigest<? super T> digest) {
        List<SortedPart<T>> parts = records.mapPartitions(
                        part -> List.of(consumeSorted(part, order, digest)).iterator())
                .collect();
        Answer all = Answer.NONE;
        T last = null;
        for (SortedPart<T> part : parts) {
            if (!part.ends().isEmpty()) {
                if (last != null && order.compare(last, part.ends().get(0)) > 0) {
                    throw new IllegalStateException("partitions are out of order");
                }
                last = part.ends().get(1);
            }
            all = all.plus(part.answer());
        }
        return all;
    }

    /** The same for records that are in order within their partition only. */
    static <T> Answer ofSortedWithin(Rdd<T> records, SerComparator<? super T> order, RecordDigest<? super T> digest) {
        return records.mapPartitions(part ->
                        List.of(consumeSorted(part, order, digest).answer()).iterator())
                .reduce(Answer::plus);
    }

    private static <T> SortedPart<T> consumeSorted(
            Iterator<T> part, SerComparator<? super T> order, RecordDigest<? super T> digest) {
        if (!part.hasNext()) {
            return new SortedPart<>(List.of(), Answer.NONE);
        }
        T first = part.next();
        T last = first;
        long count = 1;
        long sum = digest.applyAsLong(first);
        while (part.hasNext()) {
            T next = part.next();
            if (order.compare(last, next) > 0) {
                throw new IllegalStateException("records are out of order");
            }
            sum += digest.applyAsLong(next);
            count++;
            last = next;
        }
        return new SortedPart<>(List.of(first, last), Answer.of(count, sum));
    }
}
