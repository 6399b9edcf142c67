package io.vonk.internal.shuffle;

import io.vonk.data.Pair;
import io.vonk.error.VonkException;
import io.vonk.function.HashPartitioner;
import io.vonk.function.Partitioner;
import io.vonk.internal.batch.Batch;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.ContentDigest;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordOutput;
import io.vonk.internal.serial.VarLongs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes records into one growing buffer of encoded bytes per reduce partition.
 *
 * <p>The codec is chosen from the first record and widened when a record does not fit; records of one codec form a range.
 * Buffers begin with a few bytes, so that thousands of partitions cost little, and become pages. When the memory lease is
 * refused or pressed, all buffers are written to a file, ordered by partition; then the whole output ends on disk, else it
 * stays in memory. The records of a partition keep their order in either case.
 *
 * <p>Where there are many partitions, most of which get little, records are first written one after the other, and moved to the
 * buffers of their partitions many at a time; a small output never has such buffers.
 *
 * <p>A file with very many small blocks is rewritten into one with larger blocks, so that memory for the index and the
 * reader's seeks stay bounded however little memory there is.
 */
public final class ShuffleWriter implements MapOutputWriter {
    private static final int PAGE_BYTES = 64 * 1024;
    private static final int RESERVE_BYTES = 64 * 1024;

    /** A page is closed when a record of this size, or of the largest one seen if smaller, might not fit. */
    private static final int SLACK_BYTES = 8 * 1024;

    /** From this many partitions on, records are staged. */
    private static final int MIN_STAGED_PARTITIONS = 128;

    private static final int MAX_CODECS = 32;
    private static final int MIN_RANGES_TO_COMPACT = 1 << 16;

    private final OperatorScope scope;
    private final Partitioner partitioner;
    private final int partitionCount;
    private final Lease lease;
    private final @Nullable PartitionBuffer[] buffers;
    private final List<RecordCodec> codecs = new ArrayList<>();
    private final RangeList sealed = new RangeList(0);

    private final boolean staging;

    /** Records of the present codec that have no place in a buffer yet. */
    private final RecordStage stage;

    private int stageCapacity;

    private @Nullable RecordCodec codec;
    private int codecIndex = -1;
    private Numbers numbers = Numbers.NONE;

    /** Whether it is that of Long. */
    private boolean longs;

    /** Where the record starts that was {@link #begin begun}. */
    private int begun;

    private int largestRecord = 16;
    private long allocatedBytes;
    private long reservedBytes;
    private long digest;
    private boolean comparable = true;
    /** Whether there has ever been a buffer of a partition. */
    private boolean buffered;

    private boolean ended;

    private @Nullable SpilledRanges spilled;

    /** The pairs of numbers that the present codec takes, which need no codec to be written. */
    private enum Numbers {
        NONE,
        LONGS,
        DOUBLES;

        static Numbers of(RecordCodec codec) {
            if (RecordCodecs.isLongPairs(codec)) {
                return LONGS;
            }
            return RecordCodecs.isLongDoublePairs(codec) ? DOUBLES : NONE;
        }
    }

    /** A writer that places pairs by their key. It opens a lease, so it must be closed. */
    public ShuffleWriter(OperatorScope scope, Partitioner partitioner) {
        this.scope = scope;
        this.partitioner = partitioner;
        this.partitionCount = partitioner.partitionCount();
        this.buffers = new @Nullable PartitionBuffer[partitionCount];
        this.staging = partitionCount >= MIN_STAGED_PARTITIONS;
        this.stage = new RecordStage(partitionCount);
        this.lease = scope.lease("shuffle writer");
    }

    @Override
    public void write(Batch batch) throws IOException {
        @Nullable Object[] records = batch.objects().records;
        int size = batch.size;
        if (partitioner instanceof HashPartitioner hash) {
            addAll(hash, records, size, false);
        } else {
            for (int i = 0; i < size; i++) {
                if (!(records[i] instanceof Pair<?, ?> pair)) {
                    throw notAPair(records[i]);
                }
                add(checked(partitioner.partition(pair.key()), pair.key()), pair);
            }
        }
        endBatch();
    }

    /** To be called once per batch by those who {@link #add}: spills if others go short of memory. */
    public void endBatch() throws IOException {
        scope.checkCancelled();
        if (lease.pressed()) {
            spill();
        }
    }

    /** The partition of {@code key}, refused if the user's partitioner answers nonsense. */
    public int partition(@Nullable Object key) {
        return checked(partitioner.partition(key), key);
    }

    private int checked(int partition, @Nullable Object key) {
        if (partition < 0 || partition >= partitionCount) {
            throw new VonkException("the partitioner " + partitioner + " placed the key " + key + " in partition "
                    + partition + "; expected a number from 0 to " + (partitionCount - 1));
        }
        return partition;
    }

    private static VonkException notAPair(@Nullable Object record) {
        return new VonkException("a shuffle takes pairs; got: " + record);
    }

    /**
     * Appends a pair of Long and Long or Double, as {@link #addEncoded} would; false if that is to do it: for anything else, a
     * large number, or the first record of a partition.
     *
     * <p>The most frequent records of all: here a pair is put together in two words, which are stored and added to the digest
     * without a call of a codec, a loop over bytes, or reading back what was just written.
     */
    private boolean addNumbers(int partition, @Nullable Object record) throws IOException {
        if (!(record instanceof Pair<?, ?> pair && pair.key() instanceof Long key)) {
            return false;
        }
        long keyBits = VarLongs.zigZag(key);
        long valueWord;
        int valueLength;
        if (numbers == Numbers.LONGS && pair.value() instanceof Long value) {
            long valueBits = VarLongs.zigZag(value);
            if (valueBits >>> VarLongs.WORD_BITS != 0) {
                return false;
            }
            valueLength = VarLongs.length(valueBits);
            valueWord = VarLongs.spread(valueBits, valueLength);
        } else if (numbers == Numbers.DOUBLES && pair.value() instanceof Double value) {
            valueLength = 8;
            valueWord = Double.doubleToLongBits(value);
        } else {
            return false;
        }
        PartitionBuffer buffer = staging ? null : buffers[partition];
        // With a key of 8 bytes there would be nothing to shift the value's word by.
        if (keyBits >>> VarLongs.WORD_BITS - 7 != 0 || !staging && (buffer == null || buffer.codec != codecIndex)) {
            return false;
        }
        int keyLength = VarLongs.length(keyBits);
        int length = keyLength + valueLength;
        int shift = keyLength * 8;
        long low = VarLongs.spread(keyBits, keyLength) | valueWord << shift;
        long high = valueWord >>> 64 - shift;
        digest += ContentDigest.hashWords(low, high, length, partition);
        if (buffer != null) {
            buffer.out.putWords(low, high, length);
            written(partition, buffer, length);
        } else {
            stage.out().putWords(low, high, length);
            staged(partition);
        }
        return true;
    }

    /**
     * Appends the first {@code size} records, placed by their keys or, if {@code whole}, as keys themselves. To be followed by
     * {@link #endBatch}.
     */
    public void addAll(HashPartitioner hash, @Nullable Object[] records, int size, boolean whole) throws IOException {
        if (whole) {
            for (int i = 0; i < size; i++) {
                if (longs && !staging) {
                    i = addLongs(hash, records, i, size);
                    if (i == size) {
                        break;
                    }
                }
                add(hash.partition(records[i]), records[i]);
            }
            return;
        }
        for (int i = 0; i < size; i++) {
            if (!(records[i] instanceof Pair<?, ?> pair)) {
                throw notAPair(records[i]);
            }
            add(hash.partition(pair.key()), pair);
        }
    }

    /** Appends records that are Long, as {@link #addNumbers} does with pairs; returns the index of the first that it leaves to {@link #add}. */
    private int addLongs(HashPartitioner hash, @Nullable Object[] records, int from, int size) throws IOException {
        for (int i = from; i < size; i++) {
            if (!(records[i] instanceof Long key)) {
                return i;
            }
            long bits = VarLongs.zigZag(key);
            int partition = hash.partitionOfHash(HashPartitioner.mix(key));
            PartitionBuffer buffer = buffers[partition];
            if (bits >>> VarLongs.WORD_BITS != 0 || buffer == null || buffer.codec != codecIndex) {
                return i;
            }
            int length = VarLongs.length(bits);
            long word = VarLongs.spread(bits, length);
            buffer.out.putWords(word, 0, length);
            digest += ContentDigest.hashWords(word, 0, length, partition);
            written(partition, buffer, length);
        }
        return size;
    }

    /** The codec of the record that was added last, if there is one. */
    public @Nullable RecordCodec codec() {
        return codec;
    }

    /**
     * Begins a record of {@link #codec}, which the caller appends to what this returns, byte for byte as the codec would, and
     * then {@link #end ends}.
     */
    public RecordOutput begin(int partition) throws IOException {
        RecordOutput out = staging ? stage.out() : bufferOf(partition).out;
        begun = out.position();
        return out;
    }

    /** Ends the record that was begun for a partition. */
    public void end(int partition) throws IOException {
        if (staging) {
            RecordOutput out = stage.out();
            digest += ContentDigest.hash(out.array(), begun, out.position(), partition);
            staged(partition);
            return;
        }
        PartitionBuffer buffer = bufferOf(partition);
        int end = buffer.out.position();
        digest += ContentDigest.hash(buffer.out.array(), begun, end, partition);
        written(partition, buffer, end - begun);
    }

    /** Appends a record of any kind to a partition. */
    public void add(int partition, @Nullable Object record) throws IOException {
        if (numbers == Numbers.NONE || !addNumbers(partition, record)) {
            addEncoded(partition, record);
        }
    }

    private void addEncoded(int partition, @Nullable Object record) throws IOException {
        RecordCodec writing = codec;
        if (writing == null || !writing.fits(record)) {
            distribute();
            writing = nextCodec(record);
        }
        writing.write(record, begin(partition));
        end(partition);
    }

    /** The buffer of a partition, for records of the present codec. */
    private PartitionBuffer bufferOf(int partition) throws IOException {
        PartitionBuffer buffer = buffers[partition];
        if (buffer == null) {
            buffer = newBuffer(partition);
        } else if (buffer.codec != codecIndex) {
            seal(partition, buffer, PartitionBuffer.FIRST_BYTES);
            buffer.codec = codecIndex;
        }
        return buffer;
    }

    /** Counts the record at the end of the stage. */
    private void staged(int partition) throws IOException {
        stage.add(partition);
        if (stage.isFull()) {
            distribute();
        }
        int capacity = stage.capacity();
        if (capacity != stageCapacity) {
            allocated(capacity - stageCapacity);
            stageCapacity = capacity;
            pay();
        }
    }

    /** Moves the staged records to the buffers of their partitions. */
    private void distribute() throws IOException {
        if (stage.isEmpty()) {
            return;
        }
        // Taken before they are moved: to pay for the buffers may mean to spill, which packs what is staged.
        for (int record : stage.take()) {
            int partition = stage.partition(record);
            PartitionBuffer buffer = bufferOf(partition);
            buffer.out.putBytes(stage.out().array(), stage.start(record), stage.length(record));
            written(partition, buffer, stage.length(record));
        }
        stage.clear();
    }

    /** Counts a record of {@code length} bytes at the end of a buffer, pays for them, and seals the buffer once it is full. */
    private void written(int partition, PartitionBuffer buffer, int length) throws IOException {
        byte[] bytes = buffer.out.array();
        int end = buffer.out.position();
        buffer.recordCount++;
        if (length > largestRecord) {
            largestRecord = length;
        }
        if (end > PAGE_BYTES - Math.min(largestRecord, SLACK_BYTES)) {
            allocated(bytes.length - buffer.capacity);
            buffer.capacity = bytes.length;
            seal(partition, buffer, PAGE_BYTES);
            pay();
        } else if (bytes.length != buffer.capacity) {
            allocated(bytes.length - buffer.capacity);
            buffer.capacity = bytes.length;
            pay();
        }
    }

    private RecordCodec nextCodec(@Nullable Object record) {
        RecordCodec next;
        if (codec == null) {
            next = RecordCodecs.forRecord(record);
        } else {
            next = codecs.size() < MAX_CODECS - 1 ? RecordCodecs.widened(codec, record) : RecordCodecs.any();
        }
        if (!next.fits(record)) {
            next = RecordCodecs.any();
        }
        codec = next;
        codecIndex = codecs.size();
        numbers = Numbers.of(next);
        longs = RecordCodecs.isLong(next);
        codecs.add(next);
        return next;
    }

    private PartitionBuffer newBuffer(int partition) throws IOException {
        PartitionBuffer buffer = new PartitionBuffer(codecIndex);
        allocated(PartitionBuffer.FIRST_BYTES + PartitionBuffer.OVERHEAD_BYTES);
        pay();
        buffers[partition] = buffer;
        buffered = true;
        return buffer;
    }

    /** Ends the range of a buffer; its array now belongs to the range, and the buffer gets a new one. */
    private void seal(int partition, PartitionBuffer buffer, int newCapacity) {
        int length = buffer.out.position();
        if (buffer.recordCount > 0) {
            byte[] bytes = buffer.out.array();
            if (bytes.length - length > bytes.length / 4) {
                bytes = Arrays.copyOf(bytes, length);
                allocated(length - buffer.capacity);
            }
            sealed.addInMemory(partition, bytes, 0, length, buffer.recordCount, buffer.codec);
            buffer.restart(newCapacity);
            allocated(newCapacity + RangeList.BYTES_PER_RANGE);
        }
    }

    private void allocated(long bytes) {
        allocatedBytes += bytes;
    }

    /** Asks for what is allocated and not yet reserved; spills if that is refused. */
    private void pay() throws IOException {
        long missing = allocatedBytes - reservedBytes;
        if (missing <= 0) {
            return;
        }
        long generous = Math.max(missing, RESERVE_BYTES);
        if (lease.tryReserve(generous)) {
            reservedBytes += generous;
        } else if (generous > missing && lease.tryReserve(missing)) {
            reservedBytes += missing;
        } else {
            spill();
        }
    }

    /** Says that the records depend on more than the input, so that their digest is not to be compared. */
    public void contentNotComparable() {
        comparable = false;
    }

    /** Writes everything that is in memory to disk and gives its memory back. */
    public void spill() throws IOException {
        SpilledRanges target = spilled;
        if (target == null) {
            target = new SpilledRanges(scope, partitionCount, Math.max(MIN_RANGES_TO_COMPACT, 4 * partitionCount));
            spilled = target;
        }
        for (int partition = 0; partition < partitionCount; partition++) {
            PartitionBuffer buffer = buffers[partition];
            if (buffer != null && buffer.recordCount > 0) {
                int length = buffer.out.position();
                sealed.addInMemory(partition, buffer.out.array(), 0, length, buffer.recordCount, buffer.codec);
            }
            buffers[partition] = null;
        }
        if (!stage.isEmpty()) {
            stage.pack(sealed, codecIndex);
        }
        RangeList pages = sealed.byPartition(partitionCount);
        sealed.clear();
        for (int i = 0; i < pages.size; i++) {
            byte[] page = pages.pages[i];
            if (page != null) {
                target.append(
                        pages.partitions[i],
                        codecs.get(pages.codecs[i]),
                        pages.codecs[i],
                        page,
                        (int) pages.offsets[i],
                        pages.lengths[i],
                        pages.recordCounts[i]);
                pages.pages[i] = null;
            }
        }
        target.compactIfNeeded(codecs);
        allocatedBytes = stageCapacity;
        lease.release(reservedBytes);
        reservedBytes = 0;
    }

    @Override
    public MapOutput finish() throws IOException {
        if (ended) {
            throw new IllegalStateException("the output has ended already");
        }
        MapOutput output;
        long sum = !comparable ? 0 : digest == 0 ? 1 : digest;
        RecordCodec[] used = codecs.toArray(new RecordCodec[0]);
        boolean allStaged = used.length == 1 && spilled == null && sealed.size == 0 && !buffered;
        if (!allStaged) {
            distribute();
        }
        if (spilled != null) {
            spill();
            RangeList onDisk = spilled.finish(codecs);
            long indexBytes = MapOutput.indexBytes(onDisk.size, partitionCount);
            settle(indexBytes);
            output = new MapOutput(onDisk, partitionCount, used, spilled.file(), lease, lease.heldBytes(), sum, false);
            spilled = null;
        } else {
            long pageBytes = allStaged ? stage.pack(sealed, codecIndex) : packSmallBuffers();
            settle(pageBytes + MapOutput.indexBytes(sealed.size, partitionCount));
            output = new MapOutput(sealed, partitionCount, used, null, lease, lease.heldBytes(), sum, false);
        }
        ended = true;
        Arrays.fill(buffers, null);
        return output;
    }

    /** Makes the lease hold {@code bytes}, or what it can get. */
    private void settle(long bytes) {
        long held = lease.heldBytes();
        if (held > bytes) {
            lease.release(held - bytes);
        } else if (held < bytes) {
            lease.tryReserve(bytes - held);
        }
        reservedBytes = lease.heldBytes();
    }

    /** Copies what the buffers hold side by side into shared pages; returns the bytes of all pages of the output. */
    private long packSmallBuffers() {
        long rest = 0;
        for (PartitionBuffer buffer : buffers) {
            rest += buffer == null ? 0 : buffer.out.position();
        }
        byte[] page = new byte[0];
        int position = 0;
        long pageBytes = 0;
        for (int i = 0; i < sealed.size; i++) {
            byte[] sealedPage = sealed.pages[i];
            pageBytes += sealedPage == null ? 0 : sealedPage.length;
        }
        for (int partition = 0; partition < partitionCount; partition++) {
            PartitionBuffer buffer = buffers[partition];
            if (buffer == null) {
                continue;
            }
            int length = buffer.out.position();
            byte[] bytes = buffer.out.array();
            if (length > PAGE_BYTES / 2 && length > bytes.length / 4 * 3) {
                sealed.addInMemory(partition, bytes, 0, length, buffer.recordCount, buffer.codec);
                pageBytes += bytes.length;
            } else if (buffer.recordCount > 0) {
                if (page.length - position < length) {
                    page = new byte[(int) Math.max(length, Math.min(rest, PAGE_BYTES))];
                    pageBytes += page.length;
                    position = 0;
                }
                System.arraycopy(bytes, 0, page, position, length);
                sealed.addInMemory(partition, page, position, length, buffer.recordCount, buffer.codec);
                position += length;
            }
            rest -= length;
            buffers[partition] = null;
        }
        return pageBytes;
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            ended = true;
            Arrays.fill(buffers, null);
            sealed.clear();
            lease.close();
            if (spilled != null) {
                spilled.close();
                spilled = null;
            }
        }
    }
}
