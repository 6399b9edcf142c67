package io.vonk.io.text;

import io.vonk.data.Pair;
import io.vonk.error.DataException;
import io.vonk.internal.file.Compression;
import io.vonk.internal.file.InputBytes;
import io.vonk.internal.file.InputFile;
import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import io.vonk.io.RecordReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;

/** Reads the files of a group, each as one record: its path and its content. */
final class WholeFiles<T> implements RecordReader<Pair<String, T>> {
    private final FileSystem files;
    private final List<InputFile> group;
    private final boolean uncompress;
    private final int maxFileBytes;
    private final Function<byte[], T> content;

    private int nextFile;
    private int firstOfBatch;

    /**
     * @param uncompress whether files with the name of a compression are uncompressed
     * @param maxFileBytes a larger content is an error
     * @param content makes the value of the bytes, which are its own
     */
    WholeFiles(FileSystem files, FileGroup group, boolean uncompress, int maxFileBytes, Function<byte[], T> content) {
        this.files = files;
        this.group = group.files();
        this.uncompress = uncompress;
        this.maxFileBytes = maxFileBytes;
        this.content = content;
    }

    /** Hands out one file at a time, so that only one has to be in memory. */
    @Override
    public int read(Object[] batch) throws IOException {
        if (nextFile == group.size()) {
            return 0;
        }
        firstOfBatch = nextFile;
        String path = group.get(nextFile++).path();
        batch[0] = Pair.of(path, content.apply(bytes(path)));
        return 1;
    }

    private byte[] bytes(String path) throws IOException {
        Compression compression = uncompress ? Compression.ofName(path) : Compression.NONE;
        FileInput input = files.open(path);
        try (InputStream in = compression.decompress(InputBytes.from(input, 0), path)) {
            if (compression == Compression.NONE && input.sizeBytes() > maxFileBytes) {
                throw tooLarge(path);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) Math.min(maxFileBytes, input.sizeBytes()));
            byte[] chunk = new byte[LineScanner.BUFFER_BYTES];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                if (count > maxFileBytes - bytes.size()) {
                    throw tooLarge(path);
                }
                bytes.write(chunk, 0, count);
            }
            return bytes.toByteArray();
        }
    }

    private DataException tooLarge(String path) {
        return new DataException(path + " has more than " + maxFileBytes + " bytes, too many for one record;"
                + " raise the limit, or read the file by lines or in pieces");
    }

    @Override
    public String position(int index) {
        return group.get(firstOfBatch + index).path();
    }

    @Override
    public void close() {
        // Every file is closed when it has been read.
    }
}
