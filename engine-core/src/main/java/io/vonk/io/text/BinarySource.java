package io.vonk.io.text;

import io.vonk.data.Pair;
import io.vonk.error.DataException;
import io.vonk.internal.file.InputPaths;
import io.vonk.io.FileSystem;
import io.vonk.io.RecordReader;
import io.vonk.io.Source;
import io.vonk.io.Split;
import java.io.IOException;
import java.util.List;

/**
 * Files of any kind, each as one record: its full path and its bytes as they are on disk, also of compressed files.
 *
 * <p>Spark gives a stream that can be opened later; here the bytes are read when the record is, one file at a time.
 *
 * <p>Small files share a split; a file is never divided. Thread safety: immutable.
 */
public final class BinarySource implements Source<Pair<String, byte[]>> {
    /** The largest content of one file, unless the user says otherwise: 1 GiB. */
    public static final int MAX_FILE_BYTES = 1 << 30;

    private static final long serialVersionUID = 1;

    private final FileSystem files;
    private final InputPaths paths;
    private final int maxFileBytes;

    /**
     * The files of the inputs in a list as in {@link TextSource#of}.
     *
     * @param recursive whether directories in input directories are entered
     * @param maxFileBytes a file with a larger size is an error; at most {@link #MAX_FILE_BYTES}
     */
    public BinarySource(FileSystem files, String inputs, boolean recursive, int maxFileBytes) {
        if (maxFileBytes < 1 || maxFileBytes > MAX_FILE_BYTES) {
            throw new DataException("The limit of a whole file must be between 1 byte and 1 GiB (" + MAX_FILE_BYTES
                    + "), got: " + maxFileBytes);
        }
        this.files = files;
        this.paths = InputPaths.ofList(files, inputs, recursive);
        this.maxFileBytes = maxFileBytes;
    }

    @Override
    public List<? extends Split> splits(int minSplits) throws IOException {
        return FileGroup.pack(paths.list(), minSplits);
    }

    @Override
    public RecordReader<Pair<String, byte[]>> open(Split split) {
        if (!(split instanceof FileGroup group)) {
            throw new DataException("A split of another source was given to whole files: " + split.describe());
        }
        return new WholeFiles<>(files, group, false, maxFileBytes, bytes -> bytes);
    }

    @Override
    public String describe() {
        return "whole binary files " + paths.describe();
    }
}
