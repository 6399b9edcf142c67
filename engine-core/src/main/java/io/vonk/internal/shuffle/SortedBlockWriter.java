package io.vonk.internal.shuffle;

import io.vonk.internal.memory.Lease;
import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordOutput;
import io.vonk.internal.sort.EntryCursor;
import io.vonk.internal.sort.EntryFormat;
import io.vonk.internal.sort.RecordPages;
import io.vonk.internal.sort.SparePages;
import io.vonk.internal.sort.SparseIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs entries, which come in order, into the blocks of a map output: in memory while the lease grants it, in one file after
 * that. A block holds entries of one partition and one format. Used by one thread.
 */
final class SortedBlockWriter implements AutoCloseable {
    private static final int BLOCK_BYTES = RecordPages.PAGE_BYTES;

    /** From here on a block is kept as it is, instead of copied to an array of the right length. */
    private static final int NEARLY_FULL_BYTES = BLOCK_BYTES / 16 * 15;

    private final OperatorScope scope;
    private final Lease lease;
    private final SparePages spares;
    private final SparseIndex.@Nullable Builder index;
    private final RecordOutput block = new RecordOutput(BLOCK_BYTES);
    private final List<EntryFormat> formats = new ArrayList<>();
    private final List<RecordCodec> codecs = new ArrayList<>();
    private RangeList ranges = new RangeList(16);
    private @Nullable BlockFileWriter file;
    private @Nullable EntryFormat lastFormat;
    private int partition;
    private int format;
    private int recordCount;
    private boolean finished;

    /**
     * A writer that makes a sparse index with a key every {@code indexInterval} bytes, or none if that is 0.
     *
     * @param spares pages to be used again
     */
    SortedBlockWriter(OperatorScope scope, long indexInterval, SparePages spares) {
        this.scope = scope;
        this.spares = spares;
        this.index = indexInterval == 0 ? null : new SparseIndex.Builder(indexInterval);
        this.lease = scope.lease("sorted map output");
    }

    /** Appends the current entry of {@code entries}. */
    void add(EntryCursor entries) throws IOException {
        int entryFormat = number(entries.format());
        int length = entries.end() - entries.start();
        if (recordCount > 0
                && (entries.partition() != partition
                        || entryFormat != format
                        || block.position() + length > BLOCK_BYTES)) {
            seal();
        }
        partition = entries.partition();
        format = entryFormat;
        if (index != null) {
            index.add(entries, ranges.size);
        }
        block.putBytes(entries.bytes(), entries.start(), length);
        recordCount++;
    }

    @SuppressWarnings("ReferenceEquality") // an equal format that is another object is looked up again and found
    private int number(EntryFormat entryFormat) {
        if (entryFormat == lastFormat) {
            return format;
        }
        lastFormat = entryFormat;
        for (int i = formats.size() - 1; i >= 0; i--) {
            if (formats.get(i).equals(entryFormat)) {
                return i;
            }
        }
        formats.add(entryFormat);
        codecs.add(entryFormat.pairCodec());
        return formats.size() - 1;
    }

    private void seal() throws IOException {
        int length = block.position();
        boolean full = length >= NEARLY_FULL_BYTES && block.array().length == BLOCK_BYTES;
        // A spare page comes with what pays for it, which then pays for the block that is kept.
        byte[] next = full && file == null ? spares.take(lease) : null;
        if (file == null && next == null && !lease.tryReserve(full ? BLOCK_BYTES : length)) {
            moveToFile();
        }
        if (file != null) {
            append(file, ranges, partition, format, block.array(), length, recordCount);
        } else if (full) {
            ranges.addInMemory(partition, block.array(), 0, length, recordCount, format);
            block.reset(next == null ? new byte[BLOCK_BYTES] : next, 0);
        } else {
            ranges.addInMemory(partition, block.toByteArray(), 0, length, recordCount, format);
        }
        block.position(0);
        recordCount = 0;
    }

    private void append(
            BlockFileWriter to, RangeList list, int toPartition, int codec, byte[] bytes, int length, int records)
            throws IOException {
        long position = to.position();
        int blockBytes = to.append(toPartition, codecs.get(codec), bytes, 0, length, records);
        list.addOnDisk(toPartition, position, blockBytes, records, codec, to.checksum());
    }

    private void moveToFile() throws IOException {
        BlockFileWriter created = BlockFileWriter.create(scope.newFile("shuffle"));
        file = created;
        RangeList inMemory = ranges;
        RangeList onDisk = new RangeList(inMemory.size);
        for (int i = 0; i < inMemory.size; i++) {
            byte[] page = inMemory.pages[i];
            if (page == null) {
                throw new IllegalStateException("range " + i + " is on disk already");
            }
            append(
                    created,
                    onDisk,
                    inMemory.partitions[i],
                    inMemory.codecs[i],
                    page,
                    inMemory.lengths[i],
                    inMemory.recordCounts[i]);
            inMemory.pages[i] = null;
        }
        ranges = onDisk;
        lease.releaseAll();
    }

    /**
     * Ends the output, which takes the memory and the file over.
     *
     * @param digest the output's {@link MapOutput#digest}
     */
    MapOutput finish(int partitionCount, long digest) throws IOException {
        if (recordCount > 0) {
            seal();
        }
        Path path = null;
        if (file != null) {
            file.close();
            path = file.file();
        }
        SparseIndex built = index == null ? null : index.build(ranges.size);
        RecordCodec[] used = codecs.toArray(new RecordCodec[0]);
        lease.tryReserve(MapOutput.indexBytes(ranges.size, partitionCount) + (built == null ? 0 : built.sizeBytes()));
        finished = true;
        return built == null
                ? new MapOutput(ranges, partitionCount, used, path, lease, lease.heldBytes(), digest, true)
                : MapOutput.sorted(ranges, used, path, lease, digest, built);
    }

    /** Drops everything unless it was finished. */
    @Override
    public void close() throws IOException {
        if (!finished) {
            finished = true;
            lease.close();
            if (file != null) {
                file.discard();
                Files.deleteIfExists(file.file());
            }
        }
    }
}
