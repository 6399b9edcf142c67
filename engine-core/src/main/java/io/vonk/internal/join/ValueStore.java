package io.vonk.internal.join;

import io.vonk.error.CorruptBlockException;
import io.vonk.error.VonkException;
import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Where the encoded values of large groups lie: in memory while the lease grants it, in one scratch file after that. They stay
 * until the store is closed.
 *
 * <p>The file is a sequence of chunks, addressed from memory only: the length of the content (int, little-endian), the CRC32C of
 * the content (int), the content. Thread safety: filled by one thread; chunks may be read by several.
 */
final class ValueStore implements AutoCloseable {
    private static final int HEADER_BYTES = 8;

    /**
     * How much is kept in memory at most. Values stay until the end of the task, though most users look at a group only once:
     * the memory is better left to others.
     */
    private static final long MAX_MEMORY_BYTES = 16 << 20;

    /** Several encoded values, one after the other. */
    sealed interface Chunk {
        /** How many there are. */
        int count();

        /** How they are encoded. */
        RecordCodec codec();
    }

    record MemoryChunk(byte[] bytes, int count, RecordCodec codec) implements Chunk {}

    record FileChunk(long offset, int length, int count, RecordCodec codec) implements Chunk {}

    private final OperatorScope scope;
    private final Lease lease;
    private @Nullable Path path;
    private @Nullable FileChannel file;
    private long fileBytes;
    private long memoryBytes;
    private volatile boolean closed;

    ValueStore(OperatorScope scope, String owner) {
        this.scope = scope;
        this.lease = scope.lease(owner);
        // For values that were not handed to the store yet. The smallest lease includes it, so it is never refused.
        this.lease.tryReserve(KeyBlock.TAIL_BYTES);
    }

    /** Keeps {@code length} bytes, which hold {@code count} values. */
    Chunk keep(byte[] bytes, int length, int count, RecordCodec codec) throws IOException {
        if (!lease.pressed() && memoryBytes + length <= MAX_MEMORY_BYTES && lease.tryReserve(length)) {
            memoryBytes += length;
            byte[] copy = new byte[length];
            System.arraycopy(bytes, 0, copy, 0, length);
            return new MemoryChunk(copy, count, codec);
        }
        FileChannel channel = file == null ? create() : file;
        long offset = fileBytes;
        ByteBuffer header =
                ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(length);
        header.putInt(checksum(bytes, length)).flip();
        try {
            writeFully(channel, header, offset);
            writeFully(channel, ByteBuffer.wrap(bytes, 0, length), offset + HEADER_BYTES);
        } catch (IOException failed) {
            throw new IOException("cannot write grouped values to " + path + ": " + failed.getMessage(), failed);
        }
        fileBytes = offset + HEADER_BYTES + length;
        return new FileChunk(offset, length, count, codec);
    }

    /** Drops what was kept so far, which nobody must read any more; memory and the file's space are used again. */
    void forgetAll() {
        lease.release(memoryBytes);
        memoryBytes = 0;
        fileBytes = 0;
    }

    private FileChannel create() throws IOException {
        Path newPath = scope.newFile("values");
        path = newPath;
        FileChannel channel = FileChannel.open(
                newPath, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file = channel;
        return channel;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        long at = offset;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** The bytes of a chunk; fails after close. */
    byte[] read(Chunk chunk) {
        if (closed) {
            throw new VonkException(
                    "the values of a group were asked for after the end of the task that grouped them; they"
                            + " are kept during the task only; copy them before, for example with new ArrayList<>(values)");
        }
        if (chunk instanceof MemoryChunk inMemory) {
            return inMemory.bytes();
        }
        FileChunk onDisk = (FileChunk) chunk;
        try {
            return read(onDisk);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private byte[] read(FileChunk chunk) throws IOException {
        FileChannel channel = file;
        if (channel == null) {
            throw new IllegalStateException("the chunk is not of this store");
        }
        ByteBuffer buffer = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        byte[] content = new byte[chunk.length()];
        readFully(channel, buffer, chunk.offset());
        readFully(channel, ByteBuffer.wrap(content), chunk.offset() + HEADER_BYTES);
        if (buffer.getInt(0) != chunk.length() || buffer.getInt(4) != checksum(content, content.length)) {
            throw new CorruptBlockException("grouped values in " + path + " are damaged at byte " + chunk.offset());
        }
        return content;
    }

    private void readFully(FileChannel channel, ByteBuffer into, long offset) throws IOException {
        long at = offset;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw new CorruptBlockException(
                        "grouped values in " + path + " end before byte " + (at + into.remaining()));
            }
            at += count;
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    /** Drops everything and deletes the file; further calls do nothing. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        lease.close();
        FileChannel channel = file;
        Path written = path;
        if (channel != null && written != null) {
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(written);
            }
        }
    }
}
