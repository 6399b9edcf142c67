package io.vonk.internal.file;

import io.vonk.io.Split;
import java.util.Locale;

/**
 * A range of bytes of one file. Which records belong to it is for the format to say; for lines: those that begin in it.
 *
 * @param file the file
 * @param startByte the first byte
 * @param endByte the byte after the last
 */
public record FileSplit(InputFile file, long startByte, long endByte) implements Split {

    public FileSplit {
        if (startByte < 0 || endByte < startByte) {
            throw new IllegalArgumentException(
                    "a split must be an ordered range, got: " + startByte + " to " + endByte);
        }
    }

    @Override
    public long sizeBytes() {
        return endByte - startByte;
    }

    @Override
    public String describe() {
        return String.format(Locale.ROOT, "%s bytes %,d to %,d", file.path(), startByte, endByte);
    }
}
