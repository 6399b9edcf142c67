package io.vonk.io.object;

import io.vonk.error.DataException;
import io.vonk.internal.file.FileSplit;
import io.vonk.internal.file.InputPaths;
import io.vonk.internal.file.SplitSizes;
import io.vonk.io.FileSystem;
import io.vonk.io.RecordReader;
import io.vonk.io.Source;
import io.vonk.io.Split;
import java.io.IOException;
import java.util.List;

/**
 * The records of object files, which {@link ObjectSink} writes. A file is one split, so the records come in the partitions
 * that they were written from. A damaged or incomplete file is an error, never fewer records.
 *
 * <p>Thread safety: immutable.
 *
 * @param <T> the records; what the files hold is not checked against it
 */
public final class ObjectSource<T> implements Source<T> {
    private static final long serialVersionUID = 1;

    private final FileSystem files;
    private final InputPaths paths;

    /**
     * The records of the inputs in a list: paths of files and directories, and globs, with commas between them, as for text
     * files.
     */
    public ObjectSource(FileSystem files, String inputs) {
        this.files = files;
        this.paths = InputPaths.ofList(files, inputs, false);
    }

    @Override
    public List<? extends Split> splits(int minSplits) throws IOException {
        return SplitSizes.DEFAULT.cut(paths.list(), minSplits, file -> false);
    }

    @Override
    public RecordReader<T> open(Split split) throws IOException {
        if (!(split instanceof FileSplit whole)) {
            throw new DataException("A split of another source was given to object files: " + split.describe());
        }
        return new ObjectReader<>(files.open(whole.file().path()));
    }

    @Override
    public String describe() {
        return "object files " + paths.describe();
    }
}
