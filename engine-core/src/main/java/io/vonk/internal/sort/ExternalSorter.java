package io.vonk.internal.sort;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.ContentDigest;
import io.vonk.internal.serial.RecordOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts records that need not fit in memory, keeping the order of equal ones.
 *
 * <p>Records are added, then {@link #finish} gives them back in order. In between they lie encoded in a {@link SortBuffer},
 * or in {@link EntryBuckets} once they are too many for the cache; when the lease refuses more memory or is pressed, the buffer
 * is sorted and written to a scratch file as a run, and the runs are merged at the end, at most
 * {@value RunMerge#MAX_PAGES} at a time. {@link io.vonk.internal.memory.MemoryPool#MINIMUM_LEASE_BYTES the
 * smallest lease} is enough, but for single records that are larger than it: these are held once beyond the lease.
 *
 * <p>If the first records show a codec that a later record does not fit, the run is closed and the next one is written with
 * a more general codec.
 *
 * <p>Used by one thread. Close it in any case, also after {@link #finish}; until then the result is valid.
 */
public final class ExternalSorter implements AutoCloseable {
    /** What the sorter needs beside the buffer: to encode a record, and to write a run. */
    private static final long WORKING_BYTES = 2 * RecordPages.PAGE_BYTES;

    private static final int SCRATCH_BYTES = 4 * 1024;

    /** Up to this many bytes in the buffer are encoded anew when the format must change, instead of written as a run. */
    private static final long REENCODE_BYTES = RecordPages.PAGE_BYTES;

    /** From so much memory on the entries are not expected to stay in the cache; buckets begin with as much. */
    private static final long DISTRIBUTED_FROM_BYTES = 8L << 20;

    private final OperatorScope scope;
    private final KeyOrder order;
    private final EntryShape shape;
    private final Lease lease;
    private final boolean placed;
    private RecordOutput scratch = new RecordOutput(SCRATCH_BYTES);
    private RecordOutput framed = new RecordOutput(SCRATCH_BYTES);
    private final RunMerge merge;
    private final SparePages spares;
    private @Nullable EntryBuffer buffer;
    /** From how much memory on entries are distributed by prefix. */
    private long distributedFrom = DISTRIBUTED_FROM_BYTES;

    private long workingBytes;
    private long addedCount;
    private long encodedBytes;
    private long spilledBytes;
    private boolean digested;
    private long spilledDigest;
    /** Whether runs have a format that the buffer does not have. */
    private boolean formatChanged;

    private boolean finished;
    private boolean closed;

    private ExternalSorter(OperatorScope scope, String name, KeyOrder order, EntryShape shape, boolean placed) {
        this.scope = scope;
        this.order = order;
        this.shape = shape;
        this.placed = placed;
        this.lease = scope.lease(name);
        this.merge = new RunMerge(scope, lease, order, placed);
        this.spares = new SparePages(lease);
    }

    /**
     * A sorter of records by key.
     *
     * @param scope what it works with
     * @param name who it is, for messages about memory
     * @param order the order of keys
     * @param shape which part of a record is its key
     */
    public static ExternalSorter byKey(OperatorScope scope, String name, KeyOrder order, EntryShape shape) {
        return new ExternalSorter(scope, name, order, shape, false);
    }

    /** A sorter of records by partition first, then by key; they are added with {@link #add(int, Object, Object)}. */
    public static ExternalSorter byPartitionAndKey(OperatorScope scope, String name, KeyOrder order, EntryShape shape) {
        return new ExternalSorter(scope, name, order, shape, true);
    }

    /** Lets this sorter keep the {@link #digest} of what it holds; to be called before anything is added. */
    public ExternalSorter digested() {
        digested = true;
        return this;
    }

    /** Lets entries be distributed by prefix as soon as they take {@code bytes} of memory. */
    ExternalSorter distributedFrom(long bytes) {
        distributedFrom = bytes;
        return this;
    }

    /** Pages that the sorter has read, for whoever writes what it reads. They are kept if somebody has asked for them. */
    public SparePages sparePages() {
        spares.want();
        return spares;
    }

    /** To be called once per batch by those who add single records: spills if others go short of memory. */
    public void beginBatch() throws IOException {
        scope.checkCancelled();
        if (lease.pressed()) {
            spill();
        }
    }

    /** Adds the records of a batch. */
    public void add(Batch batch) throws IOException {
        beginBatch();
        for (int i = 0; i < batch.size; i++) {
            add(batch.record(i));
        }
    }

    /** Adds a record. */
    public void add(@Nullable Object record) throws IOException {
        add(0, shape.key(record), shape.rest(record));
    }

    /**
     * Adds an entry.
     *
     * @param partition where it is placed; 0 unless this sorts by partition
     * @param key its key
     * @param rest what the shape keeps beside the key: the value of a pair
     */
    public void add(int partition, @Nullable Object key, @Nullable Object rest) throws IOException {
        order.check(key);
        EntryBuffer target = bufferFor(key, rest);
        int length = target.addInPlace(partition, key, rest);
        if (length >= 0) {
            addedCount++;
            encodedBytes += length;
            return;
        }
        scratch.position(0);
        target.format().write(key, rest, scratch);
        addFramed(partition, key, scratch.array(), 0, scratch.position());
    }

    /** Adds all records of {@code input}, which is not closed. */
    public void addAll(BatchReader input) throws Exception {
        for (Batch batch = input.next(); batch != null; batch = input.next()) {
            add(batch);
        }
    }

    private void addFramed(int partition, @Nullable Object key, byte[] bytes, int offset, int length)
            throws IOException {
        framed.position(0);
        framed.putInt(length);
        framed.putBytes(bytes, offset, length);
        EntryBuffer target = requireBuffer();
        if (!target.add(partition, key, framed)) {
            spill();
            target = requireBuffer();
            if (!target.add(partition, key, framed)) {
                addAlone(target, partition, key, length);
            }
        }
        if (lease.heldBytes() >= distributedFrom) {
            distribute();
        }
        addedCount++;
        encodedBytes += length;
        if (length > RecordPages.PAGE_BYTES) {
            // A huge record must not keep a huge array alive for small ones.
            scratch = new RecordOutput(SCRATCH_BYTES);
            framed = new RecordOutput(SCRATCH_BYTES);
        }
    }

    /** Goes on with buckets, if the entries are such that they can be distributed. */
    private void distribute() throws IOException {
        if (buffer instanceof SortBuffer full && full.canBeDistributed()) {
            EntryBuckets buckets = EntryBuckets.of(full, lease, digested, spares);
            if (buckets == null) {
                distributedFrom = Long.MAX_VALUE;
                return;
            }
            full.clear();
            buffer = buckets;
        }
    }

    /** Writes an entry that is larger than the lease as a run of its own. */
    private void addAlone(EntryBuffer target, int partition, @Nullable Object key, int length) throws IOException {
        reserveWorkingBytes();
        try (RunWriter writer = RunWriter.create(scope.newFile("sort"), target.format(), order, placed)) {
            int start = framed.position() - length;
            long prefix = order.prefix(key, target.format().keyOps());
            writer.add(partition, prefix, framed.array(), start, length);
            if (digested) {
                spilledDigest += ContentDigest.hash(framed.array(), start, start + length, partition);
            }
            addRun(writer.finish());
        }
    }

    private EntryBuffer requireBuffer() {
        if (buffer == null) {
            throw new IllegalStateException("no buffer yet");
        }
        return buffer;
    }

    /** The buffer, in a format that takes the entry. */
    private EntryBuffer bufferFor(@Nullable Object key, @Nullable Object rest) throws IOException {
        if (finished) {
            throw new IllegalStateException("the sorter is finished; nothing can be added");
        }
        EntryBuffer present = buffer;
        if (present == null) {
            reserveWorkingBytes();
            present = new SortBuffer(order, EntryFormat.forEntry(shape, order, key, rest), lease, digested);
            buffer = present;
            // The first codec may be too narrow for the very record that it was chosen for, if keys have operations.
        }
        if (!present.format().fits(key, rest)) {
            EntryFormat wider = present.format().widenedFor(key, rest);
            if (present instanceof SortBuffer few && few.usedBytes() <= REENCODE_BYTES) {
                present = reencoded(few, wider);
            } else {
                spill();
                requireBuffer().clear();
                present = new SortBuffer(order, wider, lease, digested);
                buffer = present;
            }
            formatChanged |= merge.runCount() > 0;
        }
        return present;
    }

    private SortBuffer reencoded(SortBuffer narrow, EntryFormat wider) throws IOException {
        SortBuffer wide = new SortBuffer(order, wider, lease, digested);
        buffer = wide;
        try (EntryCursor entries = narrow.unsortedCursor()) {
            while (entries.next()) {
                scratch.position(0);
                Object key = entries.key();
                wider.write(key, entries.rest(), scratch);
                addFramed(entries.partition, key, scratch.array(), 0, scratch.position());
                addedCount--;
                encodedBytes -= scratch.position();
            }
        }
        narrow.clear();
        return wide;
    }

    private void reserveWorkingBytes() {
        if (workingBytes == 0 && lease.tryReserve(WORKING_BYTES)) {
            workingBytes = WORKING_BYTES;
        }
    }

    /** Writes what is in memory to a run and gives the memory back. */
    public void spill() throws IOException {
        EntryBuffer full = buffer;
        if (full == null || full.isEmpty() || finished) {
            return;
        }
        scope.checkCancelled();
        full.sort();
        try (RunWriter writer = RunWriter.create(scope.newFile("sort"), full.format(), order, placed);
                EntryCursor entries = full.cursor()) {
            while (entries.next()) {
                writer.add(entries);
            }
            addRun(writer.finish());
        }
        spilledDigest += full.digest();
        full.clear();
        spares.clear();
        if (full instanceof EntryBuckets) {
            // Buckets that have to begin with too little memory would be written as many small runs.
            buffer = new SortBuffer(order, full.format(), lease, digested);
        }
    }

    private void addRun(RunFile run) {
        merge.add(run);
        spilledBytes += run.byteCount();
    }

    /** How many records were added. */
    public long addedCount() {
        return addedCount;
    }

    /** How many bytes all records take, encoded. */
    public long encodedBytes() {
        return encodedBytes;
    }

    /** How many bytes were written to runs, further passes of merging included. */
    public long spilledBytes() {
        return spilledBytes + merge.spilledBytes();
    }

    /**
     * Ends the input and opens the records in their order. Closing the reader closes the sorter.
     *
     * @throws IOException if a run cannot be written or read
     */
    public BatchReader finish() throws IOException {
        return new RecordBatches(finishEntries(), scope.cancellationCheck(), this);
    }

    /**
     * Ends the input and opens the entries in their order. The cursor is valid until the sorter is closed; closing the cursor
     * leaves the sorter open.
     *
     * @throws IOException if a run cannot be written or read
     */
    public EntryCursor finishEntries() throws IOException {
        if (finished) {
            throw new IllegalStateException("the sorter is finished already");
        }
        if (buffer != null) {
            buffer.sort();
        }
        EntryCursor opened = merge.runCount() == 0 ? openBuffer() : openMerge();
        finished = true;
        return opened;
    }

    private EntryCursor openBuffer() {
        return buffer == null ? new EmptyCursor(order) : buffer.cursor();
    }

    /**
     * The sum of {@link ContentDigest} of all entries, never 0, if this is {@link #digested}; 0 if not, or if memory had a say
     * in how entries are encoded, so that the sum cannot be compared.
     */
    public long digest() {
        long digest = spilledDigest + (buffer == null ? 0 : buffer.digest());
        return !digested || formatChanged ? 0 : digest == 0 ? 1 : digest;
    }

    /** Whether nothing was spilled. */
    public boolean inMemory() {
        return merge.runCount() == 0;
    }

    private EntryCursor openMerge() throws IOException {
        boolean reserved = merge.reserveForAll();
        if (!reserved) {
            // All runs at once do not fit beside the buffer.
            spill();
        }
        EntryBuffer rest = buffer;
        return merge.open(reserved, rest == null || rest.isEmpty() ? null : rest.cursor());
    }

    /** Deletes all runs and gives all memory back; further calls do nothing. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        finished = true;
        List<AutoCloseable> resources = new ArrayList<>();
        resources.add(merge);
        resources.add(lease);
        buffer = null;
        Closing.all(resources);
    }
}
