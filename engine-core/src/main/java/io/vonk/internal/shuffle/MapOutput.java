package io.vonk.internal.shuffle;

import io.vonk.internal.memory.Lease;
import io.vonk.internal.serial.ContentDigest;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.sort.SparseIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one map task attempt wrote: encoded records for each reduce partition, either all in memory or all in one
 * file, in the format of {@link BlockFileWriter}.
 *
 * <p>The content never changes. A {@link ShuffleStore} that runs short of memory replaces the output by one with the same
 * content on disk. Whoever holds an output that is in no store closes it.
 *
 * <p>Thread safety: may be read by many threads.
 */
public final class MapOutput implements AutoCloseable {
    private final RangeList ranges;
    private final int partitionCount;
    /** The partition that the first number of {@link #firstRanges} belongs to; above 0 only if it was fetched. */
    private final int firstPartition;

    private final int[] firstRanges;
    /** What number the first range has in the whole output; above 0 only if it was fetched. */
    private final int firstBlock;

    private final RecordCodec[] codecs;
    private final @Nullable Path file;
    private final @Nullable Lease lease;
    private final long memoryBytes;
    private final long digest;
    private final boolean sorted;
    private final @Nullable SparseIndex sparseIndex;

    /** Where the blocks have records of other outputs, too, what they are cut by; else null. */
    private final @Nullable OutputBundle bundle;

    private final int member;

    /**
     * An output that takes over {@code lease}, if there is one, which holds {@code memoryBytes}, and the list of ranges.
     *
     * @param file where the ranges are, or null if they are in memory
     * @param digest the sum of {@link ContentDigest}, or 0 if it says nothing
     * @param sorted whether the order of the records in each block means something
     */
    MapOutput(
            RangeList unsorted,
            int partitionCount,
            RecordCodec[] codecs,
            @Nullable Path file,
            @Nullable Lease lease,
            long memoryBytes,
            long digest,
            boolean sorted) {
        this(
                unsorted.isDenseByPartition() ? unsorted : unsorted.byPartition(partitionCount),
                unsorted.firstRanges(partitionCount),
                codecs,
                file,
                lease,
                memoryBytes,
                digest,
                sorted,
                null,
                null,
                0);
    }

    /** An output of one partition that is sorted as a whole, to be cut into ranges later. */
    static MapOutput sorted(
            RangeList ranges,
            RecordCodec[] codecs,
            @Nullable Path file,
            Lease lease,
            long digest,
            SparseIndex sparseIndex) {
        int[] one = {0, ranges.size};
        return new MapOutput(ranges, one, codecs, file, lease, lease.heldBytes(), digest, true, sparseIndex, null, 0);
    }

    /** What was fetched of an output: the ranges are the blocks of a table of its segments. */
    static MapOutput fetched(
            RangeList ranges,
            SegmentTable table,
            RecordCodec[] codecs,
            @Nullable Path file,
            @Nullable SparseIndex sparseIndex) {
        boolean single = sparseIndex != null;
        return new MapOutput(
                ranges,
                single ? 1 : table.segmentCount(),
                single ? 0 : table.from(),
                single ? new int[] {0, ranges.size} : table.firstBlocks(),
                single ? table.from() : 0,
                codecs,
                file,
                null,
                0,
                0,
                single,
                sparseIndex,
                null,
                0);
    }

    /** One of the outputs that were bundled, read from {@code content}, the blocks of all of them. */
    static MapOutput memberOf(OutputBundle bundle, int member, MapOutput content) {
        return new MapOutput(
                content.ranges,
                content.firstRanges,
                content.codecs,
                content.file,
                null,
                0,
                0,
                content.sorted,
                null,
                bundle,
                member);
    }

    /** The whole of an output. */
    private MapOutput(
            RangeList ranges,
            int[] firstRanges,
            RecordCodec[] codecs,
            @Nullable Path file,
            @Nullable Lease lease,
            long memoryBytes,
            long digest,
            boolean sorted,
            @Nullable SparseIndex sparseIndex,
            @Nullable OutputBundle bundle,
            int member) {
        this(
                ranges,
                firstRanges.length - 1,
                0,
                firstRanges,
                0,
                codecs,
                file,
                lease,
                memoryBytes,
                digest,
                sorted,
                sparseIndex,
                bundle,
                member);
    }

    private MapOutput(
            RangeList ranges,
            int partitionCount,
            int firstPartition,
            int[] firstRanges,
            int firstBlock,
            RecordCodec[] codecs,
            @Nullable Path file,
            @Nullable Lease lease,
            long memoryBytes,
            long digest,
            boolean sorted,
            @Nullable SparseIndex sparseIndex,
            @Nullable OutputBundle bundle,
            int member) {
        this.ranges = ranges;
        this.partitionCount = partitionCount;
        this.firstPartition = firstPartition;
        this.firstRanges = firstRanges;
        this.firstBlock = firstBlock;
        this.codecs = codecs;
        this.file = file;
        this.lease = lease;
        this.memoryBytes = memoryBytes;
        this.digest = digest;
        this.sorted = sorted;
        this.sparseIndex = sparseIndex;
        this.bundle = bundle;
        this.member = member;
    }

    /** What the index of an output takes in memory. */
    static long indexBytes(int rangeCount, int partitionCount) {
        return 256L + (long) rangeCount * RangeList.BYTES_PER_RANGE + 4L * partitionCount;
    }

    /** How many reduce partitions there are. */
    public int reducePartitionCount() {
        return partitionCount;
    }

    /** How many records there are for all partitions. */
    public long recordCount() {
        return recordsBetween(0, firstRanges[firstRanges.length - 1]);
    }

    /** How many records there are for one reduce partition. */
    public long recordCount(int reducePartition) {
        return recordsBetween(firstRange(reducePartition), endRange(reducePartition));
    }

    private long recordsBetween(int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += bundle == null ? ranges.recordCounts[i] : bundle.recordCount(ranges.partitions[i], member);
        }
        return sum;
    }

    /** How many bytes there are for all partitions: of encoded records, plus the blocks' headers if on disk. */
    public long sizeBytes() {
        return bytesBetween(0, firstRanges[firstRanges.length - 1]);
    }

    /** How many bytes there are for one reduce partition. */
    public long sizeBytes(int reducePartition) {
        return bytesBetween(firstRange(reducePartition), endRange(reducePartition));
    }

    private long bytesBetween(int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += bundle == null ? ranges.lengths[i] : bundle.sizeBytes(ranges.partitions[i], member);
        }
        return sum;
    }

    /**
     * An order-independent digest of the records and their partitions, or 0 if there is none. Two attempts at a
     * deterministic map task have equal digests; if both are not 0 and differ, the content is different.
     *
     * <p>There is none where the engine's own choices, made by the memory at hand, decided which records were combined.
     */
    public long digest() {
        return digest;
    }

    /** Where which keys are, if the output is one sorted sequence that is to be cut into ranges; else null. */
    public @Nullable SparseIndex sparseIndex() {
        return sparseIndex;
    }

    /** Whether the records are in memory. */
    public boolean inMemory() {
        return file == null;
    }

    /** The file with the records, or null if they are in memory. */
    public @Nullable Path file() {
        return file;
    }

    /** How much memory it holds, index included. */
    public long memoryBytes() {
        return memoryBytes;
    }

    /** Lets {@code taker} pay for the memory from now on. */
    void handOver(Lease taker) {
        if (lease != null) {
            lease.transferTo(taker, memoryBytes);
            lease.close();
        }
    }

    /** The same content, written to {@code target}, at the caller's expense. This output stays as it is. */
    MapOutput writeTo(Path target) throws IOException {
        RangeList onDisk = new RangeList(ranges.size);
        BlockFileWriter writer = BlockFileWriter.create(target);
        try {
            for (int i = 0; i < ranges.size; i++) {
                byte[] page = ranges.pages[i];
                if (page == null) {
                    throw new IllegalStateException("the output is on disk already");
                }
                long position = writer.position();
                RecordCodec codec = codecs[ranges.codecs[i]];
                int length = writer.append(
                        ranges.partitions[i],
                        codec,
                        page,
                        (int) ranges.offsets[i],
                        ranges.lengths[i],
                        ranges.recordCounts[i]);
                onDisk.addOnDisk(
                        ranges.partitions[i],
                        position,
                        length,
                        ranges.recordCounts[i],
                        ranges.codecs[i],
                        writer.checksum());
            }
            writer.close();
        } catch (IOException | RuntimeException | Error failed) {
            try {
                writer.discard();
            } catch (IOException suppressed) {
                failed.addSuppressed(suppressed);
            }
            throw failed;
        }
        long indexBytes = indexBytes(ranges.size, reducePartitionCount());
        indexBytes += sparseIndex == null ? 0 : sparseIndex.sizeBytes();
        indexBytes = Math.min(memoryBytes, indexBytes);
        return new MapOutput(
                onDisk, firstRanges, codecs, target, null, indexBytes, digest, sorted, sparseIndex, null, 0);
    }

    RangeList ranges() {
        return ranges;
    }

    boolean isSorted() {
        return sorted;
    }

    RecordCodec[] codecs() {
        return codecs;
    }

    /** What of the block of a range is this output's: all of it, unless it is bundled; then it may be nothing. */
    EncodedBlock cut(EncodedBlock block, int range) {
        return bundle == null ? block : bundle.cut(block, ranges.partitions[range], member);
    }

    int firstRange(int reducePartition) {
        return firstRanges[reducePartition - firstPartition];
    }

    int endRange(int reducePartition) {
        return firstRanges[reducePartition - firstPartition + 1];
    }

    /** What number the first range has among the blocks of the whole output. */
    int firstBlock() {
        return firstBlock;
    }

    /** The block of a range that is in memory. */
    EncodedBlock inMemory(int range) {
        byte[] page = ranges.pages[range];
        if (page == null) {
            throw new IllegalStateException("range " + range + " is on disk");
        }
        return new EncodedBlock(
                codecs[ranges.codecs[range]],
                page,
                (int) ranges.offsets[range],
                ranges.lengths[range],
                ranges.recordCounts[range]);
    }

    /** Gives the memory back, unless a store took it over, and deletes the file. */
    @Override
    public void close() throws IOException {
        if (lease != null) {
            lease.close();
        }
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
