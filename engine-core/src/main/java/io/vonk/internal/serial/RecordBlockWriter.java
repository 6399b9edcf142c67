package io.vonk.internal.serial;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes records as a sequence of blocks; the format is {@link RecordBlock}'s.
 *
 * <p>A block ends when it has the target size, or before a record that does not fit its codec; the next one then has a
 * codec that takes both. Used by one thread. {@link #close} writes the last block and leaves what lies below open.
 */
public final class RecordBlockWriter implements Closeable {
    /** A block size that suits files: few headers, and little to hold while it is filled. */
    public static final int FILE_BLOCK = 256 << 10;

    private final BlockTarget target;
    private final BlockCompression compression;
    private final int blockSize;
    private final RecordOutput raw;

    private @Nullable RecordCodec codec;
    private byte[] description = {};
    private int inBlock;
    private long records;
    private long bytes;
    private boolean complete = true;
    private boolean closed;

    private RecordBlockWriter(BlockTarget target, BlockCompression compression, int blockSize, int firstRoom) {
        if (blockSize < 1) {
            throw new IllegalArgumentException("a block size of " + blockSize + " bytes; at least 1 is needed");
        }
        this.target = target;
        this.compression = compression;
        this.blockSize = blockSize;
        raw = new RecordOutput(firstRoom);
    }

    /** A writer of blocks of about {@code blockSize} bytes before compression. The stream is not closed with it. */
    public static RecordBlockWriter toStream(OutputStream out, BlockCompression compression, int blockSize) {
        return new RecordBlockWriter(out::write, compression, blockSize, Math.min(blockSize + 1024, 64 << 10));
    }

    /** A writer that hands each finished block over, to keep. */
    public static RecordBlockWriter toArrays(Consumer<byte[]> blocks, BlockCompression compression, int blockSize) {
        // Room grows with the records: most results of tasks are a few bytes, and a task must not cost more than they
        // do.
        return new RecordBlockWriter(blocks::accept, compression, blockSize, 64);
    }

    /** Where finished blocks go. */
    @FunctionalInterface
    private interface BlockTarget {
        void accept(byte[] block) throws IOException;
    }

    /** Appends a record. */
    public void write(@Nullable Object record) throws IOException {
        RecordCodec current = codec;
        if (current == null || !current.fits(record)) {
            current = change(current, record);
        }
        int start = raw.position();
        try {
            current.write(record, raw);
        } catch (RuntimeException | Error e) {
            // What a record has left behind half-written is no part of the block.
            raw.position(start);
            throw e;
        }
        inBlock++;
        if (raw.position() >= blockSize) {
            flush();
        }
    }

    private RecordCodec change(@Nullable RecordCodec current, @Nullable Object record) throws IOException {
        flush();
        RecordCodec next = current == null ? RecordCodecs.forRecord(record) : RecordCodecs.widened(current, record);
        RecordOutput out = new RecordOutput(64);
        next.describe(out);
        description = out.toByteArray();
        codec = next;
        complete &= RecordCodecs.isComplete(next);
        return next;
    }

    /** Ends the current block, if it holds anything, and writes it. */
    public void flush() throws IOException {
        if (inBlock == 0) {
            return;
        }
        boolean packs = compression != BlockCompression.PACKED || codec != null && RecordCodecs.isLongPairs(codec);
        byte[] block = RecordBlock.encode(
                description, inBlock, raw.array(), raw.position(), packs ? compression : BlockCompression.NONE);
        target.accept(block);
        records += inBlock;
        bytes += block.length;
        inBlock = 0;
        raw.position(0);
    }

    /** Whether all records so far were written as {@link RecordCodecs#isComplete} wants it. */
    boolean isComplete() {
        return complete;
    }

    /** How many records were written, those of the unfinished block included. */
    public long records() {
        return records + inBlock;
    }

    /** How many bytes the finished blocks have. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            flush();
        }
    }
}
