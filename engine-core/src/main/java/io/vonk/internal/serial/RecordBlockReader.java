package io.vonk.internal.serial;

import io.vonk.error.CorruptBlockException;
import io.vonk.error.DataException;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RecordBlockWriter} wrote. What comes from a stream is believed only after its
 * lengths and checksums were checked. Used by one thread.
 */
public final class RecordBlockReader implements Closeable {
    /** What is read, or in memory: the blocks that follow. */
    private final InputStream in;

    private final @Nullable Iterator<byte[]> inMemory;
    private final String source;
    private final ClassLoader loader;

    private final byte[] head = new byte[RecordBlock.HEADER];

    private long offset;
    private long blockOffset;
    private byte[] description = {};
    private @Nullable RecordCodec codec;
    private byte[] block = {};
    private byte[] raw = {};
    private final RecordInput records = new RecordInput(block, 0, 0);
    /** The pairs of the present block, if that is how they lie; then {@link #records} is empty. */
    private @Nullable PackedLongPairs packed;

    private int left;

    /**
     * A reader of all blocks in a stream, which it closes.
     *
     * @param in better buffered, if it is a file
     * @param source names the stream in errors, such as a path or a block's id
     * @param loader finds the classes of the records
     */
    public RecordBlockReader(InputStream in, String source, ClassLoader loader) {
        this(in, null, source, loader);
    }

    private RecordBlockReader(InputStream in, @Nullable Iterator<byte[]> inMemory, String source, ClassLoader loader) {
        this.in = in;
        this.inMemory = inMemory;
        this.source = source;
        this.loader = loader;
    }

    /** A reader of the blocks in an array. */
    public static RecordBlockReader of(byte[] blocks, String source, ClassLoader loader) {
        return new RecordBlockReader(new ByteArrayInputStream(blocks), source, loader);
    }

    /**
     * A reader of blocks that this process has made and kept in memory, each in an array of its own. The arrays are read where
     * they are, and their content is believed without a look at its checksum.
     */
    public static RecordBlockReader ofMemory(List<byte[]> blocks, String source, ClassLoader loader) {
        return new RecordBlockReader(InputStream.nullInputStream(), blocks.iterator(), source, loader);
    }

    /**
     * Fills {@code into} from index 0 with the next records.
     *
     * @return how many; 0 at the end
     * @throws CorruptBlockException if what is read is not what was written
     * @throws DataException if the records' classes are not there or have changed
     */
    public int read(@Nullable Object[] into) throws IOException {
        int count = 0;
        while (count < into.length) {
            if (left == 0 && !nextBlock()) {
                break;
            }
            RecordCodec current = present();
            int from = count;
            PackedLongPairs pairs = packed;
            if (pairs != null) {
                count += unpack(pairs, () -> pairs.next(into, from, into.length - from));
                continue;
            }
            int now = Math.min(left, into.length - count);
            decode(now, () -> current.readAll(records, into, from, now));
            count += now;
        }
        return count;
    }

    /**
     * Whether the next records are pairs of Long and Long, so that {@link #readLongPairs} reads them.
     *
     * @return false also at the end
     */
    public boolean atLongPairs() throws IOException {
        return (left > 0 || nextBlock()) && RecordCodecs.isLongPairs(present());
    }

    /**
     * Reads next records into {@code into} from index 0 on, each a key and the value behind it, as far as these are pairs of
     * Long and Long; not always as many as there is room for.
     *
     * @return how many pairs; 0 at the end, or if another record is next
     */
    public int readLongPairs(long[] into) throws IOException {
        int capacity = into.length / 2;
        int count = 0;
        while (count < capacity && atLongPairs()) {
            int from = count;
            PackedLongPairs pairs = packed;
            if (pairs != null) {
                // Up to the end of a chunk, so that the next call begins with a whole one.
                return count + unpack(pairs, () -> pairs.next(into, from, capacity - from));
            }
            int now = Math.min(left, capacity - count);
            decode(now, () -> records.getZigZags(into, 2 * from, 2 * now));
            count += now;
        }
        return count;
    }

    private RecordCodec present() {
        RecordCodec current = codec;
        if (current == null) {
            throw new IllegalStateException("no block was opened");
        }
        return current;
    }

    /** Takes the next {@code count} records from the present block. */
    private void decode(int count, Runnable decoding) {
        try {
            decoding.run();
        } catch (IndexOutOfBoundsException e) {
            throw corrupt("a record goes on beyond its end", e);
        }
        if (records.position() > records.limit()) {
            throw corrupt("a record goes on beyond its end", null);
        }
        left -= count;
        if (left == 0 && records.remaining() != 0) {
            throw corrupt(records.remaining() + " bytes follow its last record", null);
        }
    }

    /** Takes the next records from the present block, which is packed; how many they are. */
    private int unpack(PackedLongPairs pairs, IntSupplier unpacking) {
        int count;
        try {
            count = unpacking.getAsInt();
        } catch (IndexOutOfBoundsException e) {
            throw corrupt("a record goes on beyond its end", e);
        }
        left -= count;
        if (left == 0 && !pairs.isAtEnd()) {
            throw corrupt("something follows its last record", null);
        }
        return count;
    }

    private boolean nextBlock() throws IOException {
        blockOffset = offset;
        RecordBlock header = inMemory == null ? readBlock() : nextInMemory(inMemory);
        if (header == null) {
            return false;
        }
        offset += header.length();
        openCodec(header);
        openPayload(header);
        left = header.records();
        if (left == 0 && records.remaining() != 0) {
            throw corrupt("it has bytes but no records", null);
        }
        return left > 0 || nextBlock();
    }

    private @Nullable RecordBlock nextInMemory(Iterator<byte[]> blocks) {
        if (!blocks.hasNext()) {
            return null;
        }
        block = blocks.next();
        return RecordBlock.header(block, 0, source, blockOffset);
    }

    private @Nullable RecordBlock readBlock() throws IOException {
        int length = in.readNBytes(head, 0, RecordBlock.HEADER);
        if (length == 0) {
            return null;
        }
        if (length < RecordBlock.HEADER) {
            throw corrupt("it ends within its header, after " + length + " bytes", null);
        }
        RecordBlock header = RecordBlock.header(head, 0, source, blockOffset);
        if (header.length() > Integer.MAX_VALUE - 16) {
            throw corrupt(
                    "its header says that it has " + header.length() + " bytes; a block has less than 2 GiB", null);
        }
        int body = header.descriptionLength() + header.payloadLength();
        readBody(body);
        header.check(block, 0, source, blockOffset);
        return header;
    }

    /** Room is made as the bytes arrive, so that a header that lies (its checksum being right) cannot fill memory. */
    private void readBody(int body) throws IOException {
        int total = RecordBlock.HEADER + body;
        int have = RecordBlock.HEADER;
        if (block.length < RecordBlock.HEADER) {
            block = new byte[Math.min(total, 64 << 10)];
        }
        System.arraycopy(head, 0, block, 0, head.length);
        while (have < total) {
            if (have == block.length) {
                block = Arrays.copyOf(block, (int) Math.min(total, 2L * block.length));
            }
            int read = in.read(block, have, Math.min(block.length, total) - have);
            if (read < 0) {
                throw corrupt("it ends after " + have + " of " + total + " bytes", null);
            }
            have += read;
        }
    }

    private void openCodec(RecordBlock header) {
        int from = RecordBlock.HEADER;
        int to = from + header.descriptionLength();
        if (codec != null && Arrays.equals(description, 0, description.length, block, from, to)) {
            return;
        }
        RecordInput input = new RecordInput(block, from, to - from);
        try {
            codec = RecordCodecs.fromDescription(input, loader);
        } catch (IndexOutOfBoundsException e) {
            throw corrupt("the description of its records is cut short", e);
        }
        if (input.position() != to) {
            throw corrupt("the description of its records has another length than its header says", null);
        }
        description = Arrays.copyOfRange(block, from, to);
    }

    private void openPayload(RecordBlock header) {
        int start = RecordBlock.HEADER + header.descriptionLength();
        packed = null;
        if (header.compression() == BlockCompression.PACKED) {
            if (!RecordCodecs.isLongPairs(present())) {
                throw corrupt("its header says that it holds packed pairs, but it describes other records", null);
            }
            packed = new PackedLongPairs(block, start, header.payloadLength(), header.records());
            records.reset(block, start, 0);
            return;
        }
        if (header.compression() == BlockCompression.NONE) {
            if (header.rawLength() != header.payloadLength()) {
                throw corrupt("its header names two lengths for uncompressed bytes", null);
            }
            records.reset(block, start, header.payloadLength());
            return;
        }
        if (raw.length < header.rawLength()) {
            raw = new byte[header.rawLength()];
        }
        String wrong = header.compression().restore(block, start, header.payloadLength(), raw, header.rawLength());
        if (!wrong.isEmpty()) {
            throw corrupt(wrong, null);
        }
        records.reset(raw, 0, header.rawLength());
    }

    private CorruptBlockException corrupt(String what, @Nullable Throwable cause) {
        return RecordBlock.corrupt(source, blockOffset, what, cause);
    }

    @Override
    public void close() throws IOException {
        left = 0;
        in.close();
    }
}
