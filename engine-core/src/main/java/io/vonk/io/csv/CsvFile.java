package io.vonk.io.csv;

import io.vonk.error.DataException;
import io.vonk.internal.file.Compression;
import io.vonk.internal.file.InputBytes;
import io.vonk.internal.file.InputFile;
import io.vonk.io.FileInput;
import io.vonk.io.FileSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;

/**
 * A file and how to get at its bytes as scanners see them: unpacked, recoded to UTF-8 where that is needed, and without
 * byte order mark. Offsets count these bytes.
 */
record CsvFile(FileSystem files, InputFile file, Dialect dialect) {
    private static final byte[] UTF8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Whether scanners see the file's own bytes, so that they can start anywhere. */
    boolean isDirect() {
        return !dialect.transcoded() && Compression.ofName(file.path()) == Compression.NONE;
    }

    String path() {
        return file.path();
    }

    /** The bytes from the first row on. */
    ByteFeed open() throws IOException {
        return isDirect() ? openAt(0, file.sizeBytes()) : openStream();
    }

    /**
     * The bytes from {@code start} on, of a direct file; from the first row on if that is 0.
     *
     * @param end where most likely no more bytes are needed
     */
    ByteFeed openAt(long start, long end) throws IOException {
        FileInput input = openInput();
        try {
            return new FileFeed(input, start == 0 ? firstByte(input) : start, end);
        } catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    /** Opens the file itself. */
    FileInput openInput() throws IOException {
        FileInput input = files.open(file.path());
        if (input.sizeBytes() != file.sizeBytes()) {
            long size = input.sizeBytes();
            input.close();
            throw new DataException(String.format(
                    "%s changed while it was being read: it had %,d bytes when the job looked, now it has %,d."
                            + " Run the job again when nobody writes to it",
                    file.path(), file.sizeBytes(), size));
        }
        return input;
    }

    /** Where the first row starts: behind the byte order mark if there is one. */
    long firstByte(FileInput input) throws IOException {
        if (!dialect.isUtf8()) {
            return 0;
        }
        byte[] start = new byte[UTF8_MARK.length];
        int count = 0;
        while (count < start.length) {
            int read = input.read(count, start, count, start.length - count);
            if (read < 0) {
                return 0;
            }
            count += read;
        }
        return Arrays.equals(start, UTF8_MARK) ? start.length : 0;
    }

    private ByteFeed openStream() throws IOException {
        InputStream stream = Compression.ofName(file.path()).decompress(InputBytes.from(openInput(), 0), file.path());
        try {
            InputStream text = dialect.transcoded() ? new Utf8Stream(stream, dialect.fileCharset()) : stream;
            PushbackInputStream marked = new PushbackInputStream(text, UTF8_MARK.length);
            byte[] start = marked.readNBytes(UTF8_MARK.length);
            boolean mark = dialect.isUtf8() && Arrays.equals(start, UTF8_MARK);
            if (!mark) {
                marked.unread(start);
            }
            return new StreamFeed(marked, mark ? start.length : 0);
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }
}
