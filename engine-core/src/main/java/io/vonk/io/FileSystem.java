package io.vonk.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The few operations on files that the engine needs; the seam for object stores and HDFS. Paths are strings as the user
 * wrote them, with {@code /} between names. Implementations are safe for use by many threads; they are serializable
 * because sources and sinks carry them to the tasks.
 */
public interface FileSystem extends Serializable {

    /**
     * The entries of a directory, sorted by name, not recursive.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such directory
     */
    List<FileEntry> list(String directory) throws IOException;

    /** The entry at {@code path}, or empty if there is none. */
    Optional<FileEntry> find(String path) throws IOException;

    /** Opens a file for reading at any position. The caller closes it. */
    FileInput open(String path) throws IOException;

    /**
     * Creates a file, and the directories above it.
     *
     * @throws java.nio.file.FileAlreadyExistsException if it exists
     */
    OutputStream create(String path) throws IOException;

    /**
     * Creates a small file with its content in one step: whoever finds the file, even after a crash, finds all of the
     * content, and of several callers at the same time one succeeds. Creates the directories above it.
     *
     * @throws java.nio.file.FileAlreadyExistsException if it exists
     */
    void createWhole(String path, byte[] content) throws IOException;

    /** Makes the content of a file, or the entries of a directory, survive a loss of power. */
    void sync(String path) throws IOException;

    /** Makes a directory and those above it; does nothing if it is there. */
    void createDirectories(String directory) throws IOException;

    /**
     * Renames a file or a directory within this file system, atomically; an existing file at {@code to} is replaced, an
     * existing non-empty directory is an error.
     */
    void rename(String from, String to) throws IOException;

    /** Deletes a file or a directory with all that is in it; does nothing if it is not there. Does not follow links. */
    void delete(String path) throws IOException;
}
