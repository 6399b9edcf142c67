package io.vonk.bench.java;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The bytes of a file from {@code from} to before {@code to}, small enough that threads are done at about the same time. */
record Slice(Path file, long from, long to) {

    /** The files of a directory in slices of {@code length} bytes and the rest. */
    static List<Slice> of(Path directory, String suffix, int length) throws IOException {
        List<Slice> slices = new ArrayList<>();
        for (Path file : Directory.files(directory, suffix)) {
            long size = Files.size(file);
            for (long from = 0; from < size; from += length) {
                slices.add(new Slice(file, from, Math.min(size, from + length)));
            }
        }
        return slices;
    }

    int length() {
        return Math.toIntExact(to - from);
    }

    /** Reads as many bytes as the buffer has room for, in pieces that stay in the cache between the two copies. */
    static void read(FileChannel channel, long position, byte[] bytes, int from, int to) throws IOException {
        int piece = 1 << 18;
        for (int at = from; at < to; ) {
            int read = channel.read(ByteBuffer.wrap(bytes, at, Math.min(piece, to - at)), position + at - from);
            if (read < 0) {
                throw new EOFException("a file is shorter than it was");
            }
            at += read;
        }
    }
}
