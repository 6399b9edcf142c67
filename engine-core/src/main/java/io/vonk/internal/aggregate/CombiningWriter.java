package io.vonk.internal.aggregate;

import io.vonk.function.HashPartitioner;
import io.vonk.function.Partitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.shuffle.MapOutput;
import io.vonk.internal.shuffle.MapOutputWriter;
import io.vonk.internal.shuffle.ShuffleWriter;
import org.jspecify.annotations.Nullable;

/**
 * The map side of an aggregation: combines what it can in a bounded table, and writes the combinations.
 *
 * <p>A full table is emptied into the shuffle writer, so that this side never holds more than the table. Where combining does
 * not pay because nearly every record has a new key, records pass through for a while before it is tried again. When to
 * do so is decided by counts of records only, so the output of equal inputs is equal; only if memory was too short for
 * the usual table it may differ, and then its digest is not to be compared.
 *
 * <p>Writes pairs of key and combination, or, for {@link Aggregation#distinct}, the records themselves, placed as keys.
 */
public final class CombiningWriter implements MapOutputWriter {
    private static final int MAX_ENTRIES = 1 << 18;

    /** How many records are looked at before it is decided whether combining pays. */
    private static final int PROBE_RECORDS = 100_000;

    /** How many records pass through before combining is tried again. */
    private static final int PASS_RECORDS = 4_000_000;

    /** Combining does not pay if more than this part of a full table's records had new keys ... */
    private static final double MAX_NEW_OF_FULL = 0.7;

    /** ... or more than this part of the second half of the probe, with a growing table. */
    private static final double MAX_NEW_OF_PROBE = 0.85;

    private final OperatorScope scope;
    private final Aggregation aggregation;
    private final @Nullable HashPartitioner hashPartitioner;
    private final ShuffleWriter writer;
    private final Lease lease;
    private final GroupTable table;

    private boolean probed;
    private int entriesAtHalf = -1;
    private long recordsToPass;

    /** A writer; it opens leases, so it must be closed. */
    public CombiningWriter(OperatorScope scope, Partitioner partitioner, Aggregation aggregation) {
        this.scope = scope;
        this.aggregation = aggregation;
        this.hashPartitioner = partitioner instanceof HashPartitioner hash ? hash : null;
        this.writer = new ShuffleWriter(scope, partitioner);
        this.lease = scope.lease("map-side combine");
        this.table = new GroupTable(aggregation, false, lease, MAX_ENTRIES);
    }

    @Override
    public void write(Batch batch) throws Exception {
        scope.checkCancelled();
        @Nullable Object[] records = batch.objects().records;
        int size = batch.size;
        if (recordsToPass > 0) {
            passThrough(records, size);
            return;
        }
        if (lease.pressed()) {
            // Others go short: what was decided by memory must not be compared.
            writer.contentNotComparable();
            flush(true);
        }
        if (!table.makeRoom(size, false)) {
            boolean full = table.size() + size > MAX_ENTRIES;
            if (!full) {
                writer.contentNotComparable();
            }
            decide((double) table.size() / table.records() > MAX_NEW_OF_FULL && table.records() >= PROBE_RECORDS);
            flush(!full);
            if (recordsToPass > 0) {
                passThrough(records, size);
                return;
            }
            table.makeRoom(size, true);
        }
        table.add(records, size);
        if (!probed) {
            probe();
        }
    }

    private void probe() {
        long records = table.records();
        if (entriesAtHalf < 0 && records >= PROBE_RECORDS / 2) {
            entriesAtHalf = table.size();
        }
        if (records >= PROBE_RECORDS) {
            probed = true;
            double added = (double) (table.size() - entriesAtHalf) / (PROBE_RECORDS / 2);
            decide(added > MAX_NEW_OF_PROBE);
        }
    }

    private void decide(boolean pass) {
        if (pass) {
            recordsToPass = PASS_RECORDS;
            probed = false;
            entriesAtHalf = -1;
        }
    }

    private void passThrough(@Nullable Object[] records, int size) throws Exception {
        if (table.size() > 0) {
            flush(true);
        }
        recordsToPass -= size;
        HashPartitioner hash = hashPartitioner;
        if (hash != null && aggregation.singleIsSame()) {
            writer.addAll(hash, records, size, aggregation.keyIsWhole());
            writer.endBatch();
            return;
        }
        for (int i = 0; i < size; i++) {
            Object record = records[i];
            Object key = aggregation.key(record);
            int partition = hash != null ? hash.partition(key) : writer.partition(key);
            writer.add(partition, aggregation.singleIsSame() ? record : aggregation.single(record));
        }
        writer.endBatch();
    }

    private void flush(boolean shrink) throws Exception {
        HashPartitioner hash = hashPartitioner;
        int size = table.size();
        boolean encoded = false;
        for (int number = 0; number < size; number++) {
            int partition =
                    hash != null ? hash.partitionOfHash(table.hash(number)) : writer.partition(table.key(number));
            if (encoded) {
                table.encode(number, writer.begin(partition));
                writer.end(partition);
            } else {
                // The writer chooses its codec by an object; if it is the table's, the others need not be made.
                writer.add(partition, table.result(number));
                RecordCodec codec = writer.codec();
                encoded = codec != null && table.writes(codec);
            }
        }
        table.clear(shrink);
        writer.endBatch();
    }

    @Override
    public MapOutput finish() throws Exception {
        flush(true);
        lease.close();
        return writer.finish();
    }

    @Override
    public void close() throws Exception {
        lease.close();
        writer.close();
    }
}
