package io.vonk.internal.shuffle;

import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordCodecs;
import io.vonk.internal.serial.RecordInput;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Checks blocks that {@link BlockFileWriter} wrote, wherever they have come from, against their checksum and against what an
 * index says of them; nothing is decoded before. Used by one thread.
 */
final class BlockDecoder {
    private final ClassLoader classLoader;
    private final CRC32C crc = new CRC32C();
    private byte[] description = new byte[0];
    private @Nullable RecordCodec codec;

    /** A decoder that finds the classes of records with {@code classLoader}. */
    BlockDecoder(ClassLoader classLoader) {
        this.classLoader = classLoader;
    }

    /**
     * The records of the block of {@code length} bytes at {@code offset} of {@code bytes}.
     *
     * @throws IOException if it is not the block that is meant; the message goes on after "is damaged: "
     */
    EncodedBlock decode(byte[] bytes, int offset, int length, int partition, int recordCount, int checksum)
            throws IOException {
        RecordInput in = new RecordInput(bytes, offset, length);
        int magic = in.getInt();
        int ownPartition = in.getInt();
        int ownRecordCount = in.getInt();
        int described = in.getInt();
        int body = in.getInt();
        int ownChecksum = in.getInt();
        if (magic != BlockFileWriter.MAGIC) {
            throw new IOException("it does not begin with VSB1");
        }
        if (described < 0
                || body < 0
                || (long) described + body + BlockFileWriter.HEADER_BYTES != length
                || ownPartition != partition
                || ownRecordCount != recordCount) {
            throw new IOException("its header tells of another block");
        }
        int start = offset + BlockFileWriter.HEADER_BYTES;
        crc.reset();
        crc.update(bytes, offset, BlockFileWriter.CHECKSUM_OFFSET);
        crc.update(bytes, start, described + body);
        int computed = (int) crc.getValue();
        if (computed != ownChecksum || computed != checksum) {
            throw new IOException(String.format(
                    "its checksum is %08x, its header says %08x, and %08x was written",
                    computed, ownChecksum, checksum));
        }
        return new EncodedBlock(codec(bytes, start, described), bytes, start + described, body, recordCount);
    }

    private RecordCodec codec(byte[] bytes, int start, int described) {
        if (codec == null || !Arrays.equals(bytes, start, start + described, description, 0, description.length)) {
            description = Arrays.copyOfRange(bytes, start, start + described);
            codec = RecordCodecs.fromDescription(new RecordInput(description, 0, described), classLoader);
        }
        return codec;
    }
}
