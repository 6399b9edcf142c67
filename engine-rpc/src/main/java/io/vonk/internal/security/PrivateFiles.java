package io.vonk.internal.security;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory of files that only their owner may read, made one by one, and removed again unless all of them came
 * into being.
 *
 * <p>Thread safety: used by one thread.
 */
final class PrivateFiles implements AutoCloseable {
    private final Path directory;
    /** The last one first. */
    private final Deque<Path> made = new ArrayDeque<>();

    private boolean kept;

    private PrivateFiles(Path directory) {
        this.directory = directory;
    }

    /** Makes a directory, and those above it that are missing; takes over one that is there. To be closed. */
    static PrivateFiles in(Path directory) throws IOException {
        PrivateFiles files = new PrivateFiles(directory);
        try {
            files.makeMissing(directory.toAbsolutePath().getParent());
            if (Files.isDirectory(directory)) {
                Modes.set(directory, Modes.DIRECTORY);
            } else {
                Files.createDirectory(directory, Modes.attributes(directory, Modes.DIRECTORY));
                files.made.push(directory);
            }
            return files;
        } catch (IOException e) {
            files.close();
            throw e;
        }
    }

    private void makeMissing(@Nullable Path parent) throws IOException {
        if (parent != null && !Files.isDirectory(parent)) {
            makeMissing(parent.getParent());
            Files.createDirectory(parent);
            made.push(parent);
        }
    }

    /** Writes a file that does not exist yet. */
    void write(String name, String text) throws IOException {
        write(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes a file that does not exist yet. */
    void write(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                Modes.attributes(file, Modes.FILE))) {
            made.push(file);
            writeFully(channel, content);
        }
    }

    /** Where a program may write a file; it is removed in any case. */
    Path scratch(String name) {
        return directory.resolve(name);
    }

    /** Everything is there and stays. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        if (!kept) {
            for (Path path : made) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Writes a file beside {@code file} under a name of its own, and returns that. */
    static Path writeBeside(Path file, String text) throws IOException {
        Path temporary = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                file.getFileName() + "-",
                ".tmp",
                Modes.attributes(file, Modes.FILE));
        try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            writeFully(channel, text.getBytes(StandardCharsets.US_ASCII));
        }
        return temporary;
    }

    private static void writeFully(FileChannel channel, byte[] content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        // An empty file after a crash of the machine would be a riddle.
        channel.force(true);
    }
}
