package io.vonk.internal.shuffle;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Reads blocks that {@link BlockFileWriter} wrote and checks each of them, before anything is decoded, against its
 * checksum and against what the index says. Used by one thread.
 */
final class BlockFileReader implements AutoCloseable {
    private final Path file;
    private final RandomAccessFile access;
    private final BlockDecoder decoder;
    private byte[] buffer = new byte[0];

    private BlockFileReader(Path file, RandomAccessFile access, ClassLoader classLoader) {
        this.file = file;
        this.access = access;
        this.decoder = new BlockDecoder(classLoader);
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
        try {
            return decoder.decode(
                    buffer, 0, length, ranges.partitions[range], ranges.recordCounts[range], ranges.checksums[range]);
        } catch (IOException damaged) {
            throw damaged(ranges, range, String.valueOf(damaged.getMessage()));
        }
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
