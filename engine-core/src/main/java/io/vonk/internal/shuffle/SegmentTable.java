package io.vonk.internal.shuffle;

import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;

/**
 * What there is of some neighbouring segments of a map output: the answer to the first question of a reader, which then knows
 * how many bytes it is going to ask for, and what they must be.
 *
 * <h2>Format</h2>
 *
 * <pre>
 * table   = segments of the whole output (4)  first segment (4)  segments in the table (4)  segment*
 * segment = blocks (4)  seal (4)  block*
 * block   = length (4)  record count (4)  checksum (4)
 * </pre>
 *
 * Numbers are little-endian. Immutable; safe for use by many threads.
 */
public final class SegmentTable {
    private static final int HEADER_BYTES = 12;
    private static final int BYTES_PER_SEGMENT = 8;
    private static final int BYTES_PER_BLOCK = 12;

    private final MapOutputId id;
    private final int segmentCount;
    private final int from;
    /** For each segment of the table the number of its first block, from 0; one more for the end. */
    private final int[] firstBlocks;

    private final int[] lengths;
    private final int[] recordCounts;
    private final int[] checksums;

    private SegmentTable(MapOutputId id, int segmentCount, int from, int[] firstBlocks) {
        this.id = id;
        this.segmentCount = segmentCount;
        this.from = from;
        this.firstBlocks = firstBlocks;
        int blocks = firstBlocks[firstBlocks.length - 1];
        this.lengths = new int[blocks];
        this.recordCounts = new int[blocks];
        this.checksums = new int[blocks];
    }

    /** The bytes of the table of some segments of an output. */
    static byte[] write(SegmentIndex index, int from, int until) {
        int blocks = index.firstBlock(until) - index.firstBlock(from);
        RecordOutput out =
                new RecordOutput(HEADER_BYTES + BYTES_PER_SEGMENT * (until - from) + BYTES_PER_BLOCK * blocks);
        out.putInt(index.segmentCount());
        out.putInt(from);
        out.putInt(until - from);
        for (int segment = from; segment < until; segment++) {
            out.putInt(index.blockCount(segment));
            out.putInt(index.seal(segment));
            for (int block = index.firstBlock(segment); block < index.firstBlock(segment + 1); block++) {
                out.putInt(index.length(block));
                out.putInt(index.recordCount(block));
                out.putInt(index.checksum(block));
            }
        }
        return out.toByteArray();
    }

    /**
     * Reads a table that somebody has given as the one of these segments of this output.
     *
     * @throws FetchFailedException if it is not
     */
    public static SegmentTable read(byte[] bytes, MapOutputId id, int from, int until) {
        RecordInput in = new RecordInput(bytes, 0, bytes.length);
        int segments = until - from;
        if (bytes.length < HEADER_BYTES + (long) BYTES_PER_SEGMENT * segments) {
            throw wrong(id, "it has " + bytes.length + " bytes for " + segments + " segments");
        }
        int segmentCount = in.getInt();
        if (in.getInt() != from || in.getInt() != segments || segmentCount < until) {
            throw wrong(id, "it is of other segments");
        }
        long left = ((long) bytes.length - HEADER_BYTES - (long) BYTES_PER_SEGMENT * segments);
        int[] firstBlocks = new int[segments + 1];
        int start = in.position();
        for (int i = 0; i < segments; i++) {
            // Each count is checked before it is believed: there may not be more blocks than bytes for them.
            int blocks = in.getInt();
            left -= (long) BYTES_PER_BLOCK * blocks;
            if (blocks < 0 || left < 0) {
                throw wrong(id, "it ends too early");
            }
            in.skip(4 + BYTES_PER_BLOCK * blocks);
            firstBlocks[i + 1] = firstBlocks[i] + blocks;
        }
        if (left != 0) {
            throw wrong(id, "it has " + left + " bytes too many");
        }
        in.position(start);
        SegmentTable table = new SegmentTable(id, segmentCount, from, firstBlocks);
        table.readBlocks(in);
        return table;
    }

    private void readBlocks(RecordInput in) {
        SegmentIndex.Seal seal = new SegmentIndex.Seal();
        int block = 0;
        for (int i = 0; i + 1 < firstBlocks.length; i++) {
            int blocks = in.getInt();
            int sealed = in.getInt();
            seal.start(id, from + i, blocks);
            for (int end = block + blocks; block < end; block++) {
                lengths[block] = in.getInt();
                recordCounts[block] = in.getInt();
                checksums[block] = in.getInt();
                if (lengths[block] < BlockFileWriter.HEADER_BYTES || recordCounts[block] < 0) {
                    throw wrong(id, "block " + block + " has " + lengths[block] + " bytes");
                }
                seal.block(lengths[block], recordCounts[block], checksums[block]);
            }
            if (seal.value() != sealed) {
                throw wrong(id, "segment " + (from + i) + " is damaged or belongs to another output");
            }
        }
    }

    private static FetchFailedException wrong(MapOutputId id, String how) {
        return new FetchFailedException(id, "its table of segments is wrong: " + how, null);
    }

    /** Whose segments they are. */
    public MapOutputId id() {
        return id;
    }

    /** The first segment. */
    public int from() {
        return from;
    }

    /** One more than the last segment. */
    public int until() {
        return from + firstBlocks.length - 1;
    }

    /** How many bytes the blocks have together. */
    public long dataBytes() {
        long bytes = 0;
        for (int length : lengths) {
            bytes += length;
        }
        return bytes;
    }

    /** How many segments the whole output has. */
    int segmentCount() {
        return segmentCount;
    }

    int blockCount() {
        return lengths.length;
    }

    int[] firstBlocks() {
        return firstBlocks;
    }

    int length(int block) {
        return lengths[block];
    }

    int recordCount(int block) {
        return recordCounts[block];
    }

    int checksum(int block) {
        return checksums[block];
    }
}
