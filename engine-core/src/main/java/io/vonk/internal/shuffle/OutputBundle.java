package io.vonk.internal.shuffle;

import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the records of several small map outputs together, partition by partition, and knows which of them are whose.
 *
 * <p>With thousands of partitions on both sides, blocks of single outputs have a few records each, and finding them takes longer
 * than reading them. Those of one partition lie side by side here, in the order of the outputs, so that a reader takes them
 * in one block; in a file they are one block, too. If only some of the outputs count, because one of them was computed again,
 * the others can still be read alone.
 *
 * <p>Immutable; safe for use by many threads.
 */
final class OutputBundle {
    /** How many consecutive map partitions are put together. */
    static final int MEMBERS = 32;

    private static final int MIN_PARTITIONS = 32;
    private static final int MAX_OUTPUT_BYTES = 256 * 1024;
    /** Larger blocks are read fast enough one by one. */
    private static final int MAX_MEAN_BLOCK_BYTES = 2 * 1024;

    /** For each partition, where its numbers start in {@link #shares}. */
    private final int[] firstShares;

    /** For each partition that is not empty and each member: bytes and records. */
    private final byte[] shares;

    private OutputBundle(int[] firstShares, byte[] shares) {
        this.firstShares = firstShares;
        this.shares = shares;
    }

    /** A bundle and its content. */
    record Bundled(OutputBundle bundle, MapOutput content) {}

    /** Whether it pays to bundle the output, and nobody relies on its blocks' borders. */
    static boolean takes(MapOutput output) {
        int rangeCount = output.ranges().size;
        return output.inMemory()
                && !output.isSorted()
                && output.codecs().length <= 1
                && output.reducePartitionCount() >= MIN_PARTITIONS
                && output.memoryBytes() <= MAX_OUTPUT_BYTES
                && output.sizeBytes() <= (long) MAX_MEAN_BLOCK_BYTES * rangeCount;
    }

    /** How many bytes of memory a bundle takes at most. */
    static long maxBytes(List<MapOutput> outputs) {
        int partitions = outputs.get(0).reducePartitionCount();
        long bytes = MapOutput.indexBytes(partitions, partitions) + sharesBytes(outputs, partitions);
        for (MapOutput output : outputs) {
            bytes += output.sizeBytes();
        }
        return bytes;
    }

    private static long sharesBytes(List<MapOutput> outputs, int partitions) {
        return 4L * partitions + 64 + 6L * partitions * outputs.size();
    }

    /**
     * The outputs as one, which has no lease; null if they do not fit together.
     *
     * @param outputs all of which {@link #takes} takes
     */
    static @Nullable Bundled of(List<MapOutput> outputs) {
        int partitions = outputs.get(0).reducePartitionCount();
        RecordCodec codec = null;
        long bytes = 0;
        for (MapOutput output : outputs) {
            bytes += output.sizeBytes();
            for (RecordCodec other : output.codecs()) {
                if (codec != null && !codec.equals(other)) {
                    return null;
                }
                codec = other;
            }
            if (output.reducePartitionCount() != partitions) {
                return null;
            }
        }
        if (codec == null) {
            return null;
        }
        byte[] page = new byte[(int) bytes];
        RangeList ranges = new RangeList(partitions);
        int[] firstShares = new int[partitions + 1];
        RecordOutput shares = new RecordOutput(2 * partitions * outputs.size());
        int position = 0;
        for (int partition = 0; partition < partitions; partition++) {
            int start = position;
            int sharesStart = shares.position();
            int records = 0;
            for (MapOutput output : outputs) {
                RangeList from = output.ranges();
                int end = output.endRange(partition);
                int memberStart = position;
                int memberRecords = 0;
                for (int i = output.firstRange(partition); i < end; i++) {
                    byte[] source = from.pages[i];
                    if (source == null) {
                        throw new IllegalStateException("an output on disk cannot be bundled");
                    }
                    RecordOutput.copy(source, (int) from.offsets[i], page, position, from.lengths[i]);
                    position += from.lengths[i];
                    memberRecords += from.recordCounts[i];
                }
                shares.putVarInt(position - memberStart);
                shares.putVarInt(memberRecords);
                records += memberRecords;
            }
            if (records > 0) {
                ranges.addInMemory(partition, page, start, position - start, records, 0);
            } else {
                shares.position(sharesStart);
            }
            firstShares[partition + 1] = shares.position();
        }
        OutputBundle bundle = new OutputBundle(firstShares, shares.toByteArray());
        long memoryBytes = bytes + MapOutput.indexBytes(ranges.size, partitions);
        return new Bundled(
                bundle,
                new MapOutput(ranges, partitions, new RecordCodec[] {codec}, null, null, memoryBytes, 0, false));
    }

    /** What it takes beside the content. */
    long memoryBytes() {
        return 64 + 4L * firstShares.length + shares.length;
    }

    /** The part of a partition's block that is from one member. */
    EncodedBlock cut(EncodedBlock block, int partition, int member) {
        RecordInput in = sharesOf(partition);
        int offset = block.offset();
        for (int i = 0; i < member; i++) {
            offset += in.getVarInt();
            in.getVarInt();
        }
        return new EncodedBlock(block.codec(), block.bytes(), offset, in.getVarInt(), in.getVarInt());
    }

    /** The bytes of one member for one partition. */
    long sizeBytes(int partition, int member) {
        return number(partition, 2 * member);
    }

    /** The records of one member for one partition. */
    long recordCount(int partition, int member) {
        return number(partition, 2 * member + 1);
    }

    private long number(int partition, int index) {
        if (firstShares[partition] == firstShares[partition + 1]) {
            return 0;
        }
        RecordInput in = sharesOf(partition);
        for (int i = 0; i < index; i++) {
            in.getVarInt();
        }
        return in.getVarInt();
    }

    private RecordInput sharesOf(int partition) {
        int start = firstShares[partition];
        return new RecordInput(shares, start, firstShares[partition + 1] - start);
    }
}
