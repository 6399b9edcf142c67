package io.vonk.internal.serial;

import io.vonk.error.VonkException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records as blocks in memory ({@link RecordBlock}), for what leaves a task: results and kept partitions. Immutable, once
 * built; safe for use by many threads.
 */
public final class EncodedRecords implements Serializable {
    private static final int BLOCK_BYTES = 64 << 10;

    private final ArrayList<byte[]> blocks;
    private final long recordCount;

    @SuppressWarnings("NonApiType") // a list that is serializable
    private EncodedRecords(ArrayList<byte[]> blocks, long recordCount) {
        this.blocks = blocks;
        this.recordCount = recordCount;
    }

    /** How many records there are. */
    public long recordCount() {
        return recordCount;
    }

    /** The encoded size. */
    public long sizeBytes() {
        long bytes = 0;
        for (byte[] block : blocks) {
            bytes += block.length;
        }
        return bytes;
    }

    /** The blocks, not to be changed. */
    public List<byte[]> blocks() {
        return blocks;
    }

    /** Puts together what {@link #blocks} and {@link #recordCount} have given. */
    static EncodedRecords of(List<byte[]> blocks, long recordCount) {
        return new EncodedRecords(new ArrayList<>(blocks), recordCount);
    }

    /** All records. */
    public <T> List<T> decode(ClassLoader loader) {
        return decodeAll(List.of(this), loader);
    }

    /** All records of several collections, one after the other. */
    @SuppressWarnings("unchecked")
    public static <T> List<T> decodeAll(List<EncodedRecords> parts, ClassLoader loader) {
        long count = 0;
        for (EncodedRecords part : parts) {
            count += part.recordCount;
        }
        ArrayList<Object> records = new ArrayList<>((int) Math.min(count, Integer.MAX_VALUE - 16));
        @Nullable Object[] batch = new @Nullable Object[(int) Math.min(count, 1024)];
        // One reader for all: it keeps its codec as long as the blocks have the same, as the parts of one result do.
        Blocks blocks = new Blocks(parts);
        try (RecordBlockReader reader = new RecordBlockReader(blocks, "records in memory", loader)) {
            while (records.size() < count) {
                int size = reader.read(batch);
                if (size == 0) {
                    break;
                }
                for (int i = 0; i < size; i++) {
                    records.add(batch[i]);
                }
            }
        } catch (IOException e) {
            throw new VonkException("records in memory cannot be decoded: " + e.getMessage(), e);
        }
        return (List<T>) records;
    }

    /** The bytes of the blocks of several collections in a row. */
    private static final class Blocks extends InputStream {
        private final Iterator<EncodedRecords> parts;
        private Iterator<byte[]> rest = Collections.emptyIterator();
        private byte[] block = {};
        private int position;

        Blocks(List<EncodedRecords> parts) {
            this.parts = parts.iterator();
        }

        @Override
        public int read() {
            return hasMore() ? block[position++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!hasMore()) {
                return -1;
            }
            int count = Math.min(length, block.length - position);
            System.arraycopy(block, position, into, offset, count);
            position += count;
            return count;
        }

        private boolean hasMore() {
            while (position == block.length) {
                if (rest.hasNext()) {
                    block = rest.next();
                    position = 0;
                } else if (parts.hasNext()) {
                    rest = parts.next().blocks.iterator();
                } else {
                    return false;
                }
            }
            return true;
        }
    }

    /** Collects records. Used by one thread. */
    public static final class Builder {
        private final ArrayList<byte[]> blocks = new ArrayList<>();
        private final RecordBlockWriter writer;

        private Builder(BlockCompression compression) {
            writer = RecordBlockWriter.toArrays(blocks::add, compression, BLOCK_BYTES);
        }

        /** For records that are read once. */
        public static Builder toBeSent() {
            return new Builder(BlockCompression.NONE);
        }

        /** For records that are read again and again. */
        public static Builder toBeKept() {
            return new Builder(BlockCompression.PACKED);
        }

        /** Appends a record. */
        public void add(@Nullable Object record) {
            try {
                writer.write(record);
            } catch (IOException e) {
                throw new VonkException("a record cannot be encoded: " + e.getMessage(), e);
            }
        }

        /** About how many bytes there are by now. */
        public long sizeBytes() {
            return writer.bytes();
        }

        /** Whether all codecs so far were {@link RecordCodecs#isComplete complete}. */
        public boolean isComplete() {
            return writer.isComplete();
        }

        /** Ends the collection. */
        public EncodedRecords build() {
            try {
                writer.close();
            } catch (IOException e) {
                throw new VonkException("records cannot be encoded: " + e.getMessage(), e);
            }
            return new EncodedRecords(blocks, writer.records());
        }
    }
}
