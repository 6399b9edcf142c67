package io.vonk.bench.spark;

import io.vonk.bench.job.Answer;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDDLike;

/** Answers from results: a loop over every partition, then one small record of each to the driver. */
final class Answers {

    private Answers() {}

    /** The digest of one record. */
    interface RecordDigest<T> extends Serializable {
        long of(T record);
    }

    /** An order that tasks can be sent. */
    interface RecordOrder<T> extends Comparator<T>, Serializable {}

    /** The records and the sum of their digests. */
    static <T> Answer of(JavaRDDLike<T, ?> records, RecordDigest<T> digest) {
        List<long[]> partitions = records.mapPartitions(partition -> {
                    long count = 0;
                    long sum = 0;
                    while (partition.hasNext()) {
                        sum += digest.of(partition.next());
                        count++;
                    }
                    return one(new long[] {count, sum});
                })
                .collect();
        Answer answer = Answer.NONE;
        for (long[] partition : partitions) {
            answer = answer.plus(Answer.of(partition[0], partition[1]));
        }
        return answer;
    }

    /** As {@link #of}, of records that must be in order from the first of the first partition to the last of the last. */
    static <T> Answer ofSorted(JavaRDDLike<T, ?> records, RecordOrder<T> order, RecordDigest<T> digest) {
        Answer answer = Answer.NONE;
        T last = null;
        for (Run<T> run : runs(records, order, digest)) {
            if (run.count > 0) {
                if (last != null && order.compare(last, run.first) > 0) {
                    throw new IllegalStateException("a partition begins below the end of the one before");
                }
                last = run.last;
            }
            answer = answer.plus(Answer.of(run.count, run.digest));
        }
        return answer;
    }

    /** As {@link #of}, of records that must be in order within each partition. */
    static <T> Answer ofSortedPartitions(JavaRDDLike<T, ?> records, RecordOrder<T> order, RecordDigest<T> digest) {
        Answer answer = Answer.NONE;
        for (Run<T> run : runs(records, order, digest)) {
            answer = answer.plus(Answer.of(run.count, run.digest));
        }
        return answer;
    }

    static <T> Iterator<T> one(T record) {
        return List.of(record).iterator();
    }

    private static <T> List<Run<T>> runs(JavaRDDLike<T, ?> records, RecordOrder<T> order, RecordDigest<T> digest) {
        return records.mapPartitions(partition -> one(new Run<>(partition, order, digest)))
                .collect();
    }

    /** What the driver must know of a sorted partition. */
    private static final class Run<T> implements Serializable {
        private final long count;
        private final long digest;
        private final T first;
        private final T last;

        Run(Iterator<T> partition, RecordOrder<T> order, RecordDigest<T> digest) {
            long records = 0;
            long sum = 0;
            T head = null;
            T before = null;
            while (partition.hasNext()) {
                T record = partition.next();
                if (before == null) {
                    head = record;
                } else if (order.compare(before, record) > 0) {
                    throw new IllegalStateException(
                            "record " + records + " of a partition is smaller than the one before");
                }
                sum += digest.of(record);
                before = record;
                records++;
            }
            this.count = records;
            this.digest = sum;
            this.first = head;
            this.last = before;
        }
    }
}
