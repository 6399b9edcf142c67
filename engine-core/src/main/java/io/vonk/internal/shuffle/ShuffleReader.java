package io.vonk.internal.shuffle;

import io.vonk.error.CorruptBlockException;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.batch.Sized;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one reduce partition of many map outputs, one output after the other in the order given, so that the records come
 * in the same order whenever and wherever they are read.
 *
 * <p>Records come decoded in batches ({@link #next}) or as encoded blocks ({@link #nextBlock}) for operators that work on
 * bytes; a batch takes what is left of the current block first. At most one block is held in memory. Blocks from disk
 * are checked before they are decoded; a map output that is missing or damaged throws {@link FetchFailedException}.
 */
public final class ShuffleReader implements BatchReader, Sized {
    private final List<OutputPortion> portions;
    private final int reducePartition;
    private final OperatorScope scope;
    private final Lease lease;
    private final Batch.Objects batch = new Batch.Objects();
    private final RecordInput input = new RecordInput(new byte[0], 0, 0);

    private int nextPortion;
    private @Nullable OutputPortion currentPortion;
    private @Nullable MapOutput current;
    private @Nullable BlockFileReader file;
    private int nextRange;
    private int endRange;
    private @Nullable EncodedBlock block;
    private int recordsLeft;

    /** A reader; it opens a lease, so it must be closed. */
    public ShuffleReader(MapOutputSource source, List<MapOutputId> outputs, int reducePartition, OperatorScope scope) {
        this(source.portions(outputs), reducePartition, scope);
    }

    private ShuffleReader(List<OutputPortion> portions, int reducePartition, OperatorScope scope) {
        this.portions = portions;
        this.reducePartition = reducePartition;
        this.scope = scope;
        this.lease = scope.lease("shuffle reader");
    }

    /**
     * A reader of one partition of an output that is in no store, such as what an operator has spilled; if it is damaged, a
     * {@link CorruptBlockException} is thrown. The output stays open.
     */
    public static ShuffleReader of(MapOutput output, int partition, OperatorScope scope) {
        ShuffleReader reader = new ShuffleReader(List.of(), partition, scope);
        reader.start(output);
        return reader;
    }

    @Override
    public long sizeBytes() {
        if (portions.isEmpty()) {
            MapOutput only = current;
            return only == null ? 0 : only.sizeBytes(reducePartition);
        }
        long bytes = 0;
        try {
            for (OutputPortion portion : portions) {
                long known = portion.sizeBytes(reducePartition);
                if (known < 0) {
                    return -1;
                }
                bytes += known;
            }
        } catch (FetchFailedException lost) {
            return -1; // whoever reads on learns which output is lost
        }
        return bytes;
    }

    /** The next block with at least one record, or null at the end. Not to be called between batches of one block. */
    public @Nullable EncodedBlock nextBlock() throws IOException {
        recordsLeft = 0;
        while (true) {
            MapOutput output = current;
            if (output == null) {
                if (nextPortion == portions.size()) {
                    return null;
                }
                output = open(portions.get(nextPortion++));
            }
            if (nextRange < endRange) {
                scope.checkCancelled();
                int range = nextRange++;
                EncodedBlock own = output.cut(read(output, range), range);
                if (own.recordCount() > 0) {
                    return own;
                }
                continue;
            }
            closeCurrent();
        }
    }

    private MapOutput open(OutputPortion portion) {
        MapOutput output = portion.open();
        if (reducePartition >= output.reducePartitionCount()) {
            throw new FetchFailedException(
                    portion.ids(),
                    "it has " + output.reducePartitionCount() + " reduce partitions, but partition " + reducePartition
                            + " is asked for",
                    null);
        }
        currentPortion = portion;
        start(output);
        return output;
    }

    private void start(MapOutput output) {
        current = output;
        nextRange = output.firstRange(reducePartition);
        endRange = output.endRange(reducePartition);
    }

    private EncodedBlock read(MapOutput output, int range) {
        Path path = output.file();
        if (path == null) {
            return output.inMemory(range);
        }
        try {
            BlockFileReader reader = file;
            if (reader == null) {
                reader = BlockFileReader.open(path, scope.classLoader());
                file = reader;
            }
            long missing = output.ranges().lengths[range] - lease.heldBytes();
            if (missing > 0) {
                // Without this block nothing goes on, so it is read even if the lease is refused.
                lease.tryReserve(missing);
            }
            return reader.read(output.ranges(), range);
        } catch (IOException failed) {
            String reason = String.valueOf(failed.getMessage());
            throw currentPortion == null
                    ? new CorruptBlockException("spilled records cannot be read: " + reason, failed)
                    : new FetchFailedException(currentPortion.ids(), reason, failed);
        }
    }

    @Override
    public @Nullable Batch next() throws IOException {
        int size = 0;
        while (size < Batch.CAPACITY) {
            if (recordsLeft == 0) {
                EncodedBlock next = nextBlock();
                block = next;
                if (next == null) {
                    break;
                }
                recordsLeft = next.recordCount();
                input.reset(next.bytes(), next.offset(), next.length());
            }
            EncodedBlock reading = block;
            if (reading == null) {
                break;
            }
            int count = Math.min(recordsLeft, Batch.CAPACITY - size);
            reading.codec().readAll(input, batch.records, size, count);
            size += count;
            recordsLeft -= count;
        }
        batch.size = size;
        return size == 0 ? null : batch;
    }

    private void closeCurrent() throws IOException {
        current = null;
        if (file != null) {
            file.close();
            file = null;
        }
        if (currentPortion != null) {
            currentPortion.release();
            currentPortion = null;
        }
    }

    @Override
    public void close() throws IOException {
        nextPortion = portions.size();
        recordsLeft = 0;
        block = null;
        lease.close();
        closeCurrent();
    }
}
