package io.vonk.internal.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * What a process prints, in a file of bounded size: a file that is full is renamed to {@code NAME.1}, that one to {@code NAME.2}, and
 * the oldest is deleted. A disk that cannot be written does not hold anybody up: the bytes are dropped, and a line says how many as
 * soon as writing works again.
 *
 * <p>Thread safety: used by one thread.
 */
final class LogFile implements AutoCloseable {
    static final long FULL_BYTES = 10L << 20;
    static final int OLD_FILES = 9;

    private final Path file;
    private final long fullBytes;
    private final int oldFiles;
    private @Nullable OutputStream out;
    private long size;
    private long lost;

    LogFile(Path file) {
        this(file, FULL_BYTES, OLD_FILES);
    }

    /**
     * A log that is made when something is written.
     *
     * @param fullBytes when a file is full
     * @param oldFiles how many full files are kept
     */
    LogFile(Path file, long fullBytes, int oldFiles) {
        this.file = file;
        this.fullBytes = fullBytes;
        this.oldFiles = oldFiles;
    }

    void write(byte[] bytes, int length) {
        try {
            if (out == null || size >= fullBytes) {
                open();
            }
            if (lost > 0) {
                put("[" + lost + " bytes could not be written here]\n");
                lost = 0;
            }
            OutputStream open = out;
            if (open != null) {
                open.write(bytes, 0, length);
                size += length;
            }
        } catch (IOException e) {
            lost += length;
            close();
        }
    }

    private void put(String line) throws IOException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        if (out != null) {
            out.write(bytes);
            size += bytes.length;
        }
    }

    private void open() throws IOException {
        close();
        Path parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        size = Files.exists(file) ? Files.size(file) : 0;
        if (size >= fullBytes) {
            Files.deleteIfExists(old(oldFiles));
            for (int i = oldFiles - 1; i >= 1; i--) {
                if (Files.exists(old(i))) {
                    Files.move(old(i), old(i + 1), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.move(file, old(1), StandardCopyOption.REPLACE_EXISTING);
            size = 0;
        }
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Path old(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    @Override
    public void close() {
        OutputStream open = out;
        out = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // What was written is there, or was counted as lost.
            }
        }
    }
}
