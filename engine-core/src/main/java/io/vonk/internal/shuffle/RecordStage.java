package io.vonk.internal.shuffle;

import io.vonk.internal.serial.RecordOutput;
import java.util.Arrays;

/**
 * Encoded records of one codec, one after the other, that have not been moved to their partitions yet.
 *
 * <p>Where there are many partitions, going from one to the other for each record would miss the cache each time, and a
 * buffer for each would cost more than the records. Used by one thread.
 */
final class RecordStage {
    private static final int MAX_BYTES = 120 * 1024;
    private static final int MAX_RECORDS = 8 * 1024;
    private static final int FIRST_RECORDS = 64;

    private final int partitionCount;
    private RecordOutput out = new RecordOutput(0);
    private int[] partitions = new int[0];
    private int[] ends = new int[0];
    private int count;

    RecordStage(int partitionCount) {
        this.partitionCount = partitionCount;
    }

    /** Where the next record is to be written. */
    RecordOutput out() {
        return out;
    }

    /** Counts the record that was written last. */
    void add(int partition) {
        if (count == partitions.length) {
            int newLength = Math.max(FIRST_RECORDS, 2 * count);
            partitions = Arrays.copyOf(partitions, newLength);
            ends = Arrays.copyOf(ends, newLength);
        }
        partitions[count] = partition;
        ends[count++] = out.position();
    }

    boolean isFull() {
        return count == MAX_RECORDS || out.position() >= MAX_BYTES;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The bytes of memory that this takes. */
    int capacity() {
        return out.array().length + 8 * partitions.length;
    }

    /**
     * The numbers of the records, ordered by partition, those of one partition as they came. From here on the stage is empty,
     * but bytes and places of the records stay until {@link #clear}.
     */
    int[] take() {
        int[] next = new int[partitionCount + 1];
        for (int i = 0; i < count; i++) {
            next[partitions[i] + 1]++;
        }
        for (int partition = 0; partition < partitionCount; partition++) {
            next[partition + 1] += next[partition];
        }
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[next[partitions[i]]++] = i;
        }
        count = 0;
        return order;
    }

    int partition(int record) {
        return partitions[record];
    }

    int start(int record) {
        return record == 0 ? 0 : ends[record - 1];
    }

    int length(int record) {
        return ends[record] - start(record);
    }

    /** Forgets the records that were taken; a large one leaves no large buffer behind. */
    void clear() {
        if (out.array().length > 2 * MAX_BYTES) {
            out = new RecordOutput(0);
        }
        out.position(0);
    }

    private int partitionsIn(int[] order) {
        int found = 0;
        int before = -1;
        for (int record : order) {
            int partition = partitions[record];
            found += partition != before ? 1 : 0;
            before = partition;
        }
        return found;
    }

    /** Takes all records and makes ranges of them, in one page; returns its bytes. */
    long pack(RangeList into, int codec) {
        byte[] page = new byte[out.position()];
        int[] order = take();
        into.startWith(partitionsIn(order));
        int position = 0;
        for (int from = 0; from < order.length; ) {
            int partition = partitions[order[from]];
            int rangeStart = position;
            int next = from;
            for (; next < order.length && partitions[order[next]] == partition; next++) {
                int record = order[next];
                RecordOutput.copy(out.array(), start(record), page, position, length(record));
                position += length(record);
            }
            into.addInMemory(partition, page, rangeStart, position - rangeStart, next - from, codec);
            from = next;
        }
        clear();
        return page.length;
    }
}
