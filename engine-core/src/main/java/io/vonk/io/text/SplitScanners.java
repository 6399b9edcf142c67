package io.vonk.io.text;

import io.vonk.internal.file.Bzip2Blocks;
import io.vonk.internal.file.Compression;
import io.vonk.internal.file.FileSplit;
import io.vonk.internal.file.InputBytes;
import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import java.io.IOException;
import java.io.InputStream;

/** Opens the lines of a split, whatever the file's compression. */
final class SplitScanners {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private SplitScanners() {}

    /** The lines that belong to the split. */
    static LineScanner open(FileSystem files, FileSplit split, TextOptions options, int bufferBytes)
            throws IOException {
        String path = split.file().path();
        Compression compression = Compression.ofName(path);
        FileInput input = files.open(path);
        int maxLineBytes = options.maxLineBytes();
        InputStream opened = InputBytes.from(input, split.startByte());
        try {
            LineScanner scanner;
            boolean inside = split.startByte() > 0;
            if (compression == Compression.NONE) {
                long end = split.endByte();
                scanner = new LineScanner(opened, split.startByte(), () -> end, maxLineBytes, bufferBytes, path);
            } else if (compression == Compression.BZIP2) {
                Bzip2Blocks blocks = new Bzip2Blocks(input, split.startByte(), split.endByte());
                opened = blocks;
                inside = Bzip2Blocks.startsInside(split.startByte());
                scanner = new LineScanner(blocks, 0, blocks::border, maxLineBytes, bufferBytes, path);
            } else {
                opened = compression.decompress(opened, path);
                scanner = new LineScanner(opened, 0, () -> Long.MAX_VALUE, maxLineBytes, bufferBytes, path);
            }
            if (inside) {
                scanner.skipFirstLine();
            } else if (TextReader.mayHaveByteOrderMark(options)) {
                scanner.skipPrefix(BYTE_ORDER_MARK);
            }
            return scanner;
        } catch (IOException | RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    /** How many lines of the file belong to earlier splits. */
    static long linesBefore(FileSystem files, FileSplit split, TextOptions options) throws IOException {
        if (split.startByte() == 0) {
            return 0;
        }
        FileSplit before = new FileSplit(split.file(), 0, split.startByte());
        TextOptions unlimited = options.withMaxLineBytes(1 << 30);
        long count = 0;
        try (LineScanner scanner = open(files, before, unlimited, LineScanner.BUFFER_BYTES)) {
            while (scanner.next()) {
                count++;
            }
        }
        return count;
    }
}
