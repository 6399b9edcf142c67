package io.vonk.internal.aggregate;

import io.vonk.function.HashPartitioner;
import io.vonk.function.Partitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.shuffle.EncodedBlock;
import io.vonk.internal.shuffle.MapOutput;
import io.vonk.internal.shuffle.ShuffleReader;
import io.vonk.internal.shuffle.ShuffleWriter;
import org.jspecify.annotations.Nullable;

/**
 * The reduce side of an aggregation: reads everything into a table and hands out its entries, one record per key.
 *
 * <p>When the lease is refused, the entries are written to disk, spread over {@value #FAN_OUT} parts by other bits of the
 * hash than those that placed the keys, and the table starts anew. In the end each part is aggregated by itself in the same
 * way, so that a partition of any size is aggregated within 8 pages, as long as each single combination fits in memory.
 *
 * <p>Keys come in the order in which they first came in the input; or, if memory was short, part by part. So the order is
 * the same for the same input and memory, and never depends on identity hash codes.
 */
public final class AggregatingReader implements BatchReader {
    /** How many parts a table is spilled to. */
    static final int FAN_OUT = 64;

    /** By then 48 bits of the hash have been used up; what is left has equal hashes and is kept in memory. */
    private static final int MAX_LEVEL = 8;

    /** What the records of the input hold. */
    public enum Input {
        /** Values, as they come when nothing was combined before. */
        VALUES,
        /** Combinations, as a {@link CombiningWriter} writes them. */
        COMBINATIONS
    }

    private final BatchReader input;
    private final Aggregation aggregation;
    private final OperatorScope scope;
    private final int level;
    private final Lease lease;
    private final GroupTable table;
    private final Batch.Objects batch = new Batch.Objects();

    private boolean consumed;
    private int nextEntry;
    private @Nullable ShuffleWriter spill;
    private @Nullable MapOutput spilled;
    private int nextPart;
    private @Nullable AggregatingReader part;

    /** A reader that reads {@code input} at the first call of {@link #next} and closes it. */
    public AggregatingReader(BatchReader input, Input kind, Aggregation aggregation, OperatorScope scope) {
        this(input, kind, aggregation, scope, 0);
    }

    private AggregatingReader(BatchReader input, Input kind, Aggregation aggregation, OperatorScope scope, int level) {
        this.input = input;
        this.aggregation = aggregation;
        this.scope = scope;
        this.level = level;
        this.lease = scope.lease("aggregation");
        this.table = new GroupTable(aggregation, kind == Input.COMBINATIONS, lease, KeyTable.MAX_CAPACITY);
    }

    @Override
    public @Nullable Batch next() throws Exception {
        if (!consumed) {
            consumed = true;
            consume();
        }
        if (spilled != null) {
            return nextOfParts(spilled);
        }
        int count = Math.min(Batch.CAPACITY, table.size() - nextEntry);
        if (count == 0) {
            return null;
        }
        table.results(nextEntry, count, batch.records);
        nextEntry += count;
        batch.size = count;
        return batch;
    }

    private void consume() throws Exception {
        if (input instanceof ShuffleReader encoded) {
            consumeBlocks(encoded);
        } else {
            for (Batch read = input.next(); read != null; read = input.next()) {
                makeRoom(read.size);
                table.add(read.objects().records, read.size);
            }
        }
        input.close();
        ShuffleWriter writer = spill;
        if (writer != null) {
            spill();
            lease.releaseAll();
            spilled = writer.finish();
            writer.close();
            spill = null;
        }
    }

    /** Records as they were written are not made objects again, as far as the table can do without. */
    private void consumeBlocks(ShuffleReader reader) throws Exception {
        RecordInput in = new RecordInput(new byte[0], 0, 0);
        for (EncodedBlock block = reader.nextBlock(); block != null; block = reader.nextBlock()) {
            in.reset(block.bytes(), block.offset(), block.length());
            for (int left = block.recordCount(); left > 0; left -= Batch.CAPACITY) {
                int count = Math.min(left, Batch.CAPACITY);
                makeRoom(count);
                table.addEncoded(block.codec(), in, count);
            }
        }
    }

    private void makeRoom(int count) throws Exception {
        scope.checkCancelled();
        boolean forced = level >= MAX_LEVEL;
        if (!forced && (lease.pressed() && table.size() > 0 || !table.makeRoom(count, false))) {
            spill();
            table.makeRoom(count, true);
        } else if (forced) {
            table.makeRoom(count, true);
        }
    }

    private void spill() throws Exception {
        ShuffleWriter writer = spill;
        if (writer == null) {
            writer = new ShuffleWriter(scope, new Parts(FAN_OUT));
            spill = writer;
        }
        int size = table.size();
        for (int number = 0; number < size; number++) {
            writer.add(part(table.hash(number), level), table.result(number));
        }
        writer.spill();
        table.clear(true);
    }

    /** The part of a hash: other bits at each level, and others than place keys in partitions. */
    static int part(long hash, int level) {
        return (int) (HashPartitioner.mix(hash + 0x9e3779b97f4a7c15L * (level + 1)) >>> 58);
    }

    private @Nullable Batch nextOfParts(MapOutput output) throws Exception {
        while (true) {
            AggregatingReader reading = part;
            if (reading == null) {
                if (nextPart == FAN_OUT) {
                    return null;
                }
                reading = new AggregatingReader(
                        ShuffleReader.of(output, nextPart++, scope), Input.COMBINATIONS, aggregation, scope, level + 1);
                part = reading;
            }
            Batch next = reading.next();
            if (next != null) {
                return next;
            }
            part = null;
            reading.close();
        }
    }

    @Override
    public void close() throws Exception {
        try (BatchReader closing = input;
                ShuffleWriter writing = spill;
                MapOutput output = spilled;
                AggregatingReader reading = part) {
            lease.close();
        } finally {
            nextPart = FAN_OUT;
            nextEntry = table.size();
            part = null;
        }
    }

    /** Says how many parts there are; who writes to them knows which one is meant. */
    private record Parts(int partitionCount) implements Partitioner {
        @Override
        public int partition(@Nullable Object key) {
            throw new UnsupportedOperationException("parts are chosen by level");
        }
    }
}
