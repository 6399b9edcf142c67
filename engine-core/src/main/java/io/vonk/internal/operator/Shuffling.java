package io.vonk.internal.operator;

import io.vonk.data.Pair;
import io.vonk.function.HashPartitioner;
import io.vonk.function.Partitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.plan.PartitionFunction;
import io.vonk.internal.plan.TaskScope;
import org.jspecify.annotations.Nullable;

/** Spreading records evenly: each gets the number of its new partition as its key. */
@SuppressWarnings("NullAway") // records, keys and values may be null
public final class Shuffling {
    private Shuffling() {}

    /**
     * Numbers records in turn, starting at a place that depends on the partition only, so that a repeated task sends every
     * record where it went before.
     *
     * @param partitionCount how many numbers there are
     */
    public record Numbering(int partitionCount) implements PartitionFunction {
        @Override
        public BatchReader open(TaskScope scope, int partition, BatchReader input) {
            int start = (int) Math.floorMod(HashPartitioner.mix(partition + 1L), (long) partitionCount);
            return new Mapped(input) {
                private int next = start;

                @Override
                protected Object map(@Nullable Object record) {
                    int number = next;
                    next = number + 1 == partitionCount ? 0 : number + 1;
                    return new Pair<>(number, record);
                }
            };
        }
    }

    /**
     * Places keys that are partition numbers.
     *
     * @param partitionCount how many there are
     */
    public record ByNumber(int partitionCount) implements Partitioner {
        @Override
        public int partition(@Nullable Object key) {
            return (Integer) key;
        }
    }

    /** A reader that maps each record, for functions with a state. */
    abstract static class Mapped implements BatchReader {
        private final BatchReader input;
        private final Batch.Objects output = new Batch.Objects();

        Mapped(BatchReader input) {
            this.input = input;
        }

        /** The record to hand on. */
        protected abstract @Nullable Object map(@Nullable Object record);

        @Override
        public @Nullable Batch next() throws Exception {
            Batch batch = input.next();
            if (batch == null) {
                return null;
            }
            Batch.Objects into = batch.size <= output.records.length ? output : new Batch.Objects(batch.size);
            for (int i = 0; i < batch.size; i++) {
                into.records[i] = map(batch.record(i));
            }
            into.size = batch.size;
            return into;
        }

        @Override
        public void close() throws Exception {
            input.close();
        }
    }
}
