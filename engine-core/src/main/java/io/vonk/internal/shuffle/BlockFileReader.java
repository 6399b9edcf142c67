package io.vonk.internal.shuffle;

import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads blocks that {@link BlockFileWriter} wrote and checks each of them, before anything is decoded, against its
 * checksum and against what the index says. Used by one thread.
 */
final class BlockFileReader implements AutoCloseable {
    private final Path file;
    private final RandomAccessFile access;
    private final ClassLoader classLoader;
    private final CRC32C crc = new CRC32C();
    private byte[] buffer = new byte[0];
    private byte[] description = new byte[0];
    private @Nullable RecordCodec codec;

    private BlockFileReader(Path file, RandomAccessFile access, ClassLoader classLoader) {
        this.file = file;
        this.access = access;
        this.classLoader = classLoader;
    }

    static BlockFileReader open(Path file, ClassLoader classLoader) throws IOException {
        return new BlockFileReader(file, new RandomAccessFile(file.toFile(), "r"), classLoader);
    }

    /** Reads the block of a range; the bytes are valid until the next call. */
    EncodedBlock read(RangeList ranges, int range) throws IOException {
        int length = ranges.lengths[range];
        if (buffer.length < length || buffer.length > 1 << 20 && buffer.length / 4 > length) {
            buffer = new byte[length];
        }
        access.seek(ranges.offsets[range]);
        try {
            access.readFully(buffer, 0, length);
        } catch (EOFException truncated) {
            throw damaged(ranges, range, "the file ends after " + access.length() + " bytes");
        }
        RecordInput in = new RecordInput(buffer, 0, length);
        int magic = in.getInt();
        int partition = in.getInt();
        int recordCount = in.getInt();
        int described = in.getInt();
        int body = in.getInt();
        int checksum = in.getInt();
        if (magic != BlockFileWriter.MAGIC) {
            throw damaged(ranges, range, "it does not begin with VSB1");
        }
        if (described < 0
                || body < 0
                || (long) described + body + BlockFileWriter.HEADER_BYTES != length
                || partition != ranges.partitions[range]
                || recordCount != ranges.recordCounts[range]) {
            throw damaged(ranges, range, "its header tells of another block");
        }
        crc.reset();
        crc.update(buffer, 0, BlockFileWriter.CHECKSUM_OFFSET);
        crc.update(buffer, BlockFileWriter.HEADER_BYTES, described + body);
        if ((int) crc.getValue() != checksum || checksum != ranges.checksums[range]) {
            throw damaged(
                    ranges,
                    range,
                    String.format(
                            "its checksum is %08x, its header says %08x, and %08x was written",
                            (int) crc.getValue(), checksum, ranges.checksums[range]));
        }
        int start = BlockFileWriter.HEADER_BYTES + described;
        return new EncodedBlock(codec(described), buffer, start, body, recordCount);
    }

    private RecordCodec codec(int described) {
        int start = BlockFileWriter.HEADER_BYTES;
        if (codec == null || !Arrays.equals(buffer, start, start + described, description, 0, description.length)) {
            description = Arrays.copyOfRange(buffer, start, start + described);
            codec = RecordCodecs.fromDescription(new RecordInput(description, 0, described), classLoader);
        }
        return codec;
    }

    private IOException damaged(RangeList ranges, int range, String how) {
        return new IOException("block of " + ranges.lengths[range] + " bytes at offset " + ranges.offsets[range]
                + " of " + file + " is damaged: " + how);
    }

    @Override
    public void close() throws IOException {
        access.close();
    }
}
