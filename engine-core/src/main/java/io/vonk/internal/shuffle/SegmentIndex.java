package io.vonk.internal.shuffle;

import io.vonk.error.DataException;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Where which blocks of a {@link PublishedOutput} are, in a form that can be read without a class of the user: by a worker, which
 * runs none of the user's code.
 *
 * <p>An output is divided into <b>segments</b>, what can be asked for: the blocks for one reduce partition, or, of an output that
 * is to be cut into ranges later, single blocks. Each has a <b>seal</b>, which the writer computes from the output's id, the
 * segment's number, and the lengths, record counts and checksums of its blocks. Whoever asks for a segment computes the seal for
 * the output that it wants. So a block of another attempt, a segment with a block too few and an empty answer are found out as
 * well as a flipped bit, and the driver need not keep a checksum for every map task and reduce partition.
 *
 * <h2>Format of the file</h2>
 *
 * <pre>
 * offset  bytes
 *      0      4  'V' 'S' 'I' 1      segment index, version 1
 *      4      4  S, the number of segments
 *      8      4  B, the number of blocks
 *     12      4  CRC-32C of the first 12 bytes and of what follows
 *     16     8S  for each segment: how many blocks it has (4), its seal (4)
 *  16+8S    20B  for each block, segment by segment: its offset in the data (8), length (4), record count (4) and checksum (4)
 * </pre>
 *
 * Numbers are little-endian. Immutable; safe for use by many threads.
 */
final class SegmentIndex {
    private static final int MAGIC = 'V' | 'S' << 8 | 'I' << 16 | 1 << 24;
    private static final int HEADER_BYTES = 16;
    private static final int CHECKSUM_OFFSET = 12;
    private static final int BYTES_PER_SEGMENT = 8;
    private static final int BYTES_PER_BLOCK = 20;

    /** For each segment the number of its first block; one more for the end. */
    private final int[] firstBlocks;

    private final int[] seals;
    private final long[] offsets;
    private final int[] lengths;
    private final int[] recordCounts;
    private final int[] checksums;

    private SegmentIndex(int segmentCount, int blockCount) {
        firstBlocks = new int[segmentCount + 1];
        seals = new int[segmentCount];
        offsets = new long[blockCount];
        lengths = new int[blockCount];
        recordCounts = new int[blockCount];
        checksums = new int[blockCount];
    }

    /** The index of an output that lies in one file. */
    static SegmentIndex of(MapOutputId id, MapOutput output) {
        RangeList ranges = output.ranges();
        boolean single = output.sparseIndex() != null;
        int segments = single ? ranges.size : output.reducePartitionCount();
        SegmentIndex index = new SegmentIndex(segments, ranges.size);
        for (int i = 0; i < ranges.size; i++) {
            index.offsets[i] = ranges.offsets[i];
            index.lengths[i] = ranges.lengths[i];
            index.recordCounts[i] = ranges.recordCounts[i];
            index.checksums[i] = ranges.checksums[i];
        }
        Seal seal = new Seal();
        for (int segment = 0; segment < segments; segment++) {
            index.firstBlocks[segment + 1] = single ? segment + 1 : output.endRange(segment);
            seal.start(id, segment, index.blockCount(segment));
            for (int block = index.firstBlocks[segment]; block < index.firstBlocks[segment + 1]; block++) {
                seal.block(index.lengths[block], index.recordCounts[block], index.checksums[block]);
            }
            index.seals[segment] = seal.value();
        }
        return index;
    }

    int segmentCount() {
        return seals.length;
    }

    int blockCount() {
        return offsets.length;
    }

    int blockCount(int segment) {
        return firstBlocks[segment + 1] - firstBlocks[segment];
    }

    /** The number of a segment's first block; of the number of segments, the number of blocks. */
    int firstBlock(int segment) {
        return firstBlocks[segment];
    }

    int seal(int segment) {
        return seals[segment];
    }

    long offset(int block) {
        return offsets[block];
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

    void writeTo(Path file) throws IOException {
        int bytes = HEADER_BYTES + BYTES_PER_SEGMENT * seals.length + BYTES_PER_BLOCK * offsets.length;
        RecordOutput out = new RecordOutput(bytes);
        out.putInt(MAGIC);
        out.putInt(seals.length);
        out.putInt(offsets.length);
        out.putInt(0);
        for (int segment = 0; segment < seals.length; segment++) {
            out.putInt(blockCount(segment));
            out.putInt(seals[segment]);
        }
        for (int block = 0; block < offsets.length; block++) {
            out.putLong(offsets[block]);
            out.putInt(lengths[block]);
            out.putInt(recordCounts[block]);
            out.putInt(checksums[block]);
        }
        int end = out.position();
        out.position(CHECKSUM_OFFSET);
        out.putInt(checksum(out.array(), end));
        out.position(end);
        Files.write(file, out.toByteArray());
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws DataException if the file is damaged
     */
    static SegmentIndex read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        RecordInput in = new RecordInput(bytes, 0, bytes.length);
        if (bytes.length < HEADER_BYTES || in.getInt() != MAGIC) {
            throw damaged(file, "it does not begin with VSI1");
        }
        int segments = in.getInt();
        int blocks = in.getInt();
        int checksum = in.getInt();
        long expected = HEADER_BYTES + (long) BYTES_PER_SEGMENT * segments + (long) BYTES_PER_BLOCK * blocks;
        if (segments < 0 || blocks < 0 || expected != bytes.length) {
            throw damaged(file, "it has " + bytes.length + " bytes instead of " + expected);
        }
        if (checksum != checksum(bytes, bytes.length)) {
            throw damaged(file, "its checksum is wrong");
        }
        SegmentIndex index = new SegmentIndex(segments, blocks);
        for (int segment = 0; segment < segments; segment++) {
            index.firstBlocks[segment + 1] = index.firstBlocks[segment] + in.getInt();
            index.seals[segment] = in.getInt();
        }
        for (int block = 0; block < blocks; block++) {
            index.offsets[block] = in.getLong();
            index.lengths[block] = in.getInt();
            index.recordCounts[block] = in.getInt();
            index.checksums[block] = in.getInt();
        }
        return index;
    }

    private static int checksum(byte[] bytes, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKSUM_OFFSET);
        crc.update(bytes, HEADER_BYTES, end - HEADER_BYTES);
        return (int) crc.getValue();
    }

    private static DataException damaged(Path file, String how) {
        return new DataException("the index of a map output in " + file + " is damaged: " + how);
    }

    /** Computes seals, one after the other. Used by one thread. */
    static final class Seal {
        private final CRC32C crc = new CRC32C();
        private final RecordOutput buffer = new RecordOutput(64);

        /** Begins the seal of a segment of {@code blocks} blocks. */
        void start(MapOutputId id, int segment, int blocks) {
            crc.reset();
            buffer.position(0);
            buffer.putLong(id.shuffle().value());
            buffer.putInt(id.mapPartition());
            buffer.putLong(id.attempt().value());
            buffer.putInt(segment);
            buffer.putInt(blocks);
            crc.update(buffer.array(), 0, buffer.position());
        }

        /** Adds the next block. */
        void block(int length, int recordCount, int checksum) {
            buffer.position(0);
            buffer.putInt(length);
            buffer.putInt(recordCount);
            buffer.putInt(checksum);
            crc.update(buffer.array(), 0, buffer.position());
        }

        int value() {
            return (int) crc.getValue();
        }
    }
}
