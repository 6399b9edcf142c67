package io.vonk.io.text;

import io.vonk.error.DataException;
import io.vonk.internal.file.Compression;
import io.vonk.internal.file.FileSplit;
import io.vonk.internal.file.InputFile;
import io.vonk.internal.file.InputPaths;
import io.vonk.internal.file.SplitSizes;
import io.vonk.io.FileSystem;
import io.vonk.io.RecordReader;
import io.vonk.io.Source;
import io.vonk.io.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of records that all have the same number of bytes. A file whose size is not a multiple of it is an error, as is a
 * compressed file. Thread safety: immutable.
 */
public final class BinaryRecordSource implements Source<byte[]> {
    /** The largest record, 64 MiB. */
    public static final int MAX_RECORD_BYTES = 64 << 20;

    private static final long serialVersionUID = 1;

    private final FileSystem files;
    private final InputPaths paths;
    private final int recordBytes;
    private final long splitBytes;

    /**
     * The records of the inputs in a list as in {@link TextSource#of}.
     *
     * @param recordBytes the size of a record, from 1 to {@link #MAX_RECORD_BYTES}
     * @param splitBytes how large a piece of a file one partition reads, where more partitions are not asked for
     */
    public BinaryRecordSource(FileSystem files, String inputs, int recordBytes, long splitBytes) {
        if (recordBytes < 1 || recordBytes > MAX_RECORD_BYTES) {
            throw new DataException(
                    "A record must have between 1 byte and 64 MiB (" + MAX_RECORD_BYTES + "), got: " + recordBytes);
        }
        this.files = files;
        this.paths = InputPaths.ofList(files, inputs, false);
        this.recordBytes = recordBytes;
        this.splitBytes = splitBytes;
    }

    @Override
    public List<? extends Split> splits(int minSplits) throws IOException {
        List<InputFile> inputs = paths.list();
        for (InputFile file : inputs) {
            check(file);
        }
        List<FileSplit> aligned = new ArrayList<>();
        for (FileSplit split : SplitSizes.DEFAULT.withTargetBytes(splitBytes).cut(inputs, minSplits, any -> true)) {
            // A record belongs to the piece that its first byte is in.
            long start = roundUp(split.startByte());
            long end = roundUp(split.endByte());
            if (start < end) {
                aligned.add(new FileSplit(split.file(), start, end));
            }
        }
        return List.copyOf(aligned);
    }

    private void check(InputFile file) {
        if (Compression.ofName(file.path()) != Compression.NONE) {
            throw new DataException(
                    file.path() + " is compressed; records of fixed length are read from plain files only");
        }
        if (file.sizeBytes() % recordBytes != 0) {
            throw new DataException(file.path() + " has " + file.sizeBytes() + " bytes, which is not a multiple of the"
                    + " record length " + recordBytes + ": " + file.sizeBytes() % recordBytes
                    + " bytes would be left over. Check the length, or whether the file is complete");
        }
    }

    private long roundUp(long position) {
        return (position + recordBytes - 1) / recordBytes * recordBytes;
    }

    @Override
    public RecordReader<byte[]> open(Split split) throws IOException {
        if (!(split instanceof FileSplit piece)) {
            throw new DataException("A split of another source was given to binary records: " + split.describe());
        }
        return new BinaryRecordReader(files.open(piece.file().path()), piece, recordBytes);
    }

    @Override
    public String describe() {
        return "records of " + recordBytes + " bytes in " + paths.describe();
    }
}
