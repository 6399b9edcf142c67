package io.vonk.internal.shuffle;

import io.vonk.internal.memory.OperatorScope;
import io.vonk.internal.serial.RecordCodec;
import io.vonk.internal.serial.RecordOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one writer has spilled so far, and where it lies.
 *
 * <p>Spills go to a file of raw ranges. When there are too many of them, they are copied, partition by partition and small
 * ones joined, to a second file, and the first is begun anew. So every byte is copied at most once, and ranges that were
 * joined are not touched again. Used by one thread.
 */
final class SpilledRanges implements AutoCloseable {
    private static final int JOINED_BYTES = 64 * 1024;

    private final OperatorScope scope;
    private final int partitionCount;
    private final int rangesToCompact;
    private final RangeList raw = new RangeList(64);
    private final RangeList joined = new RangeList(0);
    private @Nullable BlockFileWriter rawFile;
    private @Nullable BlockFileWriter joinedFile;
    private @Nullable Path finished;

    SpilledRanges(OperatorScope scope, int partitionCount, int rangesToCompact) {
        this.scope = scope;
        this.partitionCount = partitionCount;
        this.rangesToCompact = rangesToCompact;
    }

    void append(int partition, RecordCodec codec, int codecIndex, byte[] bytes, int offset, int length, int recordCount)
            throws IOException {
        BlockFileWriter writer = rawFile;
        if (writer == null) {
            writer = BlockFileWriter.create(scope.newFile("shuffle"));
            rawFile = writer;
        }
        append(writer, raw, partition, codec, codecIndex, bytes, offset, length, recordCount);
    }

    private static void append(
            BlockFileWriter writer,
            RangeList ranges,
            int partition,
            RecordCodec codec,
            int codecIndex,
            byte[] bytes,
            int offset,
            int length,
            int recordCount)
            throws IOException {
        long position = writer.position();
        int blockBytes = writer.append(partition, codec, bytes, offset, length, recordCount);
        ranges.addOnDisk(partition, position, blockBytes, recordCount, codecIndex, writer.checksum());
    }

    void compactIfNeeded(List<RecordCodec> codecs) throws IOException {
        if (raw.size >= rangesToCompact) {
            compact(codecs);
        }
    }

    private void compact(List<RecordCodec> codecs) throws IOException {
        BlockFileWriter source = rawFile;
        if (source == null) {
            return;
        }
        source.flush();
        BlockFileWriter target = joinedFile;
        if (target == null) {
            target = BlockFileWriter.create(scope.newFile("shuffle"));
            joinedFile = target;
        }
        RangeList sorted = raw.byPartition(partitionCount);
        RecordOutput pending = new RecordOutput(JOINED_BYTES);
        int pendingRecords = 0;
        try (BlockFileReader reader = BlockFileReader.open(source.file(), scope.classLoader())) {
            for (int i = 0; i < sorted.size; i++) {
                EncodedBlock block = reader.read(sorted, i);
                pending.putBytes(block.bytes(), block.offset(), block.length());
                pendingRecords += block.recordCount();
                boolean last = i + 1 == sorted.size
                        || sorted.partitions[i + 1] != sorted.partitions[i]
                        || sorted.codecs[i + 1] != sorted.codecs[i]
                        || pending.position() + sorted.lengths[i + 1] > JOINED_BYTES;
                if (last) {
                    int codec = sorted.codecs[i];
                    int length = pending.position();
                    append(
                            target,
                            joined,
                            sorted.partitions[i],
                            codecs.get(codec),
                            codec,
                            pending.array(),
                            0,
                            length,
                            pendingRecords);
                    pending.position(0);
                    pendingRecords = 0;
                }
            }
        }
        source.discard();
        rawFile = null;
        raw.clear();
        scope.checkCancelled();
    }

    /** Ends writing; the ranges of the one file that is left, which now belongs to the caller. */
    RangeList finish(List<RecordCodec> codecs) throws IOException {
        if (joinedFile != null) {
            compact(codecs);
        }
        BlockFileWriter last = joinedFile != null ? joinedFile : rawFile;
        RangeList ranges = joinedFile != null ? joined : raw;
        if (last == null) {
            last = BlockFileWriter.create(scope.newFile("shuffle"));
            rawFile = last;
        }
        last.close();
        finished = last.file();
        return ranges;
    }

    /** The file, after {@link #finish}. */
    Path file() {
        if (finished == null) {
            throw new IllegalStateException("not finished");
        }
        return finished;
    }

    /** Deletes all files. */
    @Override
    public void close() throws IOException {
        try {
            if (rawFile != null) {
                rawFile.discard();
            }
        } finally {
            if (joinedFile != null) {
                joinedFile.discard();
            }
            if (finished != null) {
                Files.deleteIfExists(finished);
            }
        }
    }
}
