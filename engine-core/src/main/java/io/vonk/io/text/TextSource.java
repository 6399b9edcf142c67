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
import java.util.List;

/**
 * The lines of text files, without their line breaks. A line ends with LF, CRLF or CR, as in Spark; the last one needs
 * none. A byte order mark at the start of UTF-8 is skipped.
 *
 * <p>Inputs are files, directories and globs; see {@link #of}. Files whose names end in {@code .gz}, {@code .zst},
 * {@code .bz2} or {@code .deflate} are uncompressed as they are read; a file that is compressed by a way which is not
 * known here is an error, never text. Large files are read in pieces if they are plain or bzip2. An empty
 * file has no lines, and no split.
 *
 * <p>Thread safety: immutable.
 */
public final class TextSource implements Source<String> {
    private static final long serialVersionUID = 1;

    private final FileSystem files;
    private final InputPaths paths;
    private final TextOptions options;

    /**
     * The lines of several inputs, in this order.
     *
     * @param files where the inputs are
     * @param inputs each a path of a file or directory, or a glob; commas are part of the name
     */
    public TextSource(FileSystem files, List<String> inputs, TextOptions options) {
        this(files, new InputPaths(files, inputs, options.recursive()), options);
    }

    private TextSource(FileSystem files, InputPaths paths, TextOptions options) {
        this.files = files;
        this.paths = paths;
        this.options = options;
    }

    /**
     * The lines of the inputs in a list as in Spark.
     *
     * @param inputs paths and globs with commas between them: {@code *} and {@code ?} stand for anything in a name,
     *     {@code [a-z]} for a character, <code>{a,b}</code> for one of several texts; {@code \} comes before one of these
     *     characters, or a comma, that is meant itself
     */
    public static TextSource of(FileSystem files, String inputs, TextOptions options) {
        return new TextSource(files, InputPaths.ofList(files, inputs, options.recursive()), options);
    }

    @Override
    public List<? extends Split> splits(int minSplits) throws IOException {
        List<InputFile> inputs = paths.list();
        SplitSizes sizes = SplitSizes.DEFAULT.withTargetBytes(options.splitBytes());
        return sizes.cut(
                inputs, minSplits, file -> Compression.ofName(file.path()).splittable());
    }

    @Override
    public RecordReader<String> open(Split split) throws IOException {
        if (!(split instanceof FileSplit piece)) {
            throw new DataException("A split of another source was given to text files: " + split.describe());
        }
        return new TextReader(files, piece, options, LineScanner.BUFFER_BYTES);
    }

    @Override
    public String describe() {
        return "text files " + paths.describe();
    }
}
