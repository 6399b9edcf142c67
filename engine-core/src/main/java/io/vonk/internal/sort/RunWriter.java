package io.vonk.internal.sort;

import io.vonk.internal.serial.RecordOutput;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes sorted entries to a file: a run.
 *
 * <p>The file, version 1; integers are little-endian, varints as in {@link RecordOutput}:
 * <pre>
 * magic        8 bytes  56 4e 4b 52 55 4e 0d 01  ("VNKRUN", carriage return, version)
 * description  block    flags (1 byte: 1 = entries have partitions, 2 = entries have prefixes),
 *                       description of the key's codec, description of the other codec
 * entries      blocks   zero or more, each with at least one entry
 * end          block    empty, of zero entries
 * </pre>
 * A block is the length of its body (int), the number of entries in it (int), the CRC32C of these eight bytes and the body
 * (int), and the body. An entry in a body is
 * <pre>
 * length       varint   of what follows in the entry
 * partition    varint   if the flags say so
 * prefix       8 bytes  if the flags say so: the key's rank, compared as an unsigned number
 * key          as its codec writes it
 * rest         as its codec writes it; nothing if the record is its own key
 * </pre>
 * A body has at most 64 KiB unless it is a single larger entry. Runs are read by the program that wrote them and by no other
 * version of it. Used by one thread; {@link #finish} or {@link #close} ends it.
 */
final class RunWriter implements AutoCloseable {
    static final byte[] MAGIC = {'V', 'N', 'K', 'R', 'U', 'N', '\r', 1};
    static final int HAS_PARTITIONS = 1;
    static final int HAS_PREFIXES = 2;

    private final Path path;
    private final KeyOrder order;
    private final EntryFormat format;
    private final BlockBuilder block;
    private final FileOutputStream out;
    private long entryCount;
    private long byteCount;
    private boolean finished;

    private RunWriter(Path path, KeyOrder order, EntryFormat format, BlockBuilder block, FileOutputStream out) {
        this.path = path;
        this.order = order;
        this.format = format;
        this.block = block;
        this.out = out;
    }

    /** Creates the file; the memory of one page must be reserved already. */
    static RunWriter create(Path path, EntryFormat format, KeyOrder order, boolean placed) throws IOException {
        boolean prefixes = order.hasPrefix(format.keyOps());
        RunWriter writer = new RunWriter(
                path, order, format, new BlockBuilder(placed, prefixes), new FileOutputStream(path.toFile()));
        try {
            writer.out.write(MAGIC);
            RecordOutput description = new RecordOutput(128);
            description.putByte((placed ? HAS_PARTITIONS : 0) | (prefixes ? HAS_PREFIXES : 0));
            format.describe(description);
            writer.block.addBytes(description.array(), description.position());
            writer.writeBlock();
            return writer;
        } catch (IOException | RuntimeException failed) {
            writer.close();
            throw failed;
        }
    }

    /** How entries must be encoded. */
    EntryFormat format() {
        return format;
    }

    /** Appends the current entry of {@code source}, whose format is the run's format. */
    void add(EntryCursor source) throws IOException {
        add(source.partition, source.prefix, source.bytes, source.start, source.end - source.start);
    }

    /** Appends an entry that is encoded in the run's format. */
    void add(int partition, long prefix, byte[] bytes, int start, int length) throws IOException {
        if (!block.hasRoom(length)) {
            writeBlock();
        }
        block.add(partition, prefix, bytes, start, length);
        entryCount++;
    }

    private void writeBlock() throws IOException {
        int length = block.seal();
        try {
            out.write(block.bytes(), 0, length);
        } catch (IOException failed) {
            throw new IOException("cannot write the sorted run " + path + ": " + failed.getMessage(), failed);
        }
        byteCount += length;
        block.clear();
    }

    /** Ends the file and hands it over; the caller deletes it. */
    RunFile finish() throws IOException {
        if (!block.isEmpty()) {
            writeBlock();
        }
        writeBlock();
        out.close();
        finished = true;
        return new RunFile(order, path, format, entryCount, byteCount + MAGIC.length);
    }

    /** Deletes the file unless it was finished. */
    @Override
    public void close() throws IOException {
        if (!finished) {
            finished = true;
            try {
                out.close();
            } finally {
                Files.deleteIfExists(path);
            }
        }
    }
}
