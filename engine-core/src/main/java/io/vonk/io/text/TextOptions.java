package io.vonk.io.text;

import io.vonk.error.VonkException;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.Arrays;

/**
 * How text is read.
 *
 * @param charset the name of the encoding; bytes that are none of its characters become {@code U+FFFD}
 * @param maxLineBytes a longer line is an error, so that a file without line breaks cannot fill the memory
 * @param splitBytes how large a piece of a file one partition reads, where more partitions are not asked for
 * @param recursive whether directories in input directories are entered; {@code key=value} directories always are
 */
public record TextOptions(String charset, int maxLineBytes, long splitBytes, boolean recursive)
        implements Serializable {
    private static final byte[] LINE_BREAK = {'\r', '\n'};

    /** UTF-8, lines of up to 64 MiB, pieces of 32 MiB, not recursive. */
    public static final TextOptions DEFAULT = new TextOptions("UTF-8", 64 << 20, 32L << 20, false);

    public TextOptions {
        if (maxLineBytes < 1 || maxLineBytes > 1 << 30) {
            throw new VonkException(
                    "The limit of a line must be between 1 byte and 1 GiB (1073741824), got: " + maxLineBytes);
        }
        if (splitBytes < 1) {
            throw new VonkException("The size of a piece of a file must be at least 1 byte, got: " + splitBytes);
        }
        if (!Charset.isSupported(charset)) {
            throw new VonkException("There is no charset '" + charset + "' in this Java; write for example UTF-8");
        }
        if (!Arrays.equals("\r\n".getBytes(Charset.forName(charset)), LINE_BREAK)) {
            throw new VonkException("Text in " + charset
                    + " cannot be cut into lines, because its line breaks are not the bytes 13 and 10; convert the files"
                    + " to UTF-8");
        }
    }

    /** These options with another encoding. */
    public TextOptions withCharset(String name) {
        return new TextOptions(name, maxLineBytes, splitBytes, recursive);
    }

    /** These options with another limit of a line. */
    public TextOptions withMaxLineBytes(int bytes) {
        return new TextOptions(charset, bytes, splitBytes, recursive);
    }

    /** These options with other pieces. */
    public TextOptions withSplitBytes(long bytes) {
        return new TextOptions(charset, maxLineBytes, bytes, recursive);
    }

    /** These options with directories in input directories. */
    public TextOptions withRecursive(boolean enter) {
        return new TextOptions(charset, maxLineBytes, splitBytes, enter);
    }
}
