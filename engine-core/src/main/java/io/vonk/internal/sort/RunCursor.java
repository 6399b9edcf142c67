package io.vonk.internal.sort;

import io.vonk.error.CorruptBlockException;
import io.vonk.internal.serial.RecordInput;
import io.vonk.internal.serial.RecordOutput;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Reads a run; the file is specified at {@link RunWriter}. */
final class RunCursor extends EntryCursor {
    private final Path path;
    private final KeyOrder order;
    private final FileInputStream file;
    private final CRC32C crc = new CRC32C();
    private final RecordInput in = new RecordInput(new byte[0], 0, 0);
    private final EntryFormat format;
    private byte[] block = new byte[RecordPages.PAGE_BYTES];
    private long blockOffset = RunWriter.MAGIC.length;
    private long nextOffset = RunWriter.MAGIC.length;
    private int entriesLeft;
    private boolean partitions;
    private boolean prefixes;
    private boolean ended;

    private RunCursor(RunFile run, FileInputStream file) {
        this.path = run.path();
        this.format = run.format();
        this.order = run.order();
        this.file = file;
    }

    static RunCursor open(RunFile run) throws IOException {
        RunCursor cursor = new RunCursor(run, new FileInputStream(run.path().toFile()));
        try {
            byte[] magic = cursor.file.readNBytes(RunWriter.MAGIC.length);
            if (!Arrays.equals(magic, RunWriter.MAGIC)) {
                throw cursor.damaged("it does not begin like a sorted run of this version");
            }
            if (!cursor.readBlock()) {
                throw cursor.damaged("it has no description");
            }
            int flags = cursor.in.getByte();
            cursor.partitions = (flags & RunWriter.HAS_PARTITIONS) != 0;
            cursor.prefixes = (flags & RunWriter.HAS_PREFIXES) != 0;
            RecordOutput written = new RecordOutput(128);
            cursor.format.describe(written);
            if (!Arrays.equals(
                    cursor.block, cursor.in.position(), cursor.in.limit(), written.array(), 0, written.position())) {
                throw cursor.damaged("its codecs are not those that it was written with");
            }
            return cursor;
        } catch (IOException | RuntimeException failed) {
            cursor.close();
            throw failed;
        }
    }

    @Override
    public boolean next() throws IOException {
        if (ended) {
            return false;
        }
        if (entriesLeft == 0 && !readBlock()) {
            ended = true;
            return false;
        }
        entriesLeft--;
        int length = in.getVarInt();
        int end = in.position() + length;
        int partition = partitions ? in.getVarInt() : 0;
        long prefix = prefixes ? in.getLong() : 0;
        show(partition, prefix, block, in.position(), end);
        in.position(end);
        return true;
    }

    /** Reads the next block into memory; false if it is the empty one at the end. */
    private boolean readBlock() throws IOException {
        blockOffset = nextOffset;
        readFully(0, BlockBuilder.HEADER_BYTES);
        in.reset(block, 0, BlockBuilder.HEADER_BYTES);
        int bodyBytes = in.getInt();
        int entryCount = in.getInt();
        int expected = in.getInt();
        if (bodyBytes < 0 || bodyBytes > Integer.MAX_VALUE - 64 || bodyBytes > file.available() || entryCount < 0) {
            throw damaged("a block of " + bodyBytes + " bytes cannot be there");
        }
        if (block.length < BlockBuilder.HEADER_BYTES + bodyBytes) {
            block = Arrays.copyOf(block, BlockBuilder.HEADER_BYTES + bodyBytes);
        }
        readFully(BlockBuilder.HEADER_BYTES, bodyBytes);
        if (BlockBuilder.checksum(crc, block, 0) != expected) {
            throw damaged("the checksum of a block does not match");
        }
        nextOffset += BlockBuilder.HEADER_BYTES + bodyBytes;
        in.reset(block, BlockBuilder.HEADER_BYTES, bodyBytes);
        entriesLeft = entryCount;
        return bodyBytes > 0;
    }

    private void readFully(int offset, int length) throws IOException {
        if (file.readNBytes(block, offset, length) != length) {
            throw damaged("it ends too early");
        }
    }

    private CorruptBlockException damaged(String how) {
        return new CorruptBlockException("the sorted run " + path + " is damaged at byte " + blockOffset + ": " + how);
    }

    @Override
    public EntryFormat format() {
        return format;
    }

    @Override
    public KeyOrder order() {
        return order;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        file.close();
    }
}
