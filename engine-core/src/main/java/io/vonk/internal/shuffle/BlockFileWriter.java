package io.vonk.internal.shuffle;

import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordOutput;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Writes blocks of encoded records one after the other into a file: map outputs on disk and what aggregations spill.
 *
 * <p>The file is a sequence of blocks and nothing else; where each block lies is known by the {@link MapOutput}. All
 * numbers are little-endian. A block is:
 *
 * <pre>
 * offset  bytes
 *      0      4  'V' 'S' 'B' 1      shuffle block, version 1
 *      4      4  the reduce partition
 *      8      4  the number of records
 *     12      4  D, the length of the codec's description
 *     16      4  B, the length of the encoded records
 *     20      4  CRC-32C of bytes 0 to 19 and of the description and the records
 *     24      D  the description of the codec, see {@link RecordCodec#describe}
 *   24+D      B  the records, encoded one after the other
 * </pre>
 *
 * <p>Written with a plain stream and not with a channel, because a channel is closed when its thread is interrupted. Used
 * by one thread.
 */
final class BlockFileWriter implements AutoCloseable {
    /** {@code VSB1}, read as a little-endian number. */
    static final int MAGIC = 'V' | 'S' << 8 | 'B' << 16 | 1 << 24;

    static final int HEADER_BYTES = 24;
    static final int CHECKSUM_OFFSET = 20;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final Path file;
    private final FileOutputStream stream;
    private final RecordOutput buffer = new RecordOutput(BUFFER_BYTES);
    private final CRC32C crc = new CRC32C();
    private long position;
    private int checksum;

    private BlockFileWriter(Path file, FileOutputStream stream) {
        this.file = file;
        this.stream = stream;
    }

    static BlockFileWriter create(Path file) throws IOException {
        return new BlockFileWriter(file, new FileOutputStream(file.toFile()));
    }

    Path file() {
        return file;
    }

    /** Where the next block will begin. */
    long position() {
        return position;
    }

    /** The checksum of the block that was appended last. */
    int checksum() {
        return checksum;
    }

    /** Appends a block and returns its length in the file. */
    int append(int partition, RecordCodec codec, byte[] bytes, int offset, int length, int recordCount)
            throws IOException {
        int start = buffer.position();
        buffer.putInt(MAGIC);
        buffer.putInt(partition);
        buffer.putInt(recordCount);
        buffer.putInt(0);
        buffer.putInt(length);
        buffer.putInt(0);
        codec.describe(buffer);
        int end = buffer.position();
        int described = end - start - HEADER_BYTES;
        buffer.position(start + 12);
        buffer.putInt(described);
        crc.reset();
        crc.update(buffer.array(), start, CHECKSUM_OFFSET);
        crc.update(buffer.array(), start + HEADER_BYTES, described);
        crc.update(bytes, offset, length);
        checksum = (int) crc.getValue();
        buffer.position(start + CHECKSUM_OFFSET);
        buffer.putInt(checksum);
        buffer.position(end);
        if (length < BUFFER_BYTES / 4) {
            buffer.putBytes(bytes, offset, length);
        } else {
            flush();
            stream.write(bytes, offset, length);
        }
        if (buffer.position() >= BUFFER_BYTES / 2) {
            flush();
        }
        int blockBytes = HEADER_BYTES + described + length;
        position += blockBytes;
        return blockBytes;
    }

    /** Makes all blocks readable. */
    void flush() throws IOException {
        stream.write(buffer.array(), 0, buffer.position());
        buffer.position(0);
    }

    /** Closes the file, with everything in it. */
    @Override
    public void close() throws IOException {
        try (stream) {
            flush();
        }
    }

    /** Closes and deletes the file. */
    void discard() throws IOException {
        buffer.position(0);
        try {
            stream.close();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
