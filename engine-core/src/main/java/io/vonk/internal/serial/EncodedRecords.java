package io.vonk.internal.serial;

import io.vonk.error.VonkException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
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

    /** All records. */
    @SuppressWarnings("unchecked")
    public <T> List<T> decode(ClassLoader loader) {
        ArrayList<Object> records = new ArrayList<>((int) Math.min(recordCount, Integer.MAX_VALUE - 16));
        @Nullable Object[] batch = new @Nullable Object[1024];
        try {
            for (byte[] block : blocks) {
                try (RecordBlockReader reader = RecordBlockReader.of(block, "records in memory", loader)) {
                    for (int size = reader.read(batch); size > 0; size = reader.read(batch)) {
                        records.addAll(Arrays.asList(batch).subList(0, size));
                    }
                }
            }
        } catch (IOException e) {
            throw new VonkException("records in memory cannot be decoded: " + e.getMessage(), e);
        }
        return (List<T>) records;
    }

    /** Collects records. Used by one thread. */
    public static final class Builder {
        private final ArrayList<byte[]> blocks = new ArrayList<>();
        private final RecordBlockWriter writer =
                RecordBlockWriter.toArrays(blocks::add, BlockCompression.NONE, BLOCK_BYTES);

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
