package io.vonk.internal.aggregate;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.serial.PairCodec;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import org.jspecify.annotations.Nullable;

/**
 * Keys with their combinations, within a lease: the heart of both sides of an aggregation.
 *
 * <p>Calls: {@link #makeRoom} for each batch; when it refuses, the owner takes everything out and calls {@link #clear};
 * then {@link #add}. The kinds of the tables follow the records: from the first of them, and more general as soon as one
 * does not fit. Entries are numbered from 0 to {@link #size()} in the order in which their keys first came. Used by one
 * thread.
 */
final class GroupTable {
    /** After how many further records, as a part of those so far, estimates are made anew. */
    private static final int ESTIMATE_EVERY = 4;

    private static final int FIRST_ESTIMATE = 1_024;

    /** After how many records it pays to look for faster accumulators, whose code may have to be made. */
    private static final int SPECIALISE_AFTER = 16_384;

    private final Aggregation aggregation;
    private final boolean pairs;
    private final boolean merging;
    private final Lease lease;
    private final int maxEntries;
    private int[] numbers = new int[Batch.CAPACITY];
    private final EncodedValues encodedValues = new EncodedValues();
    private final @Nullable Object[] decoded = new @Nullable Object[Batch.CAPACITY];

    private @Nullable KeyTable keys;
    private @Nullable Accumulators accumulators;
    private long records;
    private long nextEstimate = FIRST_ESTIMATE;
    private long estimatedBytes;
    private boolean overdrawn;
    private boolean specialised;

    /**
     * An empty table.
     *
     * @param merging whether records hold combinations, and not values
     * @param maxEntries room is refused beyond that many entries, whatever the lease says
     */
    GroupTable(Aggregation aggregation, boolean merging, Lease lease, int maxEntries) {
        this.aggregation = aggregation;
        this.pairs = aggregation instanceof Aggregation.Combining;
        this.merging = merging;
        this.lease = lease;
        this.maxEntries = maxEntries;
    }

    /** How many keys there are. */
    int size() {
        return keys == null ? 0 : keys.size;
    }

    /** How many records were added since the last {@link #clear}. */
    long records() {
        return records;
    }

    /**
     * Makes sure that {@code count} further keys can be added.
     *
     * @param forced whether to go beyond the lease if it is refused, because nothing else is left
     * @return false if there is no memory for them and the table should be emptied first
     */
    boolean makeRoom(int count, boolean forced) {
        KeyTable table = keys;
        Accumulators sums = accumulators;
        if (table == null || sums == null) {
            return true;
        }
        boolean empty = table.size == 0;
        if (overdrawn || records >= nextEstimate) {
            overdrawn = !payForContent(table, sums);
            if (overdrawn && !empty && !forced) {
                return false;
            }
        }
        int needed = table.size + count;
        if (needed <= table.capacity) {
            return true;
        }
        if (needed > maxEntries && !empty || needed > KeyTable.MAX_CAPACITY) {
            return false;
        }
        if (needed > sums.maxCapacity()) {
            sums = sums.generalised(table.capacity);
            accumulators = sums;
            nextEstimate = 0;
        }
        int capacity = Math.max(1_024, table.capacity);
        while (capacity < needed) {
            capacity *= 2;
        }
        long before = bytes(table, sums, table.capacity);
        long after = bytes(table, sums, capacity);
        if (!lease.tryReserve(after)) {
            if (!empty && !forced) {
                return false;
            }
            // An empty table must take one batch, and the last resort must not end.
            grow(table, sums, capacity);
            lease.tryReserve(Math.max(0, after - before));
            return true;
        }
        grow(table, sums, capacity);
        lease.release(Math.min(before, lease.heldBytes() - after));
        return true;
    }

    private static void grow(KeyTable table, Accumulators sums, int capacity) {
        table.grow(capacity);
        sums.resize(capacity);
    }

    private static long bytes(KeyTable table, Accumulators sums, int capacity) {
        return table.bytes(capacity) + sums.bytes(capacity);
    }

    /** Brings the lease up to what keys and combinations take beside their arrays; false if that is refused. */
    private boolean payForContent(KeyTable table, Accumulators sums) {
        nextEstimate = records + Math.max(FIRST_ESTIMATE, records / ESTIMATE_EVERY);
        long bytes = table.extraBytes() + sums.extraBytes();
        if (bytes > estimatedBytes) {
            if (!lease.tryReserve(bytes - estimatedBytes)) {
                return false;
            }
        } else {
            lease.release(estimatedBytes - bytes);
        }
        estimatedBytes = bytes;
        return true;
    }

    /** Adds the records {@code [0, count)}, for which room has been made. */
    void add(@Nullable Object[] batch, int count) throws Exception {
        if (count == 0) {
            return;
        }
        if (numbers.length < count) {
            numbers = new int[count];
        }
        KeyTable table = keys;
        if (table == null) {
            table = begin(batch[0], count);
        }
        int done = 0;
        while (done < count) {
            int end = table.number(batch, pairs, done, count, numbers);
            combine(batch, pairs, done, end);
            done = end;
            if (done < count) {
                table = generalise(table);
            }
        }
        added(count);
    }

    private void added(int count) {
        records += count;
        if (!specialised && records >= SPECIALISE_AFTER) {
            specialise();
        }
    }

    /** Once: goes on with faster accumulators, if there are any for what has come so far. */
    private void specialise() {
        specialised = true;
        Accumulators sums = accumulators;
        if (keys == null || sums == null) {
            return;
        }
        Accumulators faster = sums.specialised(keys.capacity);
        if (faster != sums) {
            lease.tryReserve(Math.max(0, faster.bytes(keys.capacity) - sums.bytes(keys.capacity)));
            accumulators = faster;
            nextEstimate = 0;
        }
    }

    private KeyTable begin(@Nullable Object first, int count) {
        KeyTable table = KeyTable.forKey(aggregation.key(first));
        Accumulators sums = aggregation.accumulators(first);
        keys = table;
        accumulators = sums;
        lease.tryReserve(bytes(table, sums, table.capacity));
        makeRoom(count, true);
        return table;
    }

    /**
     * Adds the next {@code count} records that {@code codec} has written, at most {@link Batch#CAPACITY}, for which room has
     * been made. They are decoded only where the table or the combinations are not of a kind that takes their bytes.
     */
    void addEncoded(RecordCodec codec, RecordInput in, int count) throws Exception {
        KeyTable table = keys;
        if (table == null) {
            int start = in.position();
            Object first = codec.read(in);
            in.position(start);
            table = begin(first, count);
        }
        RecordCodec keyCodec = pairs ? codec instanceof PairCodec pair ? pair.key() : null : codec;
        if (keyCodec == null || !table.takes(keyCodec)) {
            codec.readAll(in, decoded, 0, count);
            add(decoded, count);
            return;
        }
        RecordCodec valueCodec = codec instanceof PairCodec pair && pairs ? pair.value() : null;
        Accumulators sums = accumulators;
        boolean inBits = valueCodec != null && sums != null && sums.takes(valueCodec);
        encodedValues.expect(valueCodec, inBits);
        table.number(in, encodedValues, count, numbers);
        if (inBits && sums != null) {
            sums.add(encodedValues.bits, count, numbers);
        } else if (pairs) {
            combine(encodedValues.objects, false, 0, count);
        }
        added(count);
    }

    /** Whether the entries can be written as {@code codec} would write their records, by {@link #encode}. */
    boolean writes(RecordCodec codec) {
        KeyTable table = keys;
        Accumulators sums = accumulators;
        if (table == null || sums == null) {
            return false;
        }
        return pairs
                ? codec instanceof PairCodec pair && table.takes(pair.key()) && sums.takes(pair.value())
                : table.takes(codec);
    }

    /** Appends the record of an entry as a codec would for which {@link #writes} is true. */
    void encode(int number, RecordOutput out) {
        present().encode(number, out);
        if (pairs && accumulators != null) {
            out.putZigZag(accumulators.bits(number));
        }
    }

    private void combine(@Nullable Object[] batch, boolean inPairs, int from, int to) throws Exception {
        Accumulators sums = accumulators;
        int done = from;
        while (sums != null && done < to) {
            done = sums.add(batch, inPairs, merging, done, to, numbers);
            if (done < to || sums.isOutgrown()) {
                sums = sums.generalised(keys == null ? 0 : keys.capacity);
                accumulators = sums;
                nextEstimate = 0;
            }
        }
    }

    /** Moves the keys to a table that takes keys of all kinds; their numbers stay. */
    private KeyTable generalise(KeyTable table) {
        ObjectKeyTable general = new ObjectKeyTable();
        general.grow(table.capacity);
        for (int number = 0; number < table.size; number++) {
            general.number(table.key(number), table.hash(number));
        }
        lease.tryReserve(general.bytes(table.capacity) - table.bytes(table.capacity));
        keys = general;
        nextEstimate = 0;
        return general;
    }

    /** The hash of an entry's key. */
    long hash(int number) {
        return present().hash(number);
    }

    /** The key of an entry. */
    @Nullable
    Object key(int number) {
        return present().key(number);
    }

    /** The record of an entry. */
    @Nullable
    Object result(int number) {
        return aggregation.result(present().key(number), accumulators == null ? null : accumulators.value(number));
    }

    /** The records of {@code count} entries, at most {@link Batch#CAPACITY}. */
    void results(int from, int count, @Nullable Object[] into) {
        present().keys(from, count, into);
        if (accumulators != null) {
            accumulators.values(from, count, decoded);
        }
        for (int i = 0; i < count; i++) {
            into[i] = aggregation.result(into[i], decoded[i]);
        }
    }

    private KeyTable present() {
        if (keys == null) {
            throw new IllegalStateException("the table is empty");
        }
        return keys;
    }

    /** Forgets all entries; gives back what they took and, if {@code shrink}, the room for them. */
    void clear(boolean shrink) {
        KeyTable table = keys;
        Accumulators sums = accumulators;
        if (table == null || sums == null) {
            return;
        }
        records = 0;
        nextEstimate = FIRST_ESTIMATE;
        estimatedBytes = 0;
        overdrawn = false;
        sums.clear();
        if (shrink) {
            table.shrink();
            sums.resize(table.capacity);
        } else {
            table.clear();
        }
        long rest = bytes(table, sums, table.capacity);
        lease.release(Math.max(0, lease.heldBytes() - rest));
    }
}
