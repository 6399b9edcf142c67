package io.vonk.internal.sort;

import io.vonk.internal.serial.RecordOutput;
import java.util.zip.CRC32C;

/** Packs entries into one block; the layout is specified at {@link RunWriter}. Used by one thread. */
final class BlockBuilder {
    /** How large a body may be, unless a single entry is larger. */
    static final int BODY_BYTES = RecordPages.PAGE_BYTES - 64;

    static final int HEADER_BYTES = 12;

    /** What an entry takes at most beside its bytes: length, partition and prefix. */
    private static final int ENTRY_OVERHEAD_BYTES = 5 + 5 + 8;

    private final boolean partitions;
    private final boolean prefixes;
    private RecordOutput out = new RecordOutput(RecordPages.PAGE_BYTES);
    private final CRC32C crc = new CRC32C();
    private int entryCount;

    BlockBuilder(boolean partitions, boolean prefixes) {
        this.partitions = partitions;
        this.prefixes = prefixes;
        clear();
    }

    /** Whether an entry of {@code length} bytes should go into this block and not into the next one. */
    boolean hasRoom(int length) {
        return entryCount == 0 || out.position() - HEADER_BYTES + ENTRY_OVERHEAD_BYTES + length <= BODY_BYTES;
    }

    /** Whether nothing was added. */
    boolean isEmpty() {
        return out.position() == HEADER_BYTES;
    }

    /** How many entries were added. */
    int entryCount() {
        return entryCount;
    }

    /** Appends an entry. */
    void add(int partition, long prefix, byte[] bytes, int start, int length) {
        int more = (partitions ? varIntBytes(partition) : 0) + (prefixes ? 8 : 0);
        out.putVarInt(length + more);
        if (partitions) {
            out.putVarInt(partition);
        }
        if (prefixes) {
            out.putLong(prefix);
        }
        out.putBytes(bytes, start, length);
        entryCount++;
    }

    private static int varIntBytes(int value) {
        return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }

    /** Appends bytes that are not an entry. */
    void addBytes(byte[] bytes, int length) {
        out.putBytes(bytes, 0, length);
    }

    /** Fills the header in and returns the length of the block, header included. */
    int seal() {
        int length = out.position();
        out.position(0);
        out.putInt(length - HEADER_BYTES);
        out.putInt(entryCount);
        out.putInt(checksum(crc, out.array(), 0));
        out.position(length);
        return length;
    }

    /** The checksum of the block at {@code offset}: of its two lengths and its body. */
    static int checksum(CRC32C crc, byte[] block, int offset) {
        int bodyBytes = (block[offset] & 0xff)
                | (block[offset + 1] & 0xff) << 8
                | (block[offset + 2] & 0xff) << 16
                | (block[offset + 3] & 0xff) << 24;
        crc.reset();
        crc.update(block, offset, 8);
        crc.update(block, offset + HEADER_BYTES, bodyBytes);
        return (int) crc.getValue();
    }

    /** The block, after {@link #seal}. */
    byte[] bytes() {
        return out.array();
    }

    /** Starts the next block. */
    void clear() {
        if (out.array().length > 2 * RecordPages.PAGE_BYTES) {
            out = new RecordOutput(RecordPages.PAGE_BYTES);
        }
        out.position(HEADER_BYTES);
        entryCount = 0;
    }
}
