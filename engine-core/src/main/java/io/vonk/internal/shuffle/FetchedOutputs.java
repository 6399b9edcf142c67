package io.vonk.internal.shuffle;

import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.sort.SparseIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link MapOutput} of segments that were fetched from another process, so that readers find what they would find in
 * their own. It has only the segments of the table, under their own numbers, and is not to be closed: its memory or its file belong
 * to the one who fetched it.
 */
final class FetchedOutputs {
    private FetchedOutputs() {}

    /**
     * Segments whose blocks are in memory. Every block is checked here.
     *
     * @param blocks holds the blocks of the table one after the other; not to be changed any more. Their memory is on the
     *     caller's account
     * @param start where they begin
     * @param sparseIndex that of the whole output, if it is to be cut into ranges; else null
     * @param loader finds the classes of the user's records
     * @throws FetchFailedException if they are not the blocks of the table
     */
    static MapOutput inMemory(
            SegmentTable table, byte[] blocks, int start, @Nullable SparseIndex sparseIndex, ClassLoader loader) {
        if (blocks.length - start < table.dataBytes()) {
            throw new FetchFailedException(
                    table.id(), blocks.length - start + " bytes have come instead of " + table.dataBytes(), null);
        }
        RangeList ranges = new RangeList(table.blockCount());
        List<RecordCodec> codecs = new ArrayList<>();
        BlockDecoder decoder = new BlockDecoder(loader);
        int segment = 0;
        int offset = start;
        for (int block = 0; block < table.blockCount(); block++) {
            while (table.firstBlocks()[segment + 1] <= block) {
                segment++;
            }
            int partition = sparseIndex == null ? table.from() + segment : 0;
            EncodedBlock decoded;
            try {
                decoded = decoder.decode(
                        blocks,
                        offset,
                        table.length(block),
                        partition,
                        table.recordCount(block),
                        table.checksum(block));
            } catch (IOException damaged) {
                throw new FetchFailedException(
                        table.id(),
                        "block " + block + " of segments " + table.from() + " to " + (table.until() - 1)
                                + " is damaged: " + damaged.getMessage(),
                        damaged);
            }
            int codec = codecs.indexOf(decoded.codec());
            if (codec < 0) {
                codec = codecs.size();
                if (codec > Byte.MAX_VALUE) {
                    throw new FetchFailedException(table.id(), "it has more than 128 kinds of records", null);
                }
                codecs.add(decoded.codec());
            }
            ranges.addInMemory(partition, blocks, decoded.offset(), decoded.length(), decoded.recordCount(), codec);
            offset += table.length(block);
        }
        return MapOutput.fetched(ranges, table, codecs.toArray(RecordCodec[]::new), null, sparseIndex);
    }

    /**
     * Segments whose blocks are in a file, where they are checked when they are read.
     *
     * @param blocks holds the blocks of the table one after the other; the caller deletes it
     * @param start where they begin
     * @param sparseIndex that of the whole output, if it is to be cut into ranges; else null
     */
    static MapOutput onDisk(SegmentTable table, Path blocks, long start, @Nullable SparseIndex sparseIndex) {
        RangeList ranges = new RangeList(table.blockCount());
        int segment = 0;
        long offset = start;
        for (int block = 0; block < table.blockCount(); block++) {
            while (table.firstBlocks()[segment + 1] <= block) {
                segment++;
            }
            int partition = sparseIndex == null ? table.from() + segment : 0;
            ranges.addOnDisk(
                    partition, offset, table.length(block), table.recordCount(block), 0, table.checksum(block));
            offset += table.length(block);
        }
        return MapOutput.fetched(ranges, table, new RecordCodec[0], blocks, sparseIndex);
    }
}
