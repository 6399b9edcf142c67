package io.vonk.internal.sort;

import io.vonk.internal.batch.Batch;
import io.vonk.internal.batch.BatchReader;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts records that need not fit in memory, keeping the order of equal ones.
 *
 * <p>Records are added, then {@link #finish} gives them back in order. In between they lie encoded in a {@link SortBuffer};
 * when the lease refuses more memory or is pressed, the buffer is sorted and written to a scratch file as a run, and the
 * runs are merged at the end, at most {@value #MAX_MERGE_WIDTH} at a time. {@link io.vonk.internal.memory.MemoryPool#MINIMUM_LEASE_BYTES the
 * smallest lease} is enough, but for single records that are larger than it: these are held once beyond the lease.
 *
 * <p>If the first records show a codec that a later record does not fit, the run is closed and the next one is written with
 * a more general codec.
 *
 * <p>Used by one thread. Close it in any case, also after {@link #finish}; until then the result is valid.
 */
public final class ExternalSorter implements AutoCloseable {
    /** How many runs are merged at once at most: limits open files. */
    static final int MAX_MERGE_WIDTH = 64;

    /** What the sorter needs beside the buffer: to encode a record, and to write a run. */
    private static final long WORKING_BYTES = 2 * RecordPages.PAGE_BYTES;

    private static final int SCRATCH_BYTES = 4 * 1024;

    /** Up to this many bytes in the buffer are encoded anew when the format must change, instead of written as a run. */
    private static final long REENCODE_BYTES = RecordPages.PAGE_BYTES;

    private final OperatorScope scope;
    private final KeyOrder order;
    private final EntryShape shape;
    private final Lease lease;
    private final boolean placed;
    private RecordOutput scratch = new RecordOutput(SCRATCH_BYTES);
    private RecordOutput framed = new RecordOutput(SCRATCH_BYTES);
    private List<RunFile> runs = new ArrayList<>();
    private @Nullable SortBuffer buffer;
    private @Nullable EntryCursor result;
    private long workingBytes;
    private long addedCount;
    private long spilledBytes;
    private boolean finished;
    private boolean closed;

    private ExternalSorter(OperatorScope scope, String name, KeyOrder order, EntryShape shape, boolean placed) {
        this.scope = scope;
        this.order = order;
        this.shape = shape;
        this.placed = placed;
        this.lease = scope.lease(name);
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

    /** Adds the records of a batch. */
    public void add(Batch batch) throws IOException {
        scope.checkCancelled();
        if (lease.pressed()) {
            spill();
        }
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
        SortBuffer target = bufferFor(key, rest);
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
        framed.putVarInt(length);
        framed.putBytes(bytes, offset, length);
        SortBuffer target = requireBuffer();
        if (!target.add(partition, key, framed)) {
            spill();
            if (!target.add(partition, key, framed)) {
                addAlone(target, partition, key, length);
            }
        }
        addedCount++;
        if (length > RecordPages.PAGE_BYTES) {
            // A huge record must not keep a huge array alive for small ones.
            scratch = new RecordOutput(SCRATCH_BYTES);
            framed = new RecordOutput(SCRATCH_BYTES);
        }
    }

    /** Writes an entry that is larger than the lease as a run of its own. */
    private void addAlone(SortBuffer target, int partition, @Nullable Object key, int length) throws IOException {
        reserveWorkingBytes();
        try (RunWriter writer = RunWriter.create(scope.newFile("sort"), target.format(), order, placed)) {
            int start = framed.position() - length;
            long prefix = order.prefix(key, target.format().keyOps());
            writer.add(partition, prefix, framed.array(), start, length);
            addRun(writer.finish());
        }
    }

    private SortBuffer requireBuffer() {
        if (buffer == null) {
            throw new IllegalStateException("no buffer yet");
        }
        return buffer;
    }

    /** The buffer, in a format that takes the entry. */
    private SortBuffer bufferFor(@Nullable Object key, @Nullable Object rest) throws IOException {
        if (finished) {
            throw new IllegalStateException("the sorter is finished; nothing can be added");
        }
        SortBuffer present = buffer;
        if (present == null) {
            reserveWorkingBytes();
            present = new SortBuffer(order, EntryFormat.forEntry(shape, key, rest), lease);
            buffer = present;
            // The first codec may be too narrow for the very record that it was chosen for, if keys have operations.
        }
        if (!present.format().fits(key, rest)) {
            EntryFormat wider = present.format().widenedFor(key, rest);
            if (present.count() > 0 && present.usedBytes() > REENCODE_BYTES) {
                spill();
                present.clear();
                present = new SortBuffer(order, wider, lease);
                buffer = present;
            } else {
                present = reencoded(present, wider);
            }
        }
        return present;
    }

    private SortBuffer reencoded(SortBuffer narrow, EntryFormat wider) throws IOException {
        SortBuffer wide = new SortBuffer(order, wider, lease);
        buffer = wide;
        try (EntryCursor entries = narrow.unsortedCursor()) {
            while (entries.next()) {
                scratch.position(0);
                Object key = entries.key();
                wider.write(key, entries.rest(), scratch);
                addFramed(entries.partition, key, scratch.array(), 0, scratch.position());
                addedCount--;
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
        SortBuffer full = buffer;
        if (full == null || full.count() == 0 || finished) {
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
        full.clear();
    }

    private void addRun(RunFile run) {
        runs.add(run);
        spilledBytes += run.byteCount();
    }

    /** How many records were added. */
    public long addedCount() {
        return addedCount;
    }

    /** How many bytes were written to runs, further passes of merging included. */
    public long spilledBytes() {
        return spilledBytes;
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
        EntryCursor opened = runs.isEmpty() ? openBuffer() : openMerge();
        finished = true;
        result = opened;
        return opened;
    }

    private EntryCursor openBuffer() {
        return buffer == null ? new EmptyCursor(order) : buffer.cursor();
    }

    /** Whether nothing was spilled. */
    public boolean inMemory() {
        return runs.isEmpty();
    }

    private EntryCursor openMerge() throws IOException {
        int wanted = Math.min(runs.size(), MAX_MERGE_WIDTH);
        int width = reservePages(wanted);
        if (width < runs.size() && buffer != null && buffer.count() > 0) {
            // All runs at once do not fit beside the buffer.
            spill();
            wanted = Math.min(runs.size(), MAX_MERGE_WIDTH);
            width += reservePages(wanted - width);
        }
        width = Math.max(2, width);
        while (runs.size() > width) {
            mergePass(width);
        }
        List<EntryCursor> cursors = new ArrayList<>();
        try {
            for (RunFile run : runs) {
                cursors.add(run.open(order));
            }
            if (buffer != null && buffer.count() > 0) {
                cursors.add(buffer.cursor());
            }
            return new MergeCursor(order, cursors);
        } catch (IOException | RuntimeException failed) {
            Closing.all(cursors);
            throw failed;
        }
    }

    /** Reserves up to {@code wanted} pages and returns how many there are. */
    private int reservePages(int wanted) {
        int granted = 0;
        while (granted < wanted && lease.tryReserve(RecordPages.PAGE_BYTES)) {
            granted++;
        }
        return granted;
    }

    /** Merges groups of neighbouring runs, from the first on, until {@code width} runs are left or all have been visited. */
    private void mergePass(int width) throws IOException {
        List<RunFile> before = runs;
        List<RunFile> after = new ArrayList<>();
        int next = 0;
        try {
            while (next < before.size()) {
                int tooMany = after.size() + before.size() - next - width;
                int group = Math.min(Math.min(width, before.size() - next), tooMany + 1);
                if (group < 2) {
                    after.add(before.get(next++));
                } else {
                    after.add(merged(before.subList(next, next + group)));
                    next += group;
                }
            }
        } finally {
            // Whatever happened, each file has one owner who deletes it.
            after.addAll(before.subList(next, before.size()));
            runs = after;
        }
    }

    private RunFile merged(List<RunFile> inputs) throws IOException {
        // Formats only ever widen, so the last one takes what the earlier ones took.
        EntryFormat common = inputs.get(inputs.size() - 1).format();
        List<EntryCursor> cursors = new ArrayList<>();
        RunFile merged;
        try (RunWriter writer = RunWriter.create(scope.newFile("sort"), common, order, placed)) {
            try {
                for (RunFile input : inputs) {
                    cursors.add(input.open(order));
                }
                MergeCursor entries = new MergeCursor(order, cursors);
                for (long count = 0; entries.next(); count++) {
                    if (count % Batch.CAPACITY == 0) {
                        scope.checkCancelled();
                    }
                    copy(entries, common, writer);
                }
            } finally {
                Closing.all(cursors);
            }
            merged = writer.finish();
        }
        spilledBytes += merged.byteCount();
        for (RunFile input : inputs) {
            input.delete();
        }
        return merged;
    }

    private void copy(EntryCursor entries, EntryFormat target, RunWriter writer) throws IOException {
        if (entries.format().equals(target)) {
            writer.add(entries);
            return;
        }
        Object key = entries.key();
        scratch.position(0);
        target.write(key, entries.rest(), scratch);
        long prefix = order.prefix(key, target.keyOps());
        writer.add(entries.partition, prefix, scratch.array(), 0, scratch.position());
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
        if (result != null) {
            resources.add(result);
        }
        for (RunFile run : runs) {
            resources.add(run::delete);
        }
        resources.add(lease);
        buffer = null;
        Closing.all(resources);
    }
}
