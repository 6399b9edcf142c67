package io.vonk.io.text;

import io.vonk.internal.file.Compression;
import io.vonk.internal.file.FileSplit;
import io.vonk.io.CountingReader;
import io.vonk.io.FileSystem;
import io.vonk.io.RecordReader;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Reads the lines of one split as strings. */
final class TextReader implements RecordReader<String>, CountingReader {
    private final FileSystem files;
    private final FileSplit split;
    private final TextOptions options;
    private final Charset charset;
    private final LineScanner scanner;

    /** How many lines were handed out before the last batch. */
    private long linesBefore;

    private int lastCount;
    /** Where the lines of the last batch begin. */
    private long[] positions = new long[0];

    TextReader(FileSystem files, FileSplit split, TextOptions options, int bufferBytes) throws IOException {
        this.files = files;
        this.split = split;
        this.options = options;
        this.charset = Charset.forName(options.charset());
        this.scanner = SplitScanners.open(files, split, options, bufferBytes);
    }

    @Override
    public int read(Object[] batch) throws IOException {
        linesBefore += lastCount;
        lastCount = 0;
        if (positions.length < batch.length) {
            positions = new long[batch.length];
        }
        int count = 0;
        while (count < batch.length && scanner.next()) {
            int start = scanner.lineStart();
            // The JDK tests for ASCII with vector instructions, and copies such bytes as they are.
            batch[count] = new String(scanner.buffer(), start, scanner.lineEnd() - start, charset);
            positions[count++] = scanner.linePosition();
        }
        lastCount = count;
        return count;
    }

    @Override
    public long countRemaining() throws IOException {
        long count = 0;
        while (scanner.next()) {
            count++;
        }
        return count;
    }

    /**
     * {@inheritDoc} For a compressed file, bytes are those of the uncompressed text, if they can be known. The line number is found by reading
     * what is before the split once more, so this takes time.
     */
    @Override
    public String position(int index) {
        long position = positions[index];
        String path = split.file().path();
        // Where a piece of a compressed file begins in the text is known only to who has read what is before it.
        boolean inText = split.startByte() == 0 || Compression.ofName(path) == Compression.NONE;
        try {
            long line = SplitScanners.linesBefore(files, split, options) + linesBefore + index + 1;
            return path + " line " + line + (inText ? " (byte " + position + ")" : "");
        } catch (IOException | RuntimeException unreadable) {
            return inText ? path + " byte " + position : split.describe();
        }
    }

    @Override
    public void close() throws IOException {
        scanner.close();
    }

    /** Whether the text can start with the three bytes that some programs put before UTF-8. */
    static boolean mayHaveByteOrderMark(TextOptions options) {
        return Charset.forName(options.charset()).equals(StandardCharsets.UTF_8);
    }
}
