package io.vonk.internal.endpoint;

import io.vonk.internal.transport.StreamSource;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Parts of files, one after the other. Small ones are read, and their files closed at once, as a stream may have thousands of them;
 * large ones go to the socket without passing through this process, for which their files stay open until the end.
 */
final class FileRegions implements StreamSource {
    private static final int READ_BYTES = 64 * 1024;

    /** What is to be sent of a file. */
    record Part(Path file, long offset, long length) {}

    private final List<Part> parts;
    private final List<FileChannel> open = new ArrayList<>();
    private int next;
    private long sent;
    private @Nullable Path current;

    /** Without empty parts. */
    FileRegions(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    public boolean isAtEnd() {
        return next == parts.size();
    }

    @Override
    public StreamSource.Part next(int maxBytes) throws IOException {
        Part part = parts.get(next);
        long offset = part.offset() + sent;
        int length = (int) Math.min(maxBytes, part.length() - sent);
        StreamSource.Part bytes;
        if (part.length() <= READ_BYTES) {
            bytes = new ArrayPart(read(part.file(), offset, length), 0, length);
        } else {
            bytes = new FilePart(channel(part.file()), offset, length);
        }
        sent += length;
        if (sent == part.length()) {
            sent = 0;
            next++;
        }
        return bytes;
    }

    private static byte[] read(Path file, long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, offset + bytes.position()) < 0) {
                    throw new EOFException(file + " has ended before byte " + (offset + length));
                }
            }
        }
        return bytes.array();
    }

    private FileChannel channel(Path file) throws IOException {
        if (!file.equals(current)) {
            open.add(FileChannel.open(file, StandardOpenOption.READ));
            current = file;
        }
        return open.get(open.size() - 1);
    }

    @Override
    public void close() {
        for (FileChannel channel : open) {
            try {
                channel.close();
            } catch (IOException e) {
                LoggerFactory.getLogger(FileRegions.class)
                        .warn("A file of map outputs that was read cannot be closed", e);
            }
        }
    }
}
